import { aggregate, type MetricStatistic } from '@org/alarms'
import { type Datapoint, datapointsOf } from '../cloudwatch/datapoints.js'
import { parseStatistic } from '../cloudwatch/statistic.js'
import { optionError } from '../errors.js'
import type { Call } from '../store/calls.js'
import type { StoredEvent } from '../store/events.js'
import { type LogLine, parseObject } from '../store/log-lines.js'
import type { MetricSeries } from '../store/metric-series.js'
import type { Metrics } from '../store/metrics.js'
import type { Ring } from '../store/ring.js'
import type { Store } from '../store/store.js'
import { type CallQuery, DEFAULT_LIMIT, type EventQuery, type LogQuery, type MetricQuery } from './queries.js'

/** A page of what was received. */
export interface Page<T> {
  /** Received since the start or the last clear, whether still in memory or not. */
  readonly total: number
  /** Received, and evicted from memory since. */
  readonly droppedFromMemory: number
  /** In memory and satisfying the filters. */
  readonly matched: number
  /** The newest of those, oldest first. */
  readonly items: readonly T[]
}

/** One log line as JSON. `record` is there when the line is a JSON object, else `text` is. */
export interface LogView {
  readonly sequence: number
  readonly receivedAt: string
  readonly deliveryStream: string
  readonly level?: string | undefined
  readonly service?: string | undefined
  readonly message?: string | undefined
  readonly record?: Readonly<Record<string, unknown>> | undefined
  readonly text?: string | undefined
}

/** One event as JSON. */
export interface EventView {
  readonly sequence: number
  readonly receivedAt: string
  readonly eventId: string
  readonly time: string
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  readonly resources: readonly string[]
  readonly eventBusName: string
  readonly traceHeader?: string | undefined
}

/** One call as JSON; see {@link Call}. */
export type CallView = Omit<Call, 'time'> & { readonly time: string }

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

export function viewLogs({ logs }: Store, query: LogQuery = {}): Page<LogView> {
  const levels = query.level?.toLowerCase().split(',')
  const text = query.q?.toLowerCase()
  return page(logs.ring, query.limit, logView, (line) => {
    if (query.after !== undefined && line.sequence <= query.after) return false
    if (levels !== undefined && !levels.includes(line.level ?? '')) return false
    if (query.service !== undefined && line.service !== query.service) return false
    if (query.deliveryStream !== undefined && line.deliveryStream !== query.deliveryStream) return false
    return text === undefined || line.text.toLowerCase().includes(text)
  })
}

export function viewEvents({ events }: Store, query: EventQuery = {}): Page<EventView> {
  return page(events.ring, query.limit, eventView, (event) => {
    if (query.source !== undefined && event.source !== query.source) return false
    if (query.detailType !== undefined && event.detailType !== query.detailType) return false
    return contains(query.q, event.detail, event.source, event.detailType)
  })
}

export function viewCalls({ calls }: Store, query: CallQuery = {}): Page<CallView> {
  return page(
    calls.ring,
    query.limit,
    (call) => ({ ...call, time: iso(call.time) }),
    (call) => {
      if (query.service !== undefined && call.service !== query.service) return false
      return contains(query.q, call.operation, call.error ?? '', call.fault ?? '')
    },
  )
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

function seriesView(series: MetricSeries, range: StatisticRange | undefined): SeriesView {
  const { metric, lifetime } = series
  const observations = series.distribution()
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
    p50: aggregate(observations, 'p50') ?? null,
    p90: aggregate(observations, 'p90') ?? null,
    p99: aggregate(observations, 'p99') ?? null,
    lastReceivedAt: iso(series.lastReceivedAt),
    ...(range === undefined ? {} : { datapoints: datapointsOf(series, range.statistic, range).map(datapointView) }),
  }
}

function datapointView({ timestamp, value }: Datapoint): { readonly timestamp: string; readonly value: number } {
  return { timestamp: iso(timestamp), value }
}

function logView(line: LogLine): LogView {
  const { sequence, receivedAt, deliveryStream, level, service, message } = line
  const record = line.isJson ? parseObject(line.text) : undefined
  return {
    sequence,
    receivedAt: iso(receivedAt),
    deliveryStream,
    level,
    service,
    message,
    ...(record === undefined ? { text: line.text } : { record }),
  }
}

function eventView(event: StoredEvent): EventView {
  return {
    ...event,
    receivedAt: iso(event.receivedAt),
    time: iso(event.time),
    detail: JSON.parse(event.detail) as unknown,
  }
}

function page<T, V>(
  ring: Ring<T>,
  limit: number = DEFAULT_LIMIT,
  view: (item: T) => V,
  keep: (item: T) => boolean,
): Page<V> {
  const { items, matched } = ring.newest(limit, keep)
  return { total: ring.total, droppedFromMemory: ring.droppedFromMemory, matched, items: items.map(view) }
}

function contains(text: string | undefined, ...fields: readonly string[]): boolean {
  if (text === undefined) return true
  const wanted = text.toLowerCase()
  return fields.some((field) => field.toLowerCase().includes(wanted))
}

function iso(timestamp: number): string {
  return new Date(timestamp).toISOString()
}
