import { isMetricStatistic } from '@org/alarms'
import { expectInteger, expectKnownKeys, expectNumber, expectOneOf, mismatch } from '@org/core'
import { SERVICES } from '../store/calls.js'

/** Filters of `logs()` and `/api/logs`. What is left out filters nothing. */
export interface LogQuery {
  /** The newest so many of those that match, oldest first; a whole number of at least 1. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the line contains, in any case. */
  readonly q?: string | undefined
  /** One level such as `error`, or several with commas, in any case. */
  readonly level?: string | undefined
  /** Name of the service that the line states, exactly. */
  readonly service?: string | undefined
  /** Name of the stream that the line arrived in, exactly. */
  readonly deliveryStream?: string | undefined
  /** Only lines with a higher sequence number; a whole number of at least 0. */
  readonly after?: number | undefined
}

/** Filters of `events()` and `/api/events`. What is left out filters nothing. */
export interface EventQuery {
  /** The newest so many of those that match, oldest first; a whole number of at least 1. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the detail, the source or the detail-type contains, in any case. */
  readonly q?: string | undefined
  /** Source of the event, exactly. */
  readonly source?: string | undefined
  /** Detail-type of the event, exactly. */
  readonly detailType?: string | undefined
}

/** Filters of `calls()` and `/api/calls`. What is left out filters nothing. */
export interface CallQuery {
  /** The newest so many of those that match, oldest first; a whole number of at least 1. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the operation, the error or the fault contains, in any case. */
  readonly q?: string | undefined
  /** `cloudwatch`, `firehose`, `eventbridge`, or `unknown` for calls that named no service that the console has. */
  readonly service?: string | undefined
}

/** Filters of `metrics()` and `/api/metrics`. What is left out filters nothing. */
export interface MetricQuery {
  /** Namespace of the metric, exactly. */
  readonly namespace?: string | undefined
  /** Name of the metric, exactly. */
  readonly name?: string | undefined
  /** Text that the name, or the name or value of a dimension, contains, in any case. */
  readonly q?: string | undefined
  /** `SampleCount`, `Sum`, `Average`, `Minimum`, `Maximum`, or `p0` to `p100`: every series then carries its datapoints. */
  readonly statistic?: string | undefined
  /** Length of a datapoint's period in seconds, a whole number of at least 1. @defaultValue 60 */
  readonly period?: number | undefined
  /** First moment of the datapoints, milliseconds since the epoch. @defaultValue three hours before the end */
  readonly start?: number | undefined
  /** End of the datapoints, exclusive, milliseconds since the epoch. @defaultValue now, the present minute included */
  readonly end?: number | undefined
}

/** Items that a page of JSON holds when the request does not say. */
export const DEFAULT_LIMIT = 200

const COUNT = { min: 1, max: Number.MAX_SAFE_INTEGER }
const SEQUENCE = { min: 0, max: Number.MAX_SAFE_INTEGER }
const MOMENT = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, unit: 'ms since the epoch' }

type Check = (option: string, value: unknown) => unknown

const text: Check = (option, value) => {
  if (typeof value !== 'string') throw mismatch(option, 'a text', value)
}
const count: Check = (option, value) => expectInteger(option, value, COUNT)
const moment: Check = (option, value) => expectNumber(option, value, MOMENT)

const LOG_QUERY: Readonly<Record<keyof LogQuery, Check>> = {
  limit: count,
  q: text,
  level: text,
  service: text,
  deliveryStream: text,
  after: (option, value) => expectInteger(option, value, SEQUENCE),
}

const EVENT_QUERY: Readonly<Record<keyof EventQuery, Check>> = { limit: count, q: text, source: text, detailType: text }

const CALL_QUERY: Readonly<Record<keyof CallQuery, Check>> = {
  limit: count,
  q: text,
  service: (option, value) => expectOneOf(option, value, [...SERVICES, 'unknown']),
}

const METRIC_QUERY: Readonly<Record<keyof MetricQuery, Check>> = {
  namespace: text,
  name: text,
  q: text,
  statistic(option, value) {
    if (!isMetricStatistic(value)) {
      throw mismatch(option, 'Sum, Average, Minimum, Maximum, SampleCount or p0 to p100', value)
    }
  },
  period: (option, value) => expectInteger(option, value, { ...COUNT, unit: 's' }),
  start: moment,
  end: moment,
}

/** Returns the query if it is one. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter: one that does nothing would lie */
export function expectLogQuery(query: LogQuery = {}): LogQuery {
  return expectQuery('logs', query, LOG_QUERY)
}

/** Returns the query if it is one. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
export function expectEventQuery(query: EventQuery = {}): EventQuery {
  return expectQuery('events', query, EVENT_QUERY)
}

/** Returns the query if it is one. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
export function expectCallQuery(query: CallQuery = {}): CallQuery {
  return expectQuery('calls', query, CALL_QUERY)
}

/** Returns the query if it is one. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
export function expectMetricQuery(query: MetricQuery = {}): MetricQuery {
  return expectQuery('metrics', query, METRIC_QUERY)
}

function expectQuery<Q extends object>(method: string, query: Q, checks: Readonly<Record<keyof Q & string, Check>>): Q {
  expectKnownKeys(method, query, Object.keys(checks))
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) checks[name as keyof Q & string](name, value)
  }
  return query
}
