import { MAX_DIMENSION_VALUE_LENGTH } from '@org/core/aws'

/** Stands for a dimension that a recording did not give. */
export const MISSING_VALUE = '__missing__'

/** Stands for every dimension of the series beyond the limit. */
export const OTHER_VALUE = '__other__'

/** Takes the place of each character that CloudWatch does not allow. */
const REPLACEMENT = '?'

/** Printable ASCII. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const NOT_ALLOWED = /[^ -~]/g

/** The closest value that CloudWatch takes; undefined for what has no text of its own. */
export function sanitizeDimensionValue(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined
  const text = String(value).slice(0, MAX_DIMENSION_VALUE_LENGTH).replace(NOT_ALLOWED, REPLACEMENT)
  return text.trim() === '' ? undefined : text
}
