import type { MetricStatistic } from '@org/alarms'
import { type Datapoint, datapointsOf } from '../cloudwatch/datapoints.js'
import { parseStatistic } from '../cloudwatch/statistic.js'
import { optionError } from '../errors.js'
import type { MetricSeries } from '../store/metric-series.js'
import type { Metrics } from '../store/metrics.js'
import type { Store } from '../store/store.js'
import { contains, iso } from './page.js'
import type { MetricQuery } from './queries.js'

/** One metric as JSON. Sum to Average are over its whole life; percentiles over what is in memory. */
export interface SeriesView {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  /** The unit of the latest datum. */
  readonly unit: string
  readonly Sum: number
  readonly SampleCount: number
  readonly Minimum: number
  readonly Maximum: number
  readonly Average: number
  /** null when the values are hidden in statistic sets. */
  readonly p50: number | null
  readonly p90: number | null
  readonly p99: number | null
  readonly lastReceivedAt: string
  /** Only when the request names a statistic: start of the period, and value. */
  readonly datapoints?: readonly { readonly timestamp: string; readonly value: number }[] | undefined
}

/** The metrics as JSON. */
export interface MetricsView {
  /** Datums received. */
  readonly total: number
  /** Datums evicted from memory. */
  readonly droppedFromMemory: number
  /** Series forgotten because there were too many. */
  readonly droppedSeries: number
  readonly series: readonly SeriesView[]
}

/** @throws ConsoleError `MON_CONFIG_INVALID` when the statistic or the period is none. */
export function viewMetrics({ metrics }: Store, now: number, query: MetricQuery = {}): MetricsView {
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
  if (query.statistic === undefined) return undefined
  const statistic = parseStatistic(query.statistic)
  if (statistic === undefined) {
    throw optionError('statistic', 'Sum, Average, Minimum, Maximum, SampleCount or p0 to p100', query.statistic)
  }
  const seconds = query.period ?? DEFAULT_PERIOD_SECONDS
  if (!Number.isInteger(seconds) || seconds < 1) throw optionError('period', 'whole seconds of at least 1', seconds)
  const periodMs = seconds * 1000
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
