/** What CloudWatch would show for a metric over all the time that it has data for. */
export interface MetricStatistics {
  /** Sum of all observed values, in the unit of the metric. */
  readonly sum: number
  /** Observations: for a counter or a gauge, datums. */
  readonly sampleCount: number
  /** `sum` by `sampleCount`. */
  readonly average: number
  /** The lowest observed value. */
  readonly minimum: number
  /** The highest observed value. */
  readonly maximum: number
  /**
   * The value below which `p` percent of the observations lie, by nearest rank. Undefined where any value is
   * negative: CloudWatch has no percentiles of such a metric.
   *
   * @param p From 0 to 100.
   */
  percentile(p: number): number | undefined
}

/** Statistics of values with how often each was observed; undefined without any. */
export function statisticsOf(
  observations: readonly (readonly [value: number, count: number])[],
): MetricStatistics | undefined {
  const sorted = [...observations].sort(([a], [b]) => a - b)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return undefined
  let sum = 0
  let sampleCount = 0
  for (const [value, count] of sorted) {
    sum += value * count
    sampleCount += count
  }
  return {
    sum,
    sampleCount,
    average: sum / sampleCount,
    minimum: first[0],
    maximum: last[0],
    percentile(p) {
      if (first[0] < 0) return undefined
      let remaining = Math.max(1, Math.ceil((p / 100) * sampleCount))
      for (const [value, count] of sorted) {
        remaining -= count
        if (remaining <= 0) return value
      }
      return last[0]
    },
  }
}
