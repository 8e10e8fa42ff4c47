/** Java writes a double in scientific notation below and from these on. https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double) */
const SMALLEST_PLAIN = 1e-3
const SMALLEST_LARGE = 1e7

/** Writes a number as CloudWatch does in its reasons, which is as Java does: 31 as `31.0`, 12000000 as `1.2E7`. */
export function formatDouble(value: number): string {
  const size = Math.abs(value)
  if (value === 0) return '0.0'
  if (size >= SMALLEST_PLAIN && size < SMALLEST_LARGE) return withFraction(String(value))
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${withFraction(digits)}E${Number(exponent)}`
}

function withFraction(digits: string): string {
  return digits.includes('.') ? digits : `${digits}.0`
}
