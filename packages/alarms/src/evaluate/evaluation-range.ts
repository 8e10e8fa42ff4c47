import { ConfigurationError } from '@org/core/catalog'
import type { AlarmDefinition } from '../definition/alarm-definition.js'
import { STANDARD_PERIOD_STEP_SECONDS } from '../limits.js'

/**
 * How far back CloudWatch looks for real datapoints when some of the newest N are missing. AWS does
 * not publish it ("depends on the length of the alarm period"), so it is a choice with a name:
 * - `measured`: N + 2 datapoints, but with standard periods at least 6 minutes' worth. It agrees with
 *   every published example and measurement: 5 for N = 3 at 5 minutes (AWS's tables); points up to 6
 *   minutes old at N = 1 and 2 with 60 s; an 18-minute-old point at 540 s; three missing periods before
 *   a 15-minute and a 1-day 1-of-1 alarm notice. Nobody has measured high resolution: N + 2.
 * - `documented`: N + 2, the one documented example taken as a rule.
 */
export const EVALUATION_RANGE_PROFILES = ['measured', 'documented'] as const

/** One of {@link EVALUATION_RANGE_PROFILES}. */
export type EvaluationRangeProfile = (typeof EVALUATION_RANGE_PROFILES)[number]

/** Datapoints beyond N, from the only documented range: 5 for N = 3. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
const EXTRA_DATAPOINTS = 2

/** Seconds; the age up to which real points were seen to count at a period of 60 s (measured in us-west-2, September 2026). */
const MEASURED_MINIMUM_RANGE_SECONDS = 360

/**
 * The number of datapoints in the evaluation range of `definition`.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a number below N, or an unknown profile.
 */
export function evaluationRangeOf(
  definition: Pick<AlarmDefinition, 'periodSeconds' | 'evaluationPeriods'>,
  range: EvaluationRangeProfile | number,
): number {
  const { periodSeconds, evaluationPeriods } = definition
  if (typeof range === 'number') {
    if (Number.isInteger(range) && range >= evaluationPeriods) return range
    throw new ConfigurationError(
      `Option \`evaluationRange\` must be a whole number of datapoints, at least evaluationPeriods (${evaluationPeriods}); got ${range}.`,
    )
  }
  const documented = evaluationPeriods + EXTRA_DATAPOINTS
  switch (range) {
    case 'documented':
      return documented
    case 'measured':
      return periodSeconds < STANDARD_PERIOD_STEP_SECONDS
        ? documented
        : Math.max(documented, Math.ceil(MEASURED_MINIMUM_RANGE_SECONDS / periodSeconds))
    default:
      throw new ConfigurationError(
        `Option \`evaluationRange\` must be a number or one of ${EVALUATION_RANGE_PROFILES.join(', ')}; got ${String(range)}.`,
      )
  }
}
