import { mismatch } from '@org/core'
import type { CallQuery, EventQuery, LogQuery, MetricQuery } from './queries.js'

/** Readers of query strings. An unknown or malformed parameter is refused: a dropped filter would lie. */
export function readLogQuery(parameters: URLSearchParams): LogQuery {
  expectKnown(parameters, ['limit', 'q', 'level', 'service', 'stream', 'after'])
  return {
    limit: readWhole(parameters, 'limit', 1),
    q: readText(parameters, 'q'),
    level: readText(parameters, 'level'),
    service: readText(parameters, 'service'),
    deliveryStream: readText(parameters, 'stream'),
    after: readWhole(parameters, 'after', 0),
  }
}

/** Query of the page's own log tail. */
export function readViewQuery(parameters: URLSearchParams): LogQuery {
  expectKnown(parameters, ['q', 'level', 'after'])
  return {
    q: readText(parameters, 'q'),
    level: readText(parameters, 'level'),
    after: readWhole(parameters, 'after', 0),
  }
}

export function readEventQuery(parameters: URLSearchParams): EventQuery {
  expectKnown(parameters, ['limit', 'q', 'source', 'detailType'])
  return {
    limit: readWhole(parameters, 'limit', 1),
    q: readText(parameters, 'q'),
    source: readText(parameters, 'source'),
    detailType: readText(parameters, 'detailType'),
  }
}

export function readCallQuery(parameters: URLSearchParams): CallQuery {
  expectKnown(parameters, ['limit', 'q', 'service'])
  return {
    limit: readWhole(parameters, 'limit', 1),
    q: readText(parameters, 'q'),
    service: readText(parameters, 'service'),
  }
}

export function readMetricQuery(parameters: URLSearchParams): MetricQuery {
  expectKnown(parameters, ['namespace', 'name', 'q', 'statistic', 'period', 'start', 'end'])
  return {
    namespace: readText(parameters, 'namespace'),
    name: readText(parameters, 'name'),
    q: readText(parameters, 'q'),
    statistic: readText(parameters, 'statistic'),
    period: readWhole(parameters, 'period', 1),
    start: readTime(parameters, 'start'),
    end: readTime(parameters, 'end'),
  }
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when a parameter is not one of `known` */
export function expectKnown(parameters: URLSearchParams, known: readonly string[]): void {
  for (const name of parameters.keys()) {
    if (!known.includes(name)) throw mismatch('query', known.length === 0 ? 'empty' : known.join(', '), name)
  }
}

function readText(parameters: URLSearchParams, name: string): string | undefined {
  const value = parameters.get(name)
  return value === null || value === '' ? undefined : value
}

function readWhole(parameters: URLSearchParams, name: string, min: number): number | undefined {
  const value = readText(parameters, name)
  if (value === undefined) return undefined
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (!(number >= min)) throw mismatch(name, `a whole number of at least ${min}`, value)
  return number
}

/** Milliseconds since the epoch, or ISO 8601. */
function readTime(parameters: URLSearchParams, name: string): number | undefined {
  const value = readText(parameters, name)
  if (value === undefined) return undefined
  const time = /^\d{1,15}$/.test(value) ? Number(value) : Date.parse(value)
  if (Number.isNaN(time)) throw mismatch(name, 'ISO 8601 or milliseconds since the epoch', value)
  return time
}
