/** A statistic set: what is left of values that were aggregated before they were sent. Numbers are in the metric's unit. */
export interface StatisticSet {
  /** How many samples it stands for. */
  readonly sampleCount: number
  /** The sum of the samples. */
  readonly sum: number
  /** The smallest sample. */
  readonly minimum: number
  /** The largest sample. */
  readonly maximum: number
}

/** A value that a metric received at one moment. Numbers are finite. */
export interface ValueObservation {
  /** Milliseconds since the epoch, as CloudWatch stored it: to the second for a high-resolution metric, else to the minute. */
  readonly timestamp: number
  /** In the metric's unit. */
  readonly value: number
  /** How often the value was seen; one that was seen no times is ignored. */
  readonly count: number
}

/** A statistic set that a metric received at one moment. Numbers are finite. */
export interface SetObservation {
  /** Milliseconds since the epoch, as CloudWatch stored it: to the second for a high-resolution metric, else to the minute. */
  readonly timestamp: number
  /** What is left of the values. */
  readonly statistics: StatisticSet
}

/** What a metric received at one moment: a value seen `count` times, or a statistic set. */
export type Observation = ValueObservation | SetObservation

/**
 * An observation as a statistic set.
 *
 * @example
 * ```ts
 * statisticSetOf({ timestamp: 0, value: 2, count: 3 }) // { sampleCount: 3, sum: 6, minimum: 2, maximum: 2 }
 * ```
 */
export function statisticSetOf(observation: Observation): StatisticSet {
  if ('statistics' in observation) return observation.statistics
  const { value, count } = observation
  return { sampleCount: count, sum: value * count, minimum: value, maximum: value }
}

/** How many samples an observation stands for. */
export function sampleCountOf(observation: Observation): number {
  return 'statistics' in observation ? observation.statistics.sampleCount : observation.count
}
