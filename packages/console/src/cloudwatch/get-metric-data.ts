import { MAX_DATAPOINTS_PER_ANSWER, MAX_METRIC_DATA_QUERIES } from '../limits.js'
import { optionalList, optionalNumber, optionalString, optionalTimestamp, type Structure } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { Metrics } from '../store/metrics.js'
import { type Datapoint, datapointsOf } from './datapoints.js'
import { invalidNextToken, validationError } from './errors.js'
import { type MetricDataQuery, readQuery } from './metric-data-query.js'

/** `GetMetricData` for plain metrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function createGetMetricData(metrics: Metrics): Operation {
  return {
    countItems: (input) => (Array.isArray(input['MetricDataQueries']) ? input['MetricDataQueries'].length : 0),
    run(input) {
      const queries = readQueries(input['MetricDataQueries'])
      const { start, end } = readRange(input)
      const descending = readScanBy(input['ScanBy']) === 'TimestampDescending'
      const results = queries
        .filter(({ returnData }) => returnData)
        .map((query) => {
          const points = datapointsFor(metrics, query, start, end)
          return { query, points: descending ? points.reverse() : points }
        })
      return { output: page(results, input), items: queries.length, failedItems: 0 }
    },
  }
}

interface QueryResult {
  readonly query: MetricDataQuery
  readonly points: readonly Datapoint[]
}

function datapointsFor(metrics: Metrics, query: MetricDataQuery, start: number, end: number): Datapoint[] {
  const series = metrics.find(query.metric)
  if (series === undefined) return []
  const periodMs = query.periodSeconds * 1000
  // CloudWatch rounds the start down to a whole minute, or to the period when that is shorter.
  const rounding = Math.min(periodMs, 60_000)
  return datapointsOf(series, query.statistic, {
    start: Math.floor(start / rounding) * rounding,
    end,
    periodMs,
    unit: query.unit,
  })
}

/** At most `MaxDatapoints` over all results, in order of the queries; the token is the number already answered. */
function page(results: readonly QueryResult[], input: Structure): Structure {
  const limit = readMaxDatapoints(input['MaxDatapoints'])
  const total = results.reduce((count, { points }) => count + points.length, 0)
  const from = readNextToken(input['NextToken'], total)
  const to = from + limit
  let position = 0
  const answered = results.map(({ query, points }) => {
    const first = position
    position += points.length
    const shown = points.slice(Math.max(0, from - first), Math.max(0, to - first))
    return {
      Id: query.id,
      Label: query.label,
      Timestamps: shown.map(({ timestamp }) => timestamp / 1000),
      Values: shown.map(({ value }) => value),
      StatusCode: position > to ? 'PartialData' : 'Complete',
    }
  })
  return {
    MetricDataResults: answered,
    Messages: [],
    ...(total > to ? { NextToken: Buffer.from(`datapoints:${to}`).toString('base64url') } : {}),
  }
}

function readNextToken(value: unknown, total: number): number {
  const token = optionalString(value, 'NextToken')
  if (token === undefined) return 0
  const [, offset] = /^datapoints:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? []
  if (offset === undefined || Number(offset) > total) throw invalidNextToken()
  return Number(offset)
}

function readQueries(value: unknown): readonly MetricDataQuery[] {
  const list = optionalList(value, 'MetricDataQueries') ?? []
  if (list.length === 0) throw validationError('The parameter MetricDataQueries is required.')
  if (list.length > MAX_METRIC_DATA_QUERIES) {
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${MAX_METRIC_DATA_QUERIES}.`,
    )
  }
  const queries = list.map((item, index) => readQuery(item, `MetricDataQueries.member.${index + 1}`))
  if (new Set(queries.map(({ id }) => id)).size !== queries.length) {
    throw validationError('The values for parameter Id in MetricDataQueries must be unique.')
  }
  return queries
}

function readRange(input: Structure): { readonly start: number; readonly end: number } {
  const start = optionalTimestamp(input['StartTime'], 'StartTime')
  const end = optionalTimestamp(input['EndTime'], 'EndTime')
  if (start === undefined) throw validationError('The parameter StartTime is required.')
  if (end === undefined) throw validationError('The parameter EndTime is required.')
  if (start >= end) throw validationError('The parameter StartTime must be less than the parameter EndTime.')
  return { start, end }
}

function readScanBy(value: unknown): string {
  const scanBy = optionalString(value, 'ScanBy') ?? 'TimestampDescending'
  if (scanBy !== 'TimestampDescending' && scanBy !== 'TimestampAscending') {
    throw validationError('The parameter ScanBy must be TimestampDescending or TimestampAscending.')
  }
  return scanBy
}

function readMaxDatapoints(value: unknown): number {
  const limit = optionalNumber(value, 'MaxDatapoints') ?? MAX_DATAPOINTS_PER_ANSWER
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_DATAPOINTS_PER_ANSWER) {
    throw validationError(`The parameter MaxDatapoints must be from 1 to ${MAX_DATAPOINTS_PER_ANSWER}.`)
  }
  return limit
}
