import { MAX_PERCENTILE_DECIMALS } from '../limits.js'

/** The statistics that are not percentiles. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
export const BASIC_STATISTICS = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const

/** A statistic that is not a percentile. */
export type BasicStatistic = (typeof BASIC_STATISTICS)[number]

/** A percentile from `p0` to `p100` with at most two decimals, such as `p99` or `p99.95`. */
export type PercentileStatistic = `p${number}`

/** How the observations of one period become one datapoint. */
export type MetricStatistic = BasicStatistic | PercentileStatistic

/** Finishes the sentence "`statistic` must be …". */
export const STATISTIC_RULE =
  'SampleCount, Sum, Average, Minimum, Maximum, or a percentile from p0 to p100 with at most two decimals such as "p99"'

const PERCENTILE_PATTERN = new RegExp(`^p(?:100|\\d{1,2})(?:\\.(\\d{1,${MAX_PERCENTILE_DECIMALS}}))?$`)

/** The percentile that `statistic` names, from 0 to 100; undefined when it is not a valid percentile. */
export function percentileOf(statistic: string): number | undefined {
  if (!PERCENTILE_PATTERN.test(statistic)) return undefined
  const percentile = Number(statistic.slice(1))
  return percentile <= 100 ? percentile : undefined
}

/**
 * Whether `value` names a statistic that an alarm definition may use: `SampleCount`, `Sum`, `Average`, `Minimum`,
 * `Maximum`, or a percentile from `p0` to `p100` with at most two decimals. Trimmed means and the like are none.
 *
 * @example
 * ```ts
 * isMetricStatistic('p99.9') // true
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function isMetricStatistic(value: unknown): value is MetricStatistic {
  if (typeof value !== 'string') return false
  return BASIC_STATISTICS.some((known) => known === value) || percentileOf(value) !== undefined
}
