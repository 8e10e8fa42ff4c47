import { expectInteger, expectKnownKeys, expectOneOf, mismatch } from '@org/core/aws'
import { MISSING_DATA_TREATMENTS, type MissingDataTreatment } from '../definition/alarm-definition.js'
import { ALARM_STATES, type AlarmState } from './alarm-state.js'

/** One datapoint as the rule sees it: breaching, not breaching, or undefined when missing. */
export type JudgedPoint = boolean | undefined

/** The datapoints of an evaluation range and the rule to judge them by. A member that is not here is refused. */
export interface AlarmWindow {
  /** The whole evaluation range, oldest first and newest last; at least `evaluationPeriods` of them. */
  readonly points: readonly JudgedPoint[]
  /** M: a whole number from 1 to N. */
  readonly datapointsToAlarm: number
  /** N: a whole number of at least 1. */
  readonly evaluationPeriods: number
  /** What a missing datapoint counts as when there are not N real ones. */
  readonly treatMissingData: MissingDataTreatment
  /** The state before this evaluation, which `ignore` may keep. */
  readonly previousState: AlarmState
}

/**
 * Which rule decided: enough `real` datapoints; some `filled` in; `premature` for too few real ones
 * which all breach and go back far enough; `no-data` when everything in the range is missing.
 */
export type DecidingRule = 'real' | 'filled' | 'premature' | 'no-data'

/** The state after an evaluation and how it came about. */
export interface WindowVerdict {
  /** The state after the evaluation. */
  readonly state: AlarmState
  /** The rule that decided. */
  readonly decidedBy: DecidingRule
  /** True when `ignore` kept the previous state rather than a new one being found. */
  readonly retained: boolean
  /** Positions in `points` of the real datapoints that were judged, oldest first. */
  readonly considered: readonly number[]
  /** How many missing datapoints had to be filled in. */
  readonly filledCount: number
}

/**
 * Judges already formed datapoints as CloudWatch documents it: M of N over the newest real
 * datapoints, reaching back in the evaluation range for real ones before it fills in missing ones.
 *
 * The documentation fixes 40 cases, all of which hold. Where it is silent, these readings apply:
 * - *Premature alarm*: too few real datapoints alarm if the oldest breaching one is at least M
 *   periods old and all newer ones breach or are missing. The sentence alone would contradict the
 *   table (`0 - X - -`, 2 of 3, is OK), so a real datapoint that does not breach anywhere in the
 *   range rules it out.
 * - The oldest breaching datapoint is looked for in the whole range, not only in the last N periods.
 * - `ignore` keeps the state where `missing` would raise a premature alarm (as the table shows), and
 *   when all is missing. A lone breach that is still too young is OK under both.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a window with a member that is unknown or out of range.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 *
 * @example
 * ```ts
 * judgeWindow({
 *   points: [undefined, undefined, true, undefined, undefined], // - - X - -
 *   datapointsToAlarm: 3,
 *   evaluationPeriods: 3,
 *   treatMissingData: 'missing',
 *   previousState: 'OK',
 * }).state // 'ALARM'
 * ```
 */
export function judgeWindow(window: AlarmWindow): WindowVerdict {
  expectKnownKeys('judgeWindow', window, [
    'points',
    'datapointsToAlarm',
    'evaluationPeriods',
    'treatMissingData',
    'previousState',
  ])
  const { points, datapointsToAlarm, evaluationPeriods, treatMissingData, previousState } = window
  expectInteger('evaluationPeriods', evaluationPeriods, { min: 1, max: Number.MAX_SAFE_INTEGER })
  expectInteger('datapointsToAlarm', datapointsToAlarm, { min: 1, max: evaluationPeriods })
  if (!Array.isArray(points) || points.length < evaluationPeriods) {
    throw mismatch('points', `an array of at least evaluationPeriods (${evaluationPeriods}) datapoints`, points)
  }
  const unjudged = points.find((point) => point !== undefined && typeof point !== 'boolean')
  if (unjudged !== undefined) throw mismatch('points', 'an array of true, false and undefined', unjudged)
  expectOneOf('treatMissingData', treatMissingData, MISSING_DATA_TREATMENTS)
  expectOneOf('previousState', previousState, ALARM_STATES)
  return verdictOf(window)
}

/** {@link judgeWindow} for a window that is known to be right. */
export function verdictOf(window: AlarmWindow): WindowVerdict {
  const { points, datapointsToAlarm, evaluationPeriods, treatMissingData, previousState } = window
  const real = [...points.keys()].filter((index) => points[index] !== undefined)
  const considered = real.slice(-evaluationPeriods)
  const filledCount = evaluationPeriods - considered.length
  const breachCount = considered.filter((index) => points[index] === true).length
  const verdict = (state: AlarmState, decidedBy: DecidingRule, retained = false): WindowVerdict => ({
    state,
    decidedBy,
    retained,
    considered,
    filledCount,
  })

  if (considered.length === 0) {
    return treatMissingData === 'ignore'
      ? verdict(previousState, 'no-data', true)
      : verdict(STATE_WITHOUT_DATA[treatMissingData], 'no-data')
  }
  const fillsThatBreach = treatMissingData === 'breaching' ? filledCount : 0
  const decidedBy = filledCount === 0 ? 'real' : 'filled'
  if (breachCount + fillsThatBreach >= datapointsToAlarm) return verdict('ALARM', decidedBy)
  if (isPremature(points, datapointsToAlarm)) {
    if (treatMissingData === 'missing') return verdict('ALARM', 'premature')
    if (treatMissingData === 'ignore') return verdict(previousState, 'premature', true)
  }
  return verdict('OK', decidedBy)
}

const STATE_WITHOUT_DATA: Readonly<Record<Exclude<MissingDataTreatment, 'ignore'>, AlarmState>> = {
  breaching: 'ALARM',
  notBreaching: 'OK',
  missing: 'INSUFFICIENT_DATA',
}

/** Never true of N real datapoints: without a good one among them, all N breach, which is at least M. */
function isPremature(points: readonly JudgedPoint[], datapointsToAlarm: number): boolean {
  const oldestBreach = points.indexOf(true)
  const age = points.length - oldestBreach
  return oldestBreach >= 0 && age >= datapointsToAlarm && !points.includes(false)
}
