import { isMetricStatistic, type MetricStatistic } from '@org/alarms'
import { type Datapoint, datapointsOf } from '../cloudwatch/datapoints.js'
import type { MetricSeries } from '../store/metric-series.js'
import type { Metrics } from '../store/metrics.js'
import type { Store } from '../store/store.js'
import { contains, iso } from './page.js'
import { expectMetricQuery, type MetricQuery } from './queries.js'

/** One metric as JSON. Sum to Average are over its whole life; percentiles over what is in memory. */
export interface SeriesView {
  /** As it was sent, 1 to 255 characters. */
  readonly namespace: string
  /** As it was sent, 1 to 255 characters. */
  readonly name: string
  /** Value by name; `{}` for a metric without dimensions. */
  readonly dimensions: Readonly<Record<string, string>>
  /** The unit of the latest datum. */
  readonly unit: string
  /** In `unit`, as are all other statistics but `SampleCount`. */
  readonly Sum: number
  /** How many samples there were. */
  readonly SampleCount: number
  /** The smallest sample. */
  readonly Minimum: number
  /** The largest sample. */
  readonly Maximum: number
  /** `Sum` by `SampleCount`. */
  readonly Average: number
  /** null when the values are hidden in statistic sets, or evicted from memory. */
  readonly p50: number | null
  /** null when the values are hidden in statistic sets, or evicted from memory. */
  readonly p90: number | null
  /** null when the values are hidden in statistic sets, or evicted from memory. */
  readonly p99: number | null
  /** ISO 8601. */
  readonly lastReceivedAt: string
  /** Only when the query names a statistic, oldest first; a period without data has none. */
  readonly datapoints?:
    | readonly {
        /** Start of the period, ISO 8601. */
        readonly timestamp: string
        /** The statistic over the period, in `unit`. */
        readonly value: number
      }[]
    | undefined
}

/** The metrics as JSON. */
export interface MetricsView {
  /** Datums received. */
  readonly total: number
  /** Datums evicted from memory. */
  readonly droppedFromMemory: number
  /** Series forgotten because there were too many. */
  readonly droppedSeries: number
  /** Those that match the query, by namespace, name and dimensions. */
  readonly series: readonly SeriesView[]
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when the query is none */
export function viewMetrics({ metrics }: Store, now: number, filters?: MetricQuery | undefined): MetricsView {
  const query = expectMetricQuery(filters)
  const range = readRange(query, now)
  return {
    total: metrics.ring.total,
    droppedFromMemory: metrics.ring.droppedFromMemory,
    droppedSeries: metrics.droppedSeries,
    series: selectSeries(metrics, query).map((series) => seriesView(series, range)),
  }
}

interface StatisticRange {
  readonly statistic: MetricStatistic
  readonly start: number
  readonly end: number
  readonly periodMs: number
}

const DEFAULT_PERIOD_SECONDS = 60
const DEFAULT_SPAN_MS = 3 * 60 * 60 * 1000

function readRange(query: MetricQuery, now: number): StatisticRange | undefined {
  const { statistic } = query
  if (!isMetricStatistic(statistic)) return undefined
  const periodMs = (query.period ?? DEFAULT_PERIOD_SECONDS) * 1000
  const end = query.end ?? now + 1
  const start = query.start ?? end - DEFAULT_SPAN_MS
  return { statistic, start: Math.floor(start / periodMs) * periodMs, end, periodMs }
}

function selectSeries(metrics: Metrics, query: MetricQuery): readonly MetricSeries[] {
  return metrics.list().filter(({ metric }) => {
    if (query.namespace !== undefined && metric.namespace !== query.namespace) return false
    if (query.name !== undefined && metric.name !== query.name) return false
    return contains(query.q, metric.name, ...Object.entries(metric.dimensions).flat())
  })
}

/** One series, with datapoints when a range is given. */
export function seriesView(series: MetricSeries, range?: StatisticRange | undefined): SeriesView {
  const { metric, lifetime } = series
  return {
    namespace: metric.namespace,
    name: metric.name,
    dimensions: metric.dimensions,
    unit: series.unit,
    Sum: lifetime.sum,
    SampleCount: lifetime.sampleCount,
    Minimum: lifetime.minimum,
    Maximum: lifetime.maximum,
    Average: lifetime.sum / lifetime.sampleCount,
    p50: series.percentile('p50') ?? null,
    p90: series.percentile('p90') ?? null,
    p99: series.percentile('p99') ?? null,
    lastReceivedAt: iso(series.lastReceivedAt),
    ...(range === undefined ? {} : { datapoints: datapointsOf(series, range.statistic, range).map(datapointView) }),
  }
}

function datapointView({ timestamp, value }: Datapoint): { readonly timestamp: string; readonly value: number } {
  return { timestamp: iso(timestamp), value }
}
