import {
  MAX_METRIC_MAGNITUDE,
  MAX_METRIC_NAME_LENGTH,
  MAX_TIMESTAMP_AGE_MS,
  MAX_TIMESTAMP_LEAD_MS,
  MAX_VALUES_PER_DATUM,
  METRIC_UNITS,
  STANDARD_RESOLUTION_SECONDS,
  STORAGE_RESOLUTIONS,
} from '../limits.js'
import {
  optionalList,
  optionalNumber,
  optionalString,
  optionalStructure,
  optionalTimestamp,
  type Structure,
  structure,
} from '../protocol/members.js'
import type { MetricDatum, StatisticSet } from '../store/metric-series.js'
import { invalidCombination, invalidValue, missingParameter } from './errors.js'
import { readDimensions, requiredText } from './names.js'

/** Reads one MetricDatum and checks every rule of CloudWatch on it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export function readDatum(value: unknown, path: string, namespace: string, now: number): MetricDatum {
  const datum = structure(value, path)
  const name = requiredText(datum['MetricName'], `${path}.MetricName`, { maxLength: MAX_METRIC_NAME_LENGTH })
  const dimensions = readDimensions(datum['Dimensions'], `${path}.Dimensions`)
  return {
    metric: { namespace, name, dimensions },
    timestamp: storedTimestamp(
      readTimestamp(datum['Timestamp'], `${path}.Timestamp`, now),
      readResolution(datum['StorageResolution'], `${path}.StorageResolution`),
    ),
    unit: readUnit(datum['Unit'], `${path}.Unit`),
    ...readValues(datum, path),
  }
}

type Values = Pick<MetricDatum, 'values' | 'statistics'>

function readValues(datum: Structure, path: string): Values {
  const single = optionalNumber(datum['Value'], `${path}.Value`)
  const statistics = readStatistics(datum['StatisticValues'], `${path}.StatisticValues`)
  const values = readDistribution(datum, path)
  if (single !== undefined) {
    const other = values === undefined ? (statistics === undefined ? undefined : 'StatisticValues') : 'Values'
    if (other !== undefined) {
      throw invalidCombination(
        `The parameters ${path}.Value and ${path}.${other} are mutually exclusive and you have specified both.`,
      )
    }
    return { values: [{ value: expectInRange(single, `${path}.Value`), count: 1 }], statistics: undefined }
  }
  if (values === undefined && statistics === undefined) {
    throw missingParameter(`${path}.Value, ${path}.Values or ${path}.StatisticValues`)
  }
  return { values, statistics }
}

function readDistribution(datum: Structure, path: string): Values['values'] {
  const values = optionalList(datum['Values'], `${path}.Values`)
  const counts = optionalList(datum['Counts'], `${path}.Counts`)
  if (values === undefined) {
    if (counts !== undefined) throw invalidCombination(`The parameter ${path}.Counts needs ${path}.Values.`)
    return undefined
  }
  if (values.length === 0) throw invalidValue(`The collection ${path}.Values must not be empty.`)
  if (values.length > MAX_VALUES_PER_DATUM) {
    throw invalidValue(`The collection ${path}.Values must not have a size greater than ${MAX_VALUES_PER_DATUM}.`)
  }
  if (counts !== undefined && counts.length !== values.length) {
    throw invalidValue(`The parameters ${path}.Values and ${path}.Counts must have the same size.`)
  }
  const distribution = values
    .map((value, index) => ({
      value: readNumber(value, `${path}.Values.member.${index + 1}`),
      count: counts === undefined ? 1 : readCount(counts[index], `${path}.Counts.member.${index + 1}`),
    }))
    .filter(({ count }) => count > 0)
  if (distribution.length === 0) {
    throw invalidValue(`The collection ${path}.Counts must have a value that is greater than 0.`)
  }
  return distribution
}

function readStatistics(value: unknown, path: string): StatisticSet | undefined {
  const set = optionalStructure(value, path)
  if (set === undefined) return undefined
  const sampleCount = readNumber(set['SampleCount'], `${path}.SampleCount`)
  const sum = readNumber(set['Sum'], `${path}.Sum`)
  const minimum = readNumber(set['Minimum'], `${path}.Minimum`)
  const maximum = readNumber(set['Maximum'], `${path}.Maximum`)
  if (sampleCount <= 0) throw invalidValue(`The value for parameter ${path}.SampleCount must be greater than 0.`)
  if (minimum > maximum) {
    throw invalidValue(`The value for parameter ${path}.Maximum must not be less than ${path}.Minimum.`)
  }
  return { sampleCount, sum, minimum, maximum }
}

function readNumber(value: unknown, path: string): number {
  const number = optionalNumber(value, path)
  if (number === undefined) throw missingParameter(path)
  return expectInRange(number, path)
}

function readCount(value: unknown, path: string): number {
  const count = readNumber(value, path)
  if (count < 0) throw invalidValue(`The value ${count} for parameter ${path} is invalid: it must not be negative.`)
  return count
}

function expectInRange(value: number, path: string): number {
  if (!Number.isFinite(value) || Math.abs(value) > MAX_METRIC_MAGNITUDE) {
    throw invalidValue(`The value ${value} for parameter ${path} is invalid: it must be from -2^360 to 2^360.`)
  }
  return value
}

function readTimestamp(value: unknown, path: string, now: number): number {
  const timestamp = optionalTimestamp(value, path) ?? now
  if (timestamp < now - MAX_TIMESTAMP_AGE_MS) {
    throw invalidValue(`The parameter ${path} must specify a time no more than two weeks in the past.`)
  }
  if (timestamp > now + MAX_TIMESTAMP_LEAD_MS) {
    throw invalidValue(`The parameter ${path} must specify a time no more than two hours in the future.`)
  }
  return timestamp
}

function readUnit(value: unknown, path: string): string {
  const unit = optionalString(value, path) ?? 'None'
  if (!METRIC_UNITS.includes(unit)) {
    throw invalidValue(`The parameter ${path} must be a value in the set [ ${METRIC_UNITS.join(', ')} ].`)
  }
  return unit
}

function readResolution(value: unknown, path: string): number {
  const resolution = optionalNumber(value, path) ?? STANDARD_RESOLUTION_SECONDS
  if (!STORAGE_RESOLUTIONS.includes(resolution)) {
    throw invalidValue(`The value ${resolution} for parameter ${path} is invalid: it must be 1 or 60.`)
  }
  return resolution
}

/** CloudWatch keeps a standard metric to the minute and a high-resolution metric to the second. */
function storedTimestamp(timestamp: number, resolutionSeconds: number): number {
  const resolutionMs = resolutionSeconds * 1000
  return Math.floor(timestamp / resolutionMs) * resolutionMs
}
