import { ConfigurationError } from './errors.js'

/** Credentials stand in URLs, and after names; the message of an error may end in a log. */
const MAY_HOLD_SECRET = /:\/\/|@|=|: /

/** Shows a received value in a message: its kind and, for short plain values, the value. Never a whole object. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (typeof value === 'string')
    return value.length > 60 || MAY_HOLD_SECRET.test(value)
      ? `a string of ${value.length} ${value.length === 1 ? 'character' : 'characters'}`
      : JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return `${String(value)} (${typeof value})`
  }
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** The error that says which option is wrong, what it must be and what was received. */
export function mismatch(option: string, expectation: string, value: unknown): ConfigurationError {
  return new ConfigurationError(`Option \`${option}\` must be ${expectation}; got ${describeValue(value)}.`)
}

/** The inclusive range of a numeric option, with its unit for the message. */
export interface NumberRange {
  /** The least value that is taken. */
  readonly min: number
  /** The greatest value that is taken; `Number.MAX_SAFE_INTEGER` or infinity for none. */
  readonly max: number
  /** Such as `ms`. @defaultValue none */
  readonly unit?: string | undefined
}

function rangeText({ min, max, unit }: NumberRange): string {
  const suffix = unit === undefined ? '' : ` ${unit}`
  return max === Number.MAX_SAFE_INTEGER || max === Number.POSITIVE_INFINITY
    ? `of at least ${min}${suffix}`
    : `from ${min} to ${max}${suffix}`
}

/** Returns `value` if it is a whole number in `range`. @throws {@link ConfigurationError} */
export function expectInteger(option: string, value: unknown, range: NumberRange): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < range.min || value > range.max) {
    throw mismatch(option, `a whole number ${rangeText(range)}`, value)
  }
  return value
}

/** Returns `value` if it is a finite number in `range`. @throws {@link ConfigurationError} */
export function expectNumber(option: string, value: unknown, range: NumberRange): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < range.min || value > range.max) {
    throw mismatch(option, `a number ${rangeText(range)}`, value)
  }
  return value
}

/** Returns `value` if it is a string of 1 to `maxLength` characters that matches `pattern`. @throws {@link ConfigurationError} */
export function expectString(
  option: string,
  value: unknown,
  rule: { readonly maxLength?: number; readonly pattern?: RegExp; readonly expectation?: string } = {},
): string {
  const expectation = rule.expectation ?? 'a non-empty string'
  if (typeof value !== 'string' || value.length === 0) throw mismatch(option, expectation, value)
  if (rule.maxLength !== undefined && value.length > rule.maxLength) {
    throw mismatch(option, `${expectation} of at most ${rule.maxLength} characters`, value)
  }
  if (rule.pattern !== undefined && !rule.pattern.test(value)) throw mismatch(option, expectation, value)
  return value
}

/** Returns `value` if it is one of `allowed`. @throws {@link ConfigurationError} */
export function expectOneOf<const T extends string | number | boolean>(
  option: string,
  value: unknown,
  allowed: readonly T[],
): T {
  if (!(allowed as readonly unknown[]).includes(value)) {
    throw mismatch(option, `one of ${allowed.map((item) => JSON.stringify(item)).join(', ')}`, value)
  }
  return value as T
}

/** Returns `value` if it is a function. @throws {@link ConfigurationError} */
export function expectFunction<F extends (...args: never[]) => unknown>(option: string, value: F): F {
  if (typeof value !== 'function') throw mismatch(option, 'a function', value)
  return value
}

/** Makes sure that `value` is an object and not an array. @throws {@link ConfigurationError} */
export function expectObject(option: string, value: unknown): asserts value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(option, 'an object', value)
}

/** Refuses what is not an object and option names that do not exist, with the known ones in the message. @throws {@link ConfigurationError} */
export function expectKnownKeys(option: string, value: object, known: readonly string[]): void {
  expectObject(option, value)
  const unknown = Object.keys(value).filter((key) => !known.includes(key))
  if (unknown.length > 0) {
    throw new ConfigurationError(
      `${option} has no option ${unknown.map((key) => `\`${key}\``).join(', ')}; known options: ${known.join(', ')}.`,
    )
  }
}

/** Makes sure that `value` is an object with these methods. @throws {@link ConfigurationError} */
export function expectMethods(option: string, value: unknown, methods: readonly string[]): void {
  expectObject(option, value)
  const missing = methods.filter((name) => typeof Reflect.get(value, name) !== 'function')
  if (missing.length === 0) return
  throw new ConfigurationError(
    `Option \`${option}\` must have the methods ${methods.join(', ')}; it has no ${missing.join(', ')}.`,
  )
}

/** Returns `value` if it is true or false. @throws {@link ConfigurationError} */
export function expectBoolean(option: string, value: unknown): boolean {
  return expectOneOf(option, value, [true, false])
}
