import { MAX_DIMENSION_NAME_LENGTH, MAX_DIMENSION_VALUE_LENGTH, MAX_DIMENSIONS } from '../limits/cloudwatch-limits.js'
import { VISIBLE_ASCII } from '../names.js'
import { type AwsViolation, invalidValue, missingParameter, wrongType } from './violation.js'
import { isAbsent, isWireStructure, wireList } from './wire.js'

/** The rules of one text of CloudWatch. */
export interface CloudWatchTextRule {
  /** In characters; the shortest is 1. */
  readonly maxLength: number
  /** Values of dimensions may; names may not. @defaultValue false */
  readonly mayStartWithColon?: boolean | undefined
}

/**
 * The rule that a required namespace, metric name, or name or value of a dimension breaks, or undefined: 1 to
 * `maxLength` characters of ASCII without control characters, not blank.
 *
 * @example
 * ```ts
 * cloudWatchTextViolation(':m', 'MetricName', { maxLength: 255 })?.code // 'InvalidParameterValueException'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
export function cloudWatchTextViolation(
  value: unknown,
  path: string,
  rule: CloudWatchTextRule,
): AwsViolation | undefined {
  if (isAbsent(value)) return missingParameter(path)
  if (typeof value !== 'string') return wrongType(path, 'a string')
  if (value.length === 0 || value.length > rule.maxLength) {
    return invalidValue(path, `The length of parameter ${path} must be from 1 to ${rule.maxLength} characters.`)
  }
  if (!VISIBLE_ASCII.test(value)) {
    return invalidValue(
      path,
      `The value for parameter ${path} is invalid: it must be ASCII without control characters and not blank.`,
    )
  }
  if (rule.mayStartWithColon !== true && value.startsWith(':')) {
    return invalidValue(path, `The value for parameter ${path} is invalid: it must not start with a colon.`)
  }
  return undefined
}

/**
 * The rule that a list of dimensions breaks, or undefined: at most 30, each name once.
 *
 * @example
 * ```ts
 * dimensionsViolation([{ Name: 'Route', Value: '' }], 'Dimensions')?.path // 'Dimensions.member.1.Value'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export function dimensionsViolation(value: unknown, path: string): AwsViolation | undefined {
  if (!isAbsent(value) && !Array.isArray(value)) return wrongType(path, 'a list')
  const list = wireList(value)
  if (list.length > MAX_DIMENSIONS) {
    return invalidValue(path, `The collection ${path} must not have a size greater than ${MAX_DIMENSIONS}.`)
  }
  const names = new Set<unknown>()
  for (const [index, dimension] of list.entries()) {
    const at = `${path}.member.${index + 1}`
    if (!isWireStructure(dimension)) return wrongType(at, 'an object')
    const { Name, Value } = dimension
    const violation =
      cloudWatchTextViolation(Name, `${at}.Name`, { maxLength: MAX_DIMENSION_NAME_LENGTH }) ??
      cloudWatchTextViolation(Value, `${at}.Value`, { maxLength: MAX_DIMENSION_VALUE_LENGTH, mayStartWithColon: true })
    if (violation !== undefined) return violation
    if (names.has(Name)) return invalidValue(at, `The collection ${path} names the dimension at ${at} twice.`)
    names.add(Name)
  }
  return undefined
}
