/** What CloudWatch would show for a metric over all the time that it has data for. */
export interface MetricStatistics {
  readonly sum: number
  readonly sampleCount: number
  readonly average: number
  readonly minimum: number
  readonly maximum: number
  /** @param p From 0 to 100, by nearest rank. */
  percentile(p: number): number
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
      let remaining = Math.max(1, Math.ceil((p / 100) * sampleCount))
      for (const [value, count] of sorted) {
        remaining -= count
        if (remaining <= 0) return value
      }
      return last[0]
    },
  }
}
