import { serializationError } from './aws-error.js'

/** A structure of a request, whose members are not yet checked. */
export type Structure = Readonly<Record<string, unknown>>

/**
 * Readers of one member of a decoded request. They check the JSON type that the service's model declares and
 * answer SerializationException otherwise, as AWS does before it looks at any value. `null` counts as absent.
 */
export function structure(value: unknown, path: string): Structure {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(path, 'an object')
  return value as Structure
}

export function optionalStructure(value: unknown, path: string): Structure | undefined {
  return absent(value) ? undefined : structure(value, path)
}

export function optionalString(value: unknown, path: string): string | undefined {
  if (absent(value)) return undefined
  if (typeof value !== 'string') throw mismatch(path, 'a string')
  return value
}

export function optionalNumber(value: unknown, path: string): number | undefined {
  if (absent(value)) return undefined
  if (typeof value === 'number') return value
  // JSON has no NaN or infinity; AWS's JSON protocols write them as these strings.
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  throw mismatch(path, 'a number')
}

export function optionalBoolean(value: unknown, path: string): boolean | undefined {
  if (absent(value)) return undefined
  if (typeof value !== 'boolean') throw mismatch(path, 'a boolean')
  return value
}

export function optionalList(value: unknown, path: string): readonly unknown[] | undefined {
  if (absent(value)) return undefined
  if (!Array.isArray(value)) throw mismatch(path, 'a list')
  return value
}

/** Milliseconds since the epoch; on the wire a timestamp is seconds, with a fraction. */
export function optionalTimestamp(value: unknown, path: string): number | undefined {
  if (absent(value)) return undefined
  if (typeof value !== 'number') throw mismatch(path, 'a timestamp in seconds since the epoch')
  return Math.round(value * 1000)
}

function absent(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

function mismatch(path: string, expectation: string) {
  return serializationError(`${path} must be ${expectation}.`)
}
