import {
  MAX_DATUM_AGE_MS,
  MAX_DATUM_LEAD_MS,
  MAX_METRIC_NAME_LENGTH,
  MAX_METRIC_VALUE,
  MAX_VALUES_PER_DATUM,
  STORAGE_RESOLUTIONS,
} from '../limits/cloudwatch-limits.js'
import { METRIC_UNITS } from '../units.js'
import { cloudWatchTextViolation, dimensionsViolation } from './cloudwatch-name-rules.js'
import { type AwsViolation, invalidCombination, invalidValue, missingParameter, wrongType } from './violation.js'
import { isAbsent, isWireStructure, type WireStructure, wireBytes, wireNumber, wireTimestamp } from './wire.js'

/**
 * The rule of CloudWatch that one datum breaks, or undefined. What the API page rules out is refused, and so is what
 * it is silent about, unless AWS's own software sends it: a sender that passes here passes there.
 *
 * @param datum - Parsed from JSON, or as the SDK takes it: `Timestamp` in seconds since the epoch, or a `Date`.
 * @param options.now - The moment of the request, in milliseconds since the epoch.
 * @param options.path - Where the datum stands, for the message.
 *
 * @example
 * ```ts
 * metricDatumViolation({ MetricName: 'page_viewed', Value: Number.NaN }, { now: Date.now() })?.code // 'InvalidParameterValueException'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export function metricDatumViolation(
  datum: unknown,
  options: { readonly now: number; readonly path?: string | undefined },
): AwsViolation | undefined {
  const { now, path = 'MetricData.member.1' } = options
  if (!isWireStructure(datum)) return wrongType(path, 'an object')
  return (
    cloudWatchTextViolation(datum['MetricName'], `${path}.MetricName`, { maxLength: MAX_METRIC_NAME_LENGTH }) ??
    dimensionsViolation(datum['Dimensions'], `${path}.Dimensions`) ??
    timestampViolation(datum['Timestamp'], `${path}.Timestamp`, now) ??
    resolutionViolation(datum['StorageResolution'], `${path}.StorageResolution`) ??
    metricUnitViolation(datum['Unit'], `${path}.Unit`) ??
    valuesViolation(datum, path)
  )
}

/**
 * Bytes of one datum in the body that the SDK sends, without the comma that parts it from the next.
 *
 * @example
 * ```ts
 * metricDatumBytes({ MetricName: 'page_viewed', Value: 1 }) // 38
 * ```
 */
export function metricDatumBytes(datum: object): number {
  return wireBytes(datum)
}

function metricUnitViolation(value: unknown, path: string): AwsViolation | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value !== 'string') return wrongType(path, 'a string')
  if (METRIC_UNITS.some((unit) => unit === value)) return undefined
  return invalidValue(path, `The parameter ${path} must be a value in the set [ ${METRIC_UNITS.join(', ')} ].`)
}

function timestampViolation(value: unknown, path: string, now: number): AwsViolation | undefined {
  if (isAbsent(value)) return undefined
  const timestamp = wireTimestamp(value)
  if (timestamp === undefined) return wrongType(path, 'a timestamp in seconds since the epoch')
  if (timestamp < now - MAX_DATUM_AGE_MS) {
    return invalidValue(path, `The parameter ${path} must specify a time no more than two weeks in the past.`)
  }
  if (timestamp > now + MAX_DATUM_LEAD_MS) {
    return invalidValue(path, `The parameter ${path} must specify a time no more than two hours in the future.`)
  }
  return undefined
}

function resolutionViolation(value: unknown, path: string): AwsViolation | undefined {
  if (isAbsent(value)) return undefined
  const resolution = wireNumber(value)
  if (resolution === undefined) return wrongType(path, 'a number')
  if (STORAGE_RESOLUTIONS.some((known) => known === resolution)) return undefined
  const known = STORAGE_RESOLUTIONS.join(' or ')
  return invalidValue(path, `The value ${resolution} for parameter ${path} is invalid: it must be ${known}.`)
}

/** `Values` and `StatisticValues` may stand together: CloudWatch takes count and sum from the one and percentiles from the other. */
function valuesViolation(datum: WireStructure, path: string): AwsViolation | undefined {
  const has = (member: string): boolean => !isAbsent(datum[member])
  const other = ['Values', 'StatisticValues'].find(has)
  if (has('Value') && other !== undefined) {
    return invalidCombination(
      `${path}.${other}`,
      `The parameters ${path}.Value and ${path}.${other} are mutually exclusive and you have specified both.`,
    )
  }
  if (has('Counts') && !has('Values')) {
    return invalidCombination(`${path}.Counts`, `The parameter ${path}.Counts needs ${path}.Values.`)
  }
  // No page names this error; users have reported it with this code and these words.
  if (!has('Value') && other === undefined) {
    return invalidCombination(
      `${path}.Value`,
      `At least one of the parameters ${path}.Value, ${path}.Values and ${path}.StatisticValues must be specified.`,
    )
  }
  if (has('Value')) return numberViolation(datum['Value'], `${path}.Value`)
  return (
    (has('StatisticValues') ? statisticsViolation(datum['StatisticValues'], `${path}.StatisticValues`) : undefined) ??
    (has('Values') ? distributionViolation(datum, path) : undefined)
  )
}

function distributionViolation({ Values, Counts }: WireStructure, path: string): AwsViolation | undefined {
  if (!Array.isArray(Values)) return wrongType(`${path}.Values`, 'a list')
  if (!isAbsent(Counts) && !Array.isArray(Counts)) return wrongType(`${path}.Counts`, 'a list')
  const values: readonly unknown[] = Values
  const counts: readonly unknown[] | undefined = Array.isArray(Counts) ? Counts : undefined
  if (values.length === 0) return invalidValue(`${path}.Values`, `The collection ${path}.Values must not be empty.`)
  if (values.length > MAX_VALUES_PER_DATUM) {
    return invalidValue(
      `${path}.Values`,
      `The collection ${path}.Values must not have a size greater than ${MAX_VALUES_PER_DATUM}.`,
    )
  }
  if (counts !== undefined && counts.length !== values.length) {
    return invalidValue(`${path}.Counts`, `The parameters ${path}.Values and ${path}.Counts must be of the same size.`)
  }
  return memberViolation(values, counts, path)
}

function memberViolation(
  values: readonly unknown[],
  counts: readonly unknown[] | undefined,
  path: string,
): AwsViolation | undefined {
  const seen = new Set<number | undefined>()
  for (const [index, value] of values.entries()) {
    const at = `${path}.Values.member.${index + 1}`
    const violation =
      numberViolation(value, at) ??
      (counts === undefined ? undefined : countViolation(counts[index], `${path}.Counts.member.${index + 1}`))
    if (violation !== undefined) return violation
    const number = wireNumber(value)
    // "Each unique value is listed just once in this array": https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
    if (seen.has(number)) return invalidValue(at, `The collection ${path}.Values lists the value at ${at} twice.`)
    seen.add(number)
  }
  return undefined
}

/**
 * A count need not be whole: the API page types it as a double, and AWS's own agent sends one divided by the sample
 * rate of StatsD. Of 0 the page says nothing; a statistic set of no samples is refused, so a value seen no times is.
 */
function countViolation(value: unknown, path: string): AwsViolation | undefined {
  const violation = numberViolation(value, path)
  if (violation !== undefined) return violation
  const count = wireNumber(value)
  if (count !== undefined && count > 0) return undefined
  return invalidValue(path, `The value ${count} for parameter ${path} is invalid: it must be greater than 0.`)
}

function statisticsViolation(value: unknown, path: string): AwsViolation | undefined {
  if (!isWireStructure(value)) return wrongType(path, 'an object')
  for (const member of ['SampleCount', 'Sum', 'Minimum', 'Maximum']) {
    const violation = numberViolation(value[member], `${path}.${member}`)
    if (violation !== undefined) return violation
  }
  const number = (member: string): number => wireNumber(value[member]) ?? 0
  if (number('SampleCount') <= 0) {
    return invalidValue(`${path}.SampleCount`, `The value for parameter ${path}.SampleCount must be greater than 0.`)
  }
  if (number('Minimum') > number('Maximum')) {
    return invalidValue(
      `${path}.Maximum`,
      `The value for parameter ${path}.Maximum must not be less than ${path}.Minimum.`,
    )
  }
  return undefined
}

function numberViolation(value: unknown, path: string): AwsViolation | undefined {
  if (isAbsent(value)) return missingParameter(path)
  const number = wireNumber(value)
  if (number === undefined) return wrongType(path, 'a number')
  if (Number.isFinite(number) && Math.abs(number) <= MAX_METRIC_VALUE) return undefined
  return invalidValue(path, `The value ${number} for parameter ${path} is invalid: it must be from -2^360 to 2^360.`)
}
