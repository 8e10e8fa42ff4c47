import { disown, isThenable } from '../thenable.js'
import type { Redaction } from './redaction.js'
import { SUSPECT, scanText } from './text-scan.js'

/** The second argument of `JSON.stringify`. */
export type JsonReplacer = (this: unknown, key: string, value: unknown) => unknown

/**
 * Makes a replacer for `JSON.stringify` that takes secrets out at any depth: by the names of fields, by names
 * that stand beside a value, and from texts, the names of fields included. It sees what `toJSON` gives, and leaves
 * the objects of the application as they are.
 *
 * @example
 * ```ts
 * JSON.stringify({ user: 'ada', password: 'p' }, createJsonReplacer(createRedaction())) // {"user":"ada","password":"[REDACTED]"}
 * ```
 */
export function createJsonReplacer(redaction: Redaction): JsonReplacer {
  function isHidden(holder: object, key: string, value: unknown): boolean {
    if (!Array.isArray(holder) && redaction.hides(key, redaction.verdictOf(key), value)) return true
    return redaction.hidesBeside(holder, key, value)
  }

  function redactText(text: string): string {
    return (scanText(text) & SUSPECT) === 0 ? text : redaction.redactText(text)
  }

  /** The same object, or a copy where the names of fields may hold secrets. */
  function withoutSecretsInNames(value: object): object {
    const keys = Object.keys(value)
    if (!keys.some((key) => (scanText(key) & SUSPECT) !== 0)) return value
    const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const key of keys) {
      let name = redactText(key)
      // Two names may be one after that.
      while (name in copy) name += '~'
      copy[name] = (value as Readonly<Record<string, unknown>>)[key]
    }
    return copy
  }

  return function replace(this: unknown, key, value) {
    // Made by an async `toJSON`; a promise that is there itself is the application's.
    if (isThenable(value) && (this as Readonly<Record<string, unknown>>)[key] !== value) disown(value)
    if (isHidden(this as object, key, value)) return redaction.replacement
    if (typeof value === 'string') return redactText(value)
    if (value instanceof String) return redactText(value.valueOf())
    return isObject(value) && !Array.isArray(value) ? withoutSecretsInNames(value) : value
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
