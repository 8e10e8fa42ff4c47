import {
  aggregate,
  type MetricIdentity,
  type MetricStatistic,
  type Observation,
  type StatisticSet,
  statisticSetOf,
} from '@org/alarms'

/**
 * One accepted datum. `values` and `statistics` may both be there: CloudWatch then takes count, sum, minimum
 * and maximum from the statistic set, and percentiles from the values.
 */
export interface Datum {
  readonly timestamp: number
  readonly unit: string
  readonly values: readonly { readonly value: number; readonly count: number }[] | undefined
  readonly statistics: StatisticSet | undefined
}

/** A datum with the metric it belongs to. */
export interface MetricDatum extends Datum {
  readonly metric: MetricIdentity
}

/** What one metric has received since the start, evicted datums included. */
export interface LifetimeStatistics {
  sum: number
  sampleCount: number
  minimum: number
  maximum: number
}

/** One metric: a namespace, a name and an exact set of dimensions. */
export class MetricSeries {
  readonly metric: MetricIdentity
  readonly key: string
  readonly lifetime: LifetimeStatistics = {
    sum: 0,
    sampleCount: 0,
    minimum: Number.POSITIVE_INFINITY,
    maximum: Number.NEGATIVE_INFINITY,
  }
  unit: string
  lastReceivedAt = 0
  #datums: Datum[] = []
  #distribution: readonly Observation[] | undefined
  readonly #percentiles = new Map<MetricStatistic, number | undefined>()

  constructor(metric: MetricIdentity, unit: string) {
    this.metric = metric
    this.key = metricKey(metric)
    this.unit = unit
  }

  add(datum: Datum, receivedAt: number): void {
    this.#datums.push(datum)
    this.#forgetDistribution()
    this.unit = datum.unit
    this.lastReceivedAt = receivedAt
    const { lifetime } = this
    for (const observation of observationsOf(datum, 'Sum')) {
      const { sampleCount, sum, minimum, maximum } = statisticSetOf(observation)
      lifetime.sum += sum
      lifetime.sampleCount += sampleCount
      lifetime.minimum = Math.min(lifetime.minimum, minimum)
      lifetime.maximum = Math.max(lifetime.maximum, maximum)
    }
  }

  /** Forgets the oldest datum; the lifetime statistics keep it. */
  forgetOldest(): void {
    this.#datums.shift()
    this.#forgetDistribution()
  }

  /** A percentile over everything in memory; undefined when statistic sets hide the values. */
  percentile(statistic: MetricStatistic): number | undefined {
    if (!this.#percentiles.has(statistic)) {
      // Hours of one-second flushes repeat few values: joined and remembered, they need not be sorted for every reader.
      this.#distribution ??= joinEqualValues(this.#datums)
      this.#percentiles.set(statistic, aggregate(this.#distribution, statistic))
    }
    return this.#percentiles.get(statistic)
  }

  /** The observations in memory that count for a statistic, optionally of one unit or one span of time. */
  observations(statistic: MetricStatistic, filter: ObservationFilter = {}): Observation[] {
    const { unit, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filter
    return this.#datums
      .filter((datum) => datum.timestamp >= from && datum.timestamp < to && (unit === undefined || datum.unit === unit))
      .flatMap((datum) => observationsOf(datum, statistic))
  }

  #forgetDistribution(): void {
    this.#distribution = undefined
    this.#percentiles.clear()
  }
}

/** Which observations to take: `from` is inclusive, `to` exclusive, both in milliseconds since the epoch. */
export interface ObservationFilter {
  readonly unit?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** Two metrics are the same when namespace, name and all dimensions are, in whatever order. */
export function metricKey(metric: MetricIdentity): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return JSON.stringify([metric.namespace, metric.name, dimensions])
}

function observationsOf(datum: Datum, statistic: MetricStatistic): Observation[] {
  const { timestamp, values, statistics } = datum
  const useValues = values !== undefined && (statistics === undefined || statistic.startsWith('p'))
  if (useValues) return values.map(({ value, count }) => ({ timestamp, value, count }))
  return statistics === undefined ? [] : [{ timestamp, statistics }]
}

function joinEqualValues(datums: readonly Datum[]): readonly Observation[] {
  const counts = new Map<number, number>()
  const joined: Observation[] = []
  for (const { timestamp, values, statistics } of datums) {
    if (values === undefined) {
      if (statistics !== undefined) joined.push({ timestamp, statistics })
      continue
    }
    for (const { value, count } of values) counts.set(value, (counts.get(value) ?? 0) + count)
  }
  for (const [value, count] of counts) joined.push({ timestamp: 0, value, count })
  return joined
}
