/** Makes one type of whatever a property holds; undefined for what cannot be of that type. */
export type Coercion = (value: unknown) => string | number | boolean | undefined

const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/

/** MongoDB and gRPC have numbers where Node has texts such as `ECONNRESET`. */
export function asText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'symbol':
      return String(value)
    case 'object':
      return value === null ? undefined : '[Object]'
    default:
      return undefined
  }
}

/** Of PostgreSQL and others the port, and the status of some, is a text. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}

/** `retryable` is an object in errors of the AWS SDK. */
export function asBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'object' && value !== null ? true : undefined
}
