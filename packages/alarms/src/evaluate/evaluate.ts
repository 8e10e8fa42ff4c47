import { expectKnownKeys, expectObject, expectOneOf, mismatch } from '@org/core/aws'
import type { AlarmDefinition, MissingDataTreatment } from '../definition/alarm-definition.js'
import { breaches } from '../definition/comparison.js'
import { aggregate } from './aggregate.js'
import { ALARM_STATES, type AlarmState, INITIAL_ALARM_STATE } from './alarm-state.js'
import type { AlarmEvaluation, EvaluatedDatapoint } from './evaluation.js'
import { type EvaluationRangeProfile, evaluationRangeOf } from './evaluation-range.js'
import { verdictOf, type WindowVerdict } from './judge-window.js'
import { hasTooFewSamples } from './low-sample-count.js'
import type { Observation } from './observation.js'
import { formatReason } from './reason.js'
import { slidingPeriods } from './sliding-periods.js'

/** Options of {@link evaluate}. An option that is not here is refused. */
export interface EvaluateOptions {
  /** The moment of the evaluation, in milliseconds since the epoch. */
  readonly at: number
  /** The state before, which `ignore` and the low-sample rule may keep. @defaultValue 'INSUFFICIENT_DATA', as of a new alarm */
  readonly previousState?: AlarmState | undefined
  /** How many datapoints are looked at, N of which are judged: a profile, or a whole number of at least N. @defaultValue 'measured' */
  readonly evaluationRange?: EvaluationRangeProfile | number | undefined
}

/**
 * Judges an alarm at one moment from the raw observations of exactly its metric, as CloudWatch would:
 * observations are aggregated into periods counted back from the evaluation minute, compared with the
 * threshold, and judged M of N with the chosen treatment of missing data.
 *
 * It sees every observation at once, whereas CloudWatch sees a datapoint only some minutes after it
 * was measured; to model that delay, leave out what would not have arrived by `at`.
 *
 * @param observations - In any order; what lies outside the evaluation range is ignored.
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option, a moment that is not finite, and an
 * evaluation range below N.
 *
 * @example
 * ```ts
 * const evaluation = evaluate(alarm, [{ timestamp: Date.UTC(2026, 0, 1, 12, 0), value: 900, count: 1 }], {
 *   at: Date.UTC(2026, 0, 1, 12, 1),
 *   previousState: 'OK',
 * })
 * console.log(evaluation.state, evaluation.reason)
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluate(
  definition: AlarmDefinition,
  observations: readonly Observation[],
  options: EvaluateOptions,
): AlarmEvaluation {
  expectObject('definition', definition)
  if (!Array.isArray(observations)) throw mismatch('observations', 'an array', observations)
  expectKnownKeys('evaluate', options, ['at', 'previousState', 'evaluationRange'])
  const { at, previousState = INITIAL_ALARM_STATE, evaluationRange = 'measured' } = options
  if (!Number.isFinite(at)) throw mismatch('at', 'a moment in milliseconds since the epoch', at)
  expectOneOf('previousState', previousState, ALARM_STATES)
  const count = evaluationRangeOf(definition, evaluationRange)
  const periods = slidingPeriods(observations, { at, count, definition })
  const points = periods.map(({ start, observations: inPeriod }) => {
    const value = aggregate(inPeriod, definition.statistic)
    const breaching =
      value === undefined ? undefined : breaches(definition.comparisonOperator, value, definition.threshold)
    return { timestamp: start, value, breaching }
  })
  const verdict = verdictOf({ ...definition, previousState, points: points.map((point) => point.breaching) })
  const datapoints = markDatapoints(points, verdict, definition.treatMissingData)
  if (hasTooFewSamples(definition, periods)) {
    const reason = 'Unchanged: the percentile rests on too few samples to be statistically significant.'
    return { state: previousState, reason, at, decidedBy: 'low-sample-count', datapoints }
  }
  const reason = formatReason(definition, verdict, datapoints)
  return { state: verdict.state, reason, at, decidedBy: verdict.decidedBy, datapoints }
}

const FILL: Readonly<Record<MissingDataTreatment, boolean | undefined>> = {
  breaching: true,
  notBreaching: false,
  ignore: undefined,
  missing: undefined,
}

type Point = Pick<EvaluatedDatapoint, 'timestamp' | 'value' | 'breaching'>

/**
 * CloudWatch says how many missing datapoints it fills, not which ones; the newest are marked, since
 * those are the ones that a reader misses first.
 */
function markDatapoints(
  points: readonly Point[],
  verdict: WindowVerdict,
  treatMissingData: MissingDataTreatment,
): readonly EvaluatedDatapoint[] {
  const considered = new Set(verdict.considered)
  const missing = [...points.keys()].filter((index) => points[index]?.value === undefined)
  const filled = new Set(verdict.filledCount === 0 ? [] : missing.slice(-verdict.filledCount))
  return points.map(({ timestamp, value, breaching }, index) => ({
    timestamp,
    ...(value === undefined ? {} : { value }),
    breaching: filled.has(index) ? FILL[treatMissingData] : breaching,
    considered: considered.has(index),
    filled: filled.has(index),
  }))
}
