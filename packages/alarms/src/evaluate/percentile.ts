/** A value and how often it was seen. */
export interface WeightedValue {
  readonly value: number
  /** Above zero. */
  readonly count: number
}

/** Percentiles have two decimals at most, so that a hundredfold percentile is a whole number and ranks are exact. */
const PERCENTILE_SCALE = 100

/**
 * The smallest value that at least `percentile` percent of the samples do not exceed (nearest rank);
 * p0 is the minimum and p100 the maximum.
 *
 * CloudWatch does not publish how it estimates percentiles. Nearest rank is chosen over interpolation
 * because it always answers with a value that was really measured (interpolation invents a latency
 * between two modes, and then a threshold between them is crossed by nobody), because it is monotone
 * in both the percentile and the values, and because it is exact on value and count pairs. With few
 * samples the two differ by up to the gap between neighbours; the low-sample rule exists for that.
 */
export function nearestRank(values: readonly WeightedValue[], percentile: number): number | undefined {
  const sorted = [...values].sort((a, b) => a.value - b.value)
  const total = sorted.reduce((sum, { count }) => sum + count, 0)
  const rank = Math.ceil((Math.round(percentile * PERCENTILE_SCALE) * total) / (100 * PERCENTILE_SCALE))
  let seen = 0
  for (const { value, count } of sorted) {
    seen += count
    if (seen >= rank) return value
  }
  return sorted.at(-1)?.value
}
