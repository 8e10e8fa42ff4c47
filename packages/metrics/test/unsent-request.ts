import { MAX_EMF_METRICS, MAX_EMF_VALUES } from '@org/core/aws'
import { expect } from 'vitest'
import type { PutMetricDataRequest, WireDatum } from '../src/index.js'

type Line = Readonly<Record<string, unknown>>

interface Metadata {
  readonly Timestamp: number
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string
    readonly Dimensions: readonly (readonly string[])[]
    readonly Metrics: readonly {
      readonly Name: string
      readonly Unit: WireDatum['Unit']
      readonly StorageResolution: WireDatum['StorageResolution']
    }[]
  }[]
}

interface Distribution {
  readonly Values: number[]
  readonly Counts: number[]
  readonly Min: number
  readonly Max: number
  readonly Sum: number
  readonly Count: number
}

/** The request of a line that says that a metric was not sent; fails where the line breaks a rule of its format. */
export function requestOf(line: Line): PutMetricDataRequest {
  expect(line).toMatchObject({ unsent: true, level: 'warn', message: 'a metric was not sent' })
  expect(Date.parse(String(line['timestamp']))).toBeGreaterThan(0)
  if ('request' in line) return withDates(line['request'] as PutMetricDataRequest)
  return requestOfEmf(line)
}

function withDates({ Namespace, MetricData }: PutMetricDataRequest): PutMetricDataRequest {
  return { Namespace, MetricData: MetricData.map((datum) => ({ ...datum, Timestamp: new Date(datum.Timestamp) })) }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function requestOfEmf(line: Line): PutMetricDataRequest {
  const { Timestamp, CloudWatchMetrics } = line['_aws'] as Metadata
  expect(Number.isInteger(Timestamp)).toBe(true)
  expect(CloudWatchMetrics).toHaveLength(1)
  const MetricData: WireDatum[] = []
  let namespace = ''
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
    namespace = Namespace
    expect(Dimensions).toHaveLength(1)
    expect(Metrics.length).toBeLessThanOrEqual(MAX_EMF_METRICS)
    const [names = []] = Dimensions
    for (const name of names) expect(line[name], `dimension ${name}`).toBeTypeOf('string')
    for (const { Name, Unit, StorageResolution } of Metrics) {
      expect(names).not.toContain(Name)
      MetricData.push({
        MetricName: Name,
        ...(names.length === 0 ? {} : { Dimensions: names.map((key) => ({ Name: key, Value: String(line[key]) })) }),
        Timestamp: new Date(Timestamp),
        Unit,
        StorageResolution,
        ...measured(line[Name]),
      })
    }
  }
  return { Namespace: namespace, MetricData }
}

function measured(target: unknown): Pick<WireDatum, 'Value' | 'Values' | 'Counts'> {
  if (typeof target === 'number') return { Value: target }
  if (Array.isArray(target)) {
    expect(target.length).toBeLessThanOrEqual(MAX_EMF_VALUES)
    expect(target.every((value) => typeof value === 'number')).toBe(true)
    return { Values: target as number[], Counts: target.map(() => 1) }
  }
  const { Values, Counts, Min, Max, Sum, Count } = target as Distribution
  expect(Values.length).toBeLessThanOrEqual(MAX_EMF_VALUES)
  expect(Counts).toHaveLength(Values.length)
  expect([Min, Max]).toEqual([Math.min(...Values), Math.max(...Values)])
  expect(Sum).toBeCloseTo(
    Values.reduce((sum, value, at) => sum + value * (Counts[at] ?? 0), 0),
    6,
  )
  expect(Count).toBe(Counts.reduce((sum, count) => sum + count, 0))
  return { Values, Counts }
}

/** By metric and dimensions, how often something was observed, and the sum of it. */
export function totalsOf(
  requests: readonly PutMetricDataRequest[],
): Readonly<Record<string, { readonly count: number; readonly sum: number }>> {
  const totals: Record<string, { count: number; sum: number }> = {}
  for (const { MetricName, Dimensions = [], Value, Values = [], Counts = [] } of requests.flatMap(
    ({ MetricData }) => MetricData,
  )) {
    const key = [MetricName, ...Dimensions.map((dimension) => `${dimension.Name}=${dimension.Value}`)].join(' ')
    const total = totals[key] ?? { count: 0, sum: 0 }
    totals[key] = total
    if (Value !== undefined) {
      total.count += 1
      total.sum += Value
    }
    for (const [at, value] of Values.entries()) {
      total.count += Counts[at] ?? 1
      total.sum += value * (Counts[at] ?? 1)
    }
  }
  return totals
}
