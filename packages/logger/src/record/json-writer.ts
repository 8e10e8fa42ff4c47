import type { Redaction } from '../redact/redaction.js'
import { errorFields, isError, unreadable } from './error-fields.js'
import { cut, cutBytes, quote, quoteEscaped } from './json-string.js'
import { MAX_TERM_BYTES, type ResolvedRecordLimits } from './limits.js'
import { PLAIN, SUSPECT, scanText } from './text-scan.js'

/** What is known of a field's name, looked up once per name. */
export interface KeyPlan {
  /** `,"name":` */
  readonly prefix: string
  readonly secret: boolean
  /** The logger writes a field of this name itself. */
  readonly reserved: boolean
  /** The name is not the key's own: too long, half a character, or with a secret in it. */
  readonly altered: boolean
}

/** Names remembered; beyond it they are planned each time, so that names made of data do not grow memory. */
const MAX_PLANNED_KEYS = 4_096

/** Places named in `truncated`; the rest is only counted. */
const MAX_CUTS_NAMED = 10

/** Characters of one name of a field. */
const MAX_NAME_LENGTH = 512

/** Characters of one place in `truncated`. */
const MAX_PLACE_LENGTH = 256

/** A string of so few UTF-16 units is within {@link MAX_TERM_BYTES} whatever its characters. */
const SURELY_SHORT = Math.floor(MAX_TERM_BYTES / 3)

/** Room for the note of how long a cut string was, in bytes. */
const NOTE_BYTES = 64

/** No secret that is half outside of what is looked at reaches further into it, in characters. */
const SECRET_MARGIN = 256

const OMIT = undefined

type ToJson = (key: string) => unknown

/**
 * Writes values as JSON in one pass: redacted, bounded, and whatever they are. Nothing that a value
 * does (throwing getters and proxies, cycles, `toJSON`) gets out of here, and no value is changed.
 */
export class JsonWriter {
  readonly #redaction: Redaction
  readonly limits: ResolvedRecordLimits
  readonly #reserved: ReadonlySet<string>
  readonly #plans = new Map<string, KeyPlan>()
  readonly #quotedReplacement: string
  readonly #ancestors: unknown[] = []
  readonly #path: string[] = []
  #cuts: string[] = []
  #cutCount = 0
  #alterations = 0

  constructor(redaction: Redaction, limits: ResolvedRecordLimits, reserved: ReadonlySet<string> = new Set()) {
    this.#redaction = redaction
    this.#reserved = reserved
    this.limits = limits
    this.#quotedReplacement = quote(redaction.replacement)
  }

  plan(key: string): KeyPlan {
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const name = cut(this.#redaction.redactValue(cut(key, 2 * MAX_NAME_LENGTH)), MAX_NAME_LENGTH).toWellFormed()
    const altered = name !== key
    if (key.length > MAX_NAME_LENGTH) this.noteCut(this.#within(`a name of ${key.length} characters`))
    // Two keys may be one name after that, and a line must not have a name twice.
    const unique = altered ? `${name}~${++this.#alterations}` : name
    const plan = {
      prefix: `,${quote(unique)}:`,
      secret: this.#redaction.isSecretKey(key),
      reserved: this.#reserved.has(key),
      altered,
    }
    if (!altered && this.#plans.size < MAX_PLANNED_KEYS) this.#plans.set(key, plan)
    return plan
  }

  /** Some name since the last {@link takeCuts} was not the key's own. */
  get hasAlteredNames(): boolean {
    return this.#alterations > 0
  }

  /** Writes `,"key":value`, or nothing for a value that JSON leaves out. */
  field(key: string, value: unknown): string {
    return this.planned(this.plan(key), key, value)
  }

  /** The same with the plan of the key at hand. */
  planned(plan: KeyPlan, key: string, value: unknown): string {
    if (plan.secret) return value === undefined ? '' : plan.prefix + (value === null ? 'null' : this.#quotedReplacement)
    if (typeof value === 'string') return plan.prefix + this.text(key, value)
    if (typeof value === 'number') return plan.prefix + writeNumber(value)
    if (typeof value === 'boolean') return plan.prefix + (value ? 'true' : 'false')
    this.#path.push(key)
    const written = this.#value(value)
    this.#path.pop()
    return written === OMIT ? '' : plan.prefix + written
  }

  /** Writes a string, redacted and cut to length. */
  text(name: string, text: string): string {
    if (this.#isLong(text)) return this.#longText(name, text)
    const found = scanText(text)
    if (found === PLAIN) return `"${text}"`
    return (found & SUSPECT) === 0 ? quoteEscaped(text) : quote(this.#redaction.redactValue(text))
  }

  /** What was cut since the last call, as JSON, or undefined. */
  takeCuts(): string | undefined {
    this.#alterations = 0
    if (this.#cutCount === 0) return undefined
    const more = this.#cutCount - this.#cuts.length
    const named = this.#cuts.map(quote)
    if (more > 0) named.push(quote(`${more} more`))
    this.#cuts = []
    this.#cutCount = 0
    return `[${named.join(',')}]`
  }

  /** Names a place that was cut by somebody else. */
  noteCut(place: string): void {
    this.#cutCount += 1
    if (this.#cuts.length >= MAX_CUTS_NAMED) return
    this.#cuts.push(cut(this.#redaction.redactValue(cut(place, 2 * MAX_PLACE_LENGTH)), MAX_PLACE_LENGTH))
  }

  #value(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.text(this.#place(), value)
      case 'number':
        return writeNumber(value)
      case 'boolean':
        return value ? 'true' : 'false'
      case 'bigint':
        return `"${value}"`
      case 'symbol':
        return this.text(this.#place(), String(value))
      case 'function':
        return '"[Function]"'
      case 'object':
        return value === null ? 'null' : this.#guarded(value)
      default:
        return OMIT
    }
  }

  #guarded(value: object): string | undefined {
    if (this.#ancestors.includes(value)) return '"[Circular]"'
    const height = this.#ancestors.length
    const pathLength = this.#path.length
    try {
      return this.#object(value)
    } catch (failure) {
      return quote(cut(this.#redaction.redactValue(unreadable(failure)), this.limits.maxStringLength))
    } finally {
      this.#ancestors.length = height
      this.#path.length = pathLength
    }
  }

  #object(value: object): string | undefined {
    if (isError(value)) return this.#nested(value, () => this.#record(errorFields(value)))
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : quote(value.toISOString())
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return quote(`[${Buffer.isBuffer(value) ? 'Buffer' : value.constructor.name} ${value.byteLength} bytes]`)
    }
    const { toJSON } = value as { toJSON?: ToJson }
    return typeof toJSON === 'function' ? this.#converted(value, toJSON) : this.#structure(value)
  }

  /** As JSON.stringify does, what `toJSON` returns is not asked for its own `toJSON`. */
  #converted(value: object, toJSON: ToJson): string | undefined {
    const converted = Reflect.apply(toJSON, value, [this.#path.at(-1) ?? '']) as unknown
    if (typeof converted !== 'object' || converted === null) return this.#value(converted)
    if (converted === value || this.#ancestors.includes(converted)) {
      return converted === value ? this.#structure(value) : '"[Circular]"'
    }
    this.#ancestors.push(value)
    const isPlain = !isError(converted) && !(converted instanceof Date) && !ArrayBuffer.isView(converted)
    const written = isPlain ? this.#structure(converted) : this.#object(converted)
    this.#ancestors.pop()
    return written
  }

  #structure(value: object): string | undefined {
    if (Array.isArray(value)) return this.#nested(value, () => this.#array(value, value.length))
    if (value instanceof Map) return this.#nested(value, () => this.#map(value))
    if (value instanceof Set)
      return this.#nested(value, () => this.#array([...first(value, this.limits.maxArrayLength)], value.size))
    if (value instanceof Number) return writeNumber(Number.prototype.valueOf.call(value))
    if (value instanceof Boolean) return String(Boolean.prototype.valueOf.call(value))
    if (value instanceof String) return this.text(this.#place(), String.prototype.valueOf.call(value))
    if (value instanceof RegExp) return this.text(this.#place(), String(value))
    return this.#nested(value, () => this.#record(value as Record<string, unknown>))
  }

  #nested(value: object, write: () => string): string {
    if (this.#ancestors.length >= this.limits.maxDepth) {
      this.noteCut(`${this.#place()}: too deep`)
      return Array.isArray(value) ? `"[Array(${value.length})]"` : '"[Object]"'
    }
    this.#ancestors.push(value)
    const written = write()
    this.#ancestors.pop()
    return written
  }

  #record(value: Record<string, unknown>): string {
    const keys = Object.keys(value)
    const shown = Math.min(keys.length, this.limits.maxKeys)
    let written = ''
    for (let index = 0; index < shown; index++) {
      const key = keys[index] as string
      written += this.#property(value, key)
    }
    if (keys.length > shown) this.noteCut(`${this.#place()}: ${keys.length - shown} more keys`)
    return `{${written.slice(1)}}`
  }

  #property(owner: Record<string, unknown>, key: string): string {
    let value: unknown
    try {
      value = owner[key]
    } catch (failure) {
      return this.field(key, unreadable(failure))
    }
    return this.field(key, value)
  }

  #array(items: readonly unknown[], length: number): string {
    const shown = Math.min(length, this.limits.maxArrayLength)
    const written: string[] = []
    for (let index = 0; index < shown; index++) {
      this.#path.push(String(index))
      written.push(this.#value(items[index]) ?? 'null')
      this.#path.pop()
    }
    if (length > shown) this.noteCut(`${this.#place()}: ${length - shown} more items`)
    return `[${written.join(',')}]`
  }

  #map(map: ReadonlyMap<unknown, unknown>): string {
    const entries = [...first(map, this.limits.maxKeys)]
    let written = ''
    const names = new Set<string>()
    for (const [key, value] of entries) {
      const name = unique(nameOfKey(key), names)
      written += this.field(name, value)
    }
    if (map.size > entries.length) this.noteCut(`${this.#place()}: ${map.size - entries.length} more keys`)
    return `{${written.slice(1)}}`
  }

  #longText(place: string, text: string): string {
    const parent = this.#place()
    this.noteCut(parent === '' || parent === place ? place : `${parent}.${place}`)
    const { maxStringLength } = this.limits
    const window = cut(text, maxStringLength * 2)
    // Redacted before it is cut, so that no secret is left whole by losing the end that marks it.
    let shown = this.#redaction.redactValue(window)
    if (shown.length <= maxStringLength && window.length < text.length) {
      // So much was redacted that the end of the window shows, and a secret may be cut in two there.
      shown = cut(shown, Math.max(0, shown.length - SECRET_MARGIN))
    }
    shown = cut(shown, maxStringLength)
    if (maxStringLength <= MAX_TERM_BYTES) shown = cutBytes(shown, MAX_TERM_BYTES - NOTE_BYTES)
    return quote(`${shown}… [${text.length} characters]`)
  }

  #isLong(text: string): boolean {
    const { length } = text
    if (length > this.limits.maxStringLength) return true
    // Whoever allows longer strings has no index that refuses them.
    return (
      length > SURELY_SHORT && this.limits.maxStringLength <= MAX_TERM_BYTES && Buffer.byteLength(text) > MAX_TERM_BYTES
    )
  }

  #within(what: string): string {
    return this.#path.length === 0 ? what : `${this.#place()}: ${what}`
  }

  #place(): string {
    return this.#path.join('.')
  }
}

function writeNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null'
}

function nameOfKey(key: unknown): string {
  return (typeof key === 'object' && key !== null) || typeof key === 'function' ? `[${typeof key}]` : String(key)
}

function unique(name: string, names: Set<string>): string {
  let free = name
  while (names.has(free)) free += '_'
  names.add(free)
  return free
}

function* first<T>(items: Iterable<T>, count: number): Generator<T> {
  let taken = 0
  for (const item of items) {
    if (taken++ >= count) return
    yield item
  }
}
