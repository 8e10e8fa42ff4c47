import type { Redaction } from '../redact/redaction.js'
import { errorFields, isError, unreadable } from './error-fields.js'
import { cut, quote, quoteEscaped } from './json-string.js'
import type { ResolvedRecordLimits } from './limits.js'
import { PLAIN, SUSPECT, scanText } from './text-scan.js'

/** What is known of a field's name, looked up once per name. */
export interface KeyPlan {
  /** `,"name":` */
  readonly prefix: string
  readonly secret: boolean
  /** The logger writes a field of this name itself. */
  readonly reserved: boolean
}

/** Names remembered; beyond it they are planned each time, so that names made of data do not grow memory. */
const MAX_PLANNED_KEYS = 4_096

/** Places named in `truncated`; the rest is only counted. */
const MAX_CUTS_NAMED = 10

const OMIT = undefined

type ToJson = (key: string) => unknown

/**
 * Writes values as JSON in one pass: redacted, bounded, and whatever they are. Nothing that a value
 * does (throwing getters and proxies, cycles, `toJSON`) gets out of here, and no value is changed.
 */
export class JsonWriter {
  readonly #redaction: Redaction
  readonly #limits: ResolvedRecordLimits
  readonly #reserved: ReadonlySet<string>
  readonly #plans = new Map<string, KeyPlan>()
  readonly #quotedReplacement: string
  readonly #ancestors: unknown[] = []
  readonly #path: string[] = []
  #cuts: string[] = []
  #cutCount = 0

  constructor(redaction: Redaction, limits: ResolvedRecordLimits, reserved: ReadonlySet<string> = new Set()) {
    this.#redaction = redaction
    this.#reserved = reserved
    this.#limits = limits
    this.#quotedReplacement = quote(redaction.replacement)
  }

  plan(key: string): KeyPlan {
    const known = this.#plans.get(key)
    if (known !== undefined) return known
    const plan = {
      prefix: `,${quote(cut(key, this.#limits.maxStringLength))}:`,
      secret: this.#redaction.isSecretKey(key),
      reserved: this.#reserved.has(key),
    }
    if (this.#plans.size < MAX_PLANNED_KEYS) this.#plans.set(key, plan)
    return plan
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
    if (text.length > this.#limits.maxStringLength) return this.#longText(name, text)
    const found = scanText(text)
    if (found === PLAIN) return `"${text}"`
    return (found & SUSPECT) === 0 ? quoteEscaped(text) : quote(this.#redaction.redactValue(text))
  }

  /** What was cut since the last call, as JSON, or undefined. */
  takeCuts(): string | undefined {
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
    if (this.#cuts.length < MAX_CUTS_NAMED) this.#cuts.push(cut(place, 256))
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
        return quote(cut(String(value), this.#limits.maxStringLength))
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
      return quote(cut(this.#redaction.redactValue(unreadable(failure)), this.#limits.maxStringLength))
    } finally {
      this.#ancestors.length = height
      this.#path.length = pathLength
    }
  }

  #object(value: object): string | undefined {
    if (isError(value)) return this.#nested(value, () => this.#record(errorFields(value)))
    const { toJSON } = value as { toJSON?: ToJson }
    if (typeof toJSON === 'function') return this.#converted(value, toJSON)
    if (Array.isArray(value)) return this.#nested(value, () => this.#array(value, value.length))
    if (value instanceof Map) return this.#nested(value, () => this.#map(value))
    if (value instanceof Set)
      return this.#nested(value, () => this.#array([...first(value, this.#limits.maxArrayLength)], value.size))
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `"[${value.constructor.name} ${value.byteLength} bytes]"`
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return this.#value(value.valueOf())
    if (value instanceof RegExp) return this.text(this.#place(), String(value))
    return this.#nested(value, () => this.#record(value as Record<string, unknown>))
  }

  #converted(value: object, toJSON: ToJson): string | undefined {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : `"${value.toISOString()}"`
    if (Buffer.isBuffer(value)) return `"[Buffer ${value.byteLength} bytes]"`
    const converted = Reflect.apply(toJSON, value, [this.#path.at(-1) ?? '']) as unknown
    if (typeof converted !== 'object' || converted === null) return this.#value(converted)
    if (converted === value) return this.#nested(value, () => this.#record(value as Record<string, unknown>))
    this.#ancestors.push(value)
    return this.#guarded(converted)
  }

  #nested(value: object, write: () => string): string {
    if (this.#ancestors.length >= this.#limits.maxDepth) {
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
    const shown = Math.min(keys.length, this.#limits.maxKeys)
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
    const shown = Math.min(length, this.#limits.maxArrayLength)
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
    const entries = [...first(map, this.#limits.maxKeys)]
    let written = ''
    const names = new Set<string>()
    for (const [key, value] of entries) {
      const name = unique(typeof key === 'object' && key !== null ? '[object]' : String(key), names)
      written += this.field(name, value)
    }
    if (map.size > entries.length) this.noteCut(`${this.#place()}: ${map.size - entries.length} more keys`)
    return `{${written.slice(1)}}`
  }

  #longText(place: string, text: string): string {
    const parent = this.#place()
    this.noteCut(parent === '' || parent === place ? place : `${parent}.${place}`)
    // Redacted before it is cut, so that no secret is left whole by losing the end that marks it.
    const { maxStringLength } = this.#limits
    const window = cut(text, maxStringLength * 2)
    return quote(`${cut(this.#redaction.redactValue(window), maxStringLength)}… [${text.length} characters]`)
  }

  #place(): string {
    return this.#path.join('.')
  }
}

function writeNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null'
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
