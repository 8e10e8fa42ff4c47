import { expectOneOf } from '@org/core/aws'
import { COMPARISON_OPERATORS, type ComparisonOperator } from './alarm-definition.js'

const COMPARE: Readonly<Record<ComparisonOperator, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
}

/**
 * Whether a datapoint breaches a threshold: `value`, then the operator, then `threshold`, both in the metric's unit.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an operator that alarms here do not have.
 *
 * @example
 * ```ts
 * breaches('GreaterThanThreshold', 501, 500) // true
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function breaches(operator: ComparisonOperator, value: number, threshold: number): boolean {
  return COMPARE[expectOneOf('operator', operator, COMPARISON_OPERATORS)](value, threshold)
}
