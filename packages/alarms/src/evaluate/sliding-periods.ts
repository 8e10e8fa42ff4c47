import type { AlarmDefinition } from '../definition/alarm-definition.js'
import {
  EVALUATION_INTERVAL_SECONDS,
  HIGH_RESOLUTION_EVALUATION_INTERVAL_SECONDS,
  MAX_WINDOW_SECONDS,
  MULTI_DAY_EVALUATION_INTERVAL_SECONDS,
  STANDARD_PERIOD_STEP_SECONDS,
} from '../limits.js'
import type { Observation } from './observation.js'

/** One period: `start` is in it, `end` is not. Milliseconds since the epoch. */
export interface SlidingPeriod {
  readonly start: number
  readonly end: number
  readonly observations: readonly Observation[]
}

const MS_PER_SECOND = 1_000

/**
 * Milliseconds between two evaluations: a minute; ten seconds for a high-resolution alarm; an hour
 * when the window is longer than a day, which then also sees data only up to the full hour.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluationIntervalMs({
  periodSeconds,
  evaluationPeriods,
}: Pick<AlarmDefinition, 'periodSeconds' | 'evaluationPeriods'>): number {
  if (periodSeconds < STANDARD_PERIOD_STEP_SECONDS) return HIGH_RESOLUTION_EVALUATION_INTERVAL_SECONDS * MS_PER_SECOND
  return periodSeconds * evaluationPeriods > MAX_WINDOW_SECONDS
    ? MULTI_DAY_EVALUATION_INTERVAL_SECONDS * MS_PER_SECOND
    : EVALUATION_INTERVAL_SECONDS * MS_PER_SECOND
}

/**
 * Sorts observations into `count` periods, oldest first, counted back from the newest evaluation at
 * or before `at`. Periods are not aligned to the clock: the same data falls into other periods one
 * minute later, which is how CloudWatch evaluates and why a 5-minute alarm can see one burst as one
 * breach or as two. Observations outside the periods are left out.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
export function slidingPeriods(
  observations: readonly Observation[],
  options: {
    readonly at: number
    readonly count: number
    readonly definition: Pick<AlarmDefinition, 'periodSeconds' | 'evaluationPeriods'>
  },
): readonly SlidingPeriod[] {
  const { at, count, definition } = options
  const intervalMs = evaluationIntervalMs(definition)
  const end = Math.floor(at / intervalMs) * intervalMs
  const periodMs = definition.periodSeconds * MS_PER_SECOND
  const buckets: Observation[][] = Array.from({ length: count }, () => [])
  for (const observation of observations) {
    const age = Math.ceil((end - observation.timestamp) / periodMs)
    buckets[count - age]?.push(observation)
  }
  return buckets.map((bucket, index) => {
    const start = end - (count - index) * periodMs
    return { start, end: start + periodMs, observations: bucket }
  })
}
