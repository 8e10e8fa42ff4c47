import { types } from 'node:util'

/**
 * An object of a request, parsed from JSON or as the SDK takes it, whose members are not yet checked. A member that is
 * `null` counts as absent, as it does for AWS.
 */
export type WireStructure = Readonly<Record<string, unknown>>

export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null
}

export function isWireStructure(value: unknown): value is WireStructure {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of a list, and none of what is no list. */
export function wireList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/**
 * A number, or undefined for what is none. JSON has no NaN and no infinity: AWS's JSON protocols write them as texts.
 *
 * @example
 * ```ts
 * wireNumber('-Infinity') // -Infinity
 * ```
 */
export function wireNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : undefined
}

/**
 * Milliseconds since the epoch of a `Date`, or of seconds since the epoch with a fraction, as they are on the wire;
 * undefined for what is no moment.
 *
 * @example
 * ```ts
 * wireTimestamp(1.5) // 1500
 * ```
 */
export function wireTimestamp(value: unknown): number | undefined {
  if (typeof value !== 'number' && !types.isDate(value)) return undefined
  const time = typeof value === 'number' ? Math.round(value * 1_000) : value.getTime()
  return Number.isFinite(time) ? time : undefined
}

/** Bytes of the JSON that the SDK sends for a value: a `Date` is seconds since the epoch. */
export function wireBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value, asSeconds) ?? '')
}

/** The replacer gets a `Date` as the text that its `toJSON` made; the object that holds it still has the `Date`. */
function asSeconds(this: unknown, key: string, value: unknown): unknown {
  const held = isWireStructure(this) ? this[key] : undefined
  return types.isDate(held) ? held.getTime() / 1_000 : value
}
