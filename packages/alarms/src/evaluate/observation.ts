/** A statistic set: what is left of values that were aggregated before they were sent. */
export interface StatisticSet {
  readonly sampleCount: number
  readonly sum: number
  readonly minimum: number
  readonly maximum: number
}

/**
 * What a metric received at one moment: a value seen `count` times, or a statistic set.
 * `timestamp` is in milliseconds since the epoch, as CloudWatch stored it: to the second for a
 * high-resolution metric, else to the minute. Numbers are finite.
 */
export type Observation =
  | { readonly timestamp: number; readonly value: number; readonly count: number }
  | { readonly timestamp: number; readonly statistics: StatisticSet }

/** How many samples an observation stands for. */
export function sampleCountOf(observation: Observation): number {
  return 'statistics' in observation ? observation.statistics.sampleCount : observation.count
}
