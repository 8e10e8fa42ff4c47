import type { StatisticSet } from '@org/alarms'
import { STANDARD_RESOLUTION_SECONDS } from '@org/core/aws'
import {
  optionalList,
  optionalNumber,
  optionalString,
  optionalStructure,
  optionalTimestamp,
  type Structure,
  structure,
} from '../protocol/members.js'
import type { MetricDatum } from '../store/metric-series.js'
import { readDimensions } from './names.js'

/** Reads a MetricDatum that breaks no rule. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export function readDatum(value: unknown, path: string, namespace: string, now: number): MetricDatum {
  const datum = structure(value, path)
  return {
    metric: {
      namespace,
      name: optionalString(datum['MetricName'], `${path}.MetricName`) ?? '',
      dimensions: readDimensions(datum['Dimensions'], `${path}.Dimensions`),
    },
    timestamp: storedTimestamp(
      optionalTimestamp(datum['Timestamp'], `${path}.Timestamp`) ?? now,
      optionalNumber(datum['StorageResolution'], `${path}.StorageResolution`) ?? STANDARD_RESOLUTION_SECONDS,
    ),
    unit: optionalString(datum['Unit'], `${path}.Unit`) ?? 'None',
    values: readValues(datum, path),
    statistics: readStatistics(datum['StatisticValues'], `${path}.StatisticValues`),
  }
}

function readValues(datum: Structure, path: string): MetricDatum['values'] {
  const single = optionalNumber(datum['Value'], `${path}.Value`)
  if (single !== undefined) return [{ value: single, count: 1 }]
  const counts = optionalList(datum['Counts'], `${path}.Counts`)
  return optionalList(datum['Values'], `${path}.Values`)?.map((value, index) => ({
    value: readNumber(value, `${path}.Values.member.${index + 1}`),
    count: counts === undefined ? 1 : readNumber(counts[index], `${path}.Counts.member.${index + 1}`),
  }))
}

function readStatistics(value: unknown, path: string): StatisticSet | undefined {
  const set = optionalStructure(value, path)
  if (set === undefined) return undefined
  return {
    sampleCount: readNumber(set['SampleCount'], `${path}.SampleCount`),
    sum: readNumber(set['Sum'], `${path}.Sum`),
    minimum: readNumber(set['Minimum'], `${path}.Minimum`),
    maximum: readNumber(set['Maximum'], `${path}.Maximum`),
  }
}

function readNumber(value: unknown, path: string): number {
  return optionalNumber(value, path) ?? 0
}

/** CloudWatch keeps a standard metric to the minute and a high-resolution metric to the second. */
function storedTimestamp(timestamp: number, resolutionSeconds: number): number {
  const resolutionMs = resolutionSeconds * 1000
  return Math.floor(timestamp / resolutionMs) * resolutionMs
}
