import { wireNumber, wireTimestamp } from '@org/core/aws'
import { type AwsError, serializationError } from './aws-error.js'

/** A structure of a request, whose members are not yet checked. */
export type Structure = Readonly<Record<string, unknown>>

/**
 * Readers of one member of a decoded request. They check the JSON type that the service's model declares and
 * answer SerializationException otherwise, as AWS does before it looks at any value. `null` counts as absent.
 */
export function structure(value: unknown, path: string): Structure {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object')
  return value as Structure
}

export function optionalStructure(value: unknown, path: string): Structure | undefined {
  return absent(value) ? undefined : structure(value, path)
}

export function optionalString(value: unknown, path: string): string | undefined {
  if (absent(value)) return undefined
  if (typeof value !== 'string') throw wrongType(path, 'a string')
  return value
}

export function optionalNumber(value: unknown, path: string): number | undefined {
  if (absent(value)) return undefined
  const number = wireNumber(value)
  if (number === undefined) throw wrongType(path, 'a number')
  return number
}

export function optionalBoolean(value: unknown, path: string): boolean | undefined {
  if (absent(value)) return undefined
  if (typeof value !== 'boolean') throw wrongType(path, 'a boolean')
  return value
}

export function optionalList(value: unknown, path: string): readonly unknown[] | undefined {
  if (absent(value)) return undefined
  if (!Array.isArray(value)) throw wrongType(path, 'a list')
  return value
}

/** Milliseconds since the epoch; on the wire a timestamp is seconds, with a fraction. */
export function optionalTimestamp(value: unknown, path: string): number | undefined {
  if (absent(value)) return undefined
  const timestamp = wireTimestamp(value)
  if (timestamp === undefined) throw wrongType(path, 'a timestamp in seconds since the epoch')
  return timestamp
}

function absent(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

function wrongType(path: string, expectation: string): AwsError {
  return serializationError(`${path} must be ${expectation}.`)
}
