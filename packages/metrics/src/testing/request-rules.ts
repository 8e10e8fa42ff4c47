import {
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSIONS,
  MAX_METRIC_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
  METRIC_UNITS,
} from '@org/core/catalog'
import type { PutMetricDataRequest, WireDatum, WireDimension } from '../client.js'
import { isDimensionValue } from '../dimension-value.js'
import {
  MAX_DATUM_AGE_MS,
  MAX_DATUM_LEAD_MS,
  MAX_DATUMS_PER_REQUEST,
  MAX_REQUEST_BYTES,
  MAX_VALUE,
  MAX_VALUES_PER_DATUM,
} from '../limits.js'

/** Printable ASCII, not blank, not starting with a colon. */
const NAME = /^(?!:)(?=.*[!-~])[ -~]+$/

/**
 * What CloudWatch would refuse about a request, or undefined. Like CloudWatch, one bad datum makes
 * the whole request bad. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function violationOf(request: PutMetricDataRequest, now: number): string | undefined {
  const { Namespace, MetricData } = request
  if (!isName(Namespace, MAX_NAMESPACE_LENGTH) || Namespace.startsWith('AWS/')) return 'Namespace is not valid'
  if (MetricData.length === 0) return 'MetricData is empty'
  if (MetricData.length > MAX_DATUMS_PER_REQUEST) return `MetricData has ${MetricData.length} members`
  const bytes = requestBytes(request)
  if (bytes >= MAX_REQUEST_BYTES) return `the request has ${bytes} bytes`
  for (const [index, datum] of MetricData.entries()) {
    const violation = datumViolation(datum, now)
    if (violation !== undefined) return `MetricData.member.${index + 1}: ${violation}`
  }
  return undefined
}

/** Bytes of the body that the AWS SDK sends for a request, before compression. */
export function requestBytes(request: PutMetricDataRequest): number {
  const MetricData = request.MetricData.map((datum) => ({ ...datum, Timestamp: datum.Timestamp.getTime() / 1_000 }))
  return Buffer.byteLength(JSON.stringify({ Namespace: request.Namespace, MetricData }))
}

function datumViolation(datum: WireDatum, now: number): string | undefined {
  if (!isName(datum.MetricName, MAX_METRIC_NAME_LENGTH)) return 'MetricName is not valid'
  if (!METRIC_UNITS.includes(datum.Unit)) return 'Unit is not known'
  if (datum.StorageResolution !== 1 && datum.StorageResolution !== 60) return 'StorageResolution is neither 1 nor 60'
  const age = now - datum.Timestamp.getTime()
  if (!(age <= MAX_DATUM_AGE_MS && age >= -MAX_DATUM_LEAD_MS)) return 'Timestamp is too old or too far in the future'
  return dimensionsViolation(datum.Dimensions ?? []) ?? valuesViolation(datum)
}

function dimensionsViolation(dimensions: readonly WireDimension[]): string | undefined {
  if (dimensions.length > MAX_DIMENSIONS) return `there are ${dimensions.length} dimensions`
  const names = new Set(dimensions.map((dimension) => dimension.Name))
  if (names.size !== dimensions.length) return 'a dimension is named twice'
  for (const { Name, Value } of dimensions) {
    if (!isName(Name, MAX_DIMENSION_NAME_LENGTH)) return 'the name of a dimension is not valid'
    if (!isDimensionValue(Value)) return `the value of dimension ${Name} is not valid`
  }
  return undefined
}

function valuesViolation({ Value, Values, Counts }: WireDatum): string | undefined {
  if ((Value === undefined) === (Values === undefined)) return 'there must be either Value or Values'
  const values = Values ?? [Value]
  if (values.length === 0) return 'Values is empty'
  if (values.length > MAX_VALUES_PER_DATUM) return `there are ${values.length} values`
  if (new Set(values).size !== values.length) return 'a value is listed twice'
  if (!values.every((value) => typeof value === 'number' && Math.abs(value) <= MAX_VALUE)) return 'a value is not valid'
  if (Counts === undefined) return undefined
  if (Counts.length !== Values?.length) return 'Values and Counts differ in length'
  return Counts.every((count) => count > 0 && Number.isInteger(count)) ? undefined : 'a count is not valid'
}

function isName(name: string, maxLength: number): boolean {
  return name.length <= maxLength && NAME.test(name)
}
