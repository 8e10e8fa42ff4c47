import { PLAIN, type Redaction, SUSPECT, scanText } from '@org/core/redaction'
import { disown } from '@org/core/reporting'
import type { ResolvedRecordLimits } from '../record/limits.js'
import { firstItems, namedEntries, pairsOf } from './collection-items.js'
import { Cuts } from './cuts.js'
import { errorFields, isError, unreadable } from './error-fields.js'
import { cut, quote, quoteEscaped } from './json-string.js'
import { type KeyPlan, KeyPlans, MAX_NAME_LENGTH } from './key-plans.js'
import { isLongText, shortenText, surelyShort } from './long-text.js'

const OMIT = undefined

const NOTHING_BESIDE: object = {}

type ToJson = (key: string) => unknown

/**
 * Writes values as JSON in one pass: redacted, bounded, and whatever they are. Nothing that a value
 * does (throwing getters and proxies, cycles, `toJSON`) gets out of here, and no value is changed.
 */
export class JsonWriter {
  /** How much is written. */
  readonly limits: ResolvedRecordLimits
  readonly #redaction: Redaction
  readonly #plans: KeyPlans
  readonly #surelyShort: number
  /** What had to be cut, as a rule nothing. */
  #cuts: Cuts | undefined
  readonly #quotedReplacement: string
  readonly #ancestors: object[] = []
  /** Keys and indexes from the record to the value that is written. */
  readonly #path: (string | number)[] = []
  #alterations = 0

  constructor(redaction: Redaction, limits: ResolvedRecordLimits, plans: KeyPlans = new KeyPlans(redaction)) {
    this.limits = limits
    this.#redaction = redaction
    this.#plans = plans
    this.#surelyShort = surelyShort(limits.maxStringLength)
    this.#quotedReplacement = quote(redaction.replacement)
  }

  /** What is known of a key, which is counted and named where its name cannot be its own. */
  plan(key: string): KeyPlan {
    const plan = this.#plans.of(key)
    if (!plan.altered) return plan
    if (key.length > MAX_NAME_LENGTH) this.noteCut(this.#within(`a name of ${key.length} characters`))
    return this.#plans.altered(key, ++this.#alterations)
  }

  /** Some name since the last {@link takeCuts} was not the key's own. */
  get hasAlteredNames(): boolean {
    return this.#alterations > 0
  }

  /**
   * Writes `,"key":value`, or nothing for a value that JSON leaves out.
   * @param beside The fields that stand beside it, one of which may name it.
   */
  field(key: string, value: unknown, beside: object = NOTHING_BESIDE): string {
    return this.planned(this.plan(key), key, value, beside)
  }

  /** The same with the plan of the key at hand. */
  planned(plan: KeyPlan, key: string, value: unknown, beside: object): string {
    if (plan.isValueKey && this.#redaction.hidesBeside(beside, key, value)) return plan.prefix + this.#quotedReplacement
    const written = this.#member(plan, key, value)
    return written === OMIT ? '' : plan.prefix + written
  }

  /** The same for a field of the logger's own, which nothing beside it can name. */
  own(key: string, value: unknown): string {
    return this.planned(this.#plans.own(key), key, value, NOTHING_BESIDE)
  }

  /** Writes a string, redacted and cut to length; `name` is that of its field, unless the path ends there. */
  text(name: string | undefined, text: string): string {
    if (text.length > this.#surelyShort && isLongText(text, this.limits.maxStringLength)) {
      return this.#longText(name, text)
    }
    const found = scanText(text)
    if (found === PLAIN) return `"${text}"`
    return (found & SUSPECT) === 0 ? quoteEscaped(text) : quote(this.#redaction.redactText(text))
  }

  /** What was cut since the last call, as JSON, or undefined. */
  takeCuts(): string | undefined {
    this.#alterations = 0
    const cuts = this.#cuts
    this.#cuts = undefined
    return cuts?.toJson()
  }

  /** Names a place that was cut by somebody else. */
  noteCut(place: string): void {
    this.#cuts ??= new Cuts(this.#redaction)
    this.#cuts.note(place)
  }

  #member(plan: KeyPlan, key: string, value: unknown): string | undefined {
    if (plan.verdict !== 'plain' && this.#redaction.hides(key, plan.verdict, value)) return this.#quotedReplacement
    if (typeof value === 'string') return this.text(key, value)
    if (typeof value === 'number') return writeNumber(value)
    if (typeof value === 'boolean') return value ? 'true' : 'false'
    this.#path.push(key)
    const written = this.#value(value)
    this.#path.pop()
    return written
  }

  #value(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.text(undefined, value)
      case 'number':
        return writeNumber(value)
      case 'boolean':
        return value ? 'true' : 'false'
      case 'bigint':
        return `"${value}"`
      case 'symbol':
        return this.text(undefined, String(value))
      case 'function':
        return '"[Function]"'
      case 'object':
        return value === null ? 'null' : this.#guarded(value)
      default:
        return OMIT
    }
  }

  #guarded(value: object): string | undefined {
    if (this.#isAncestor(value)) return '"[Circular]"'
    const height = this.#ancestors.length
    const pathLength = this.#path.length
    try {
      return this.#object(value)
    } catch (failure) {
      this.#ancestors.length = height
      this.#path.length = pathLength
      return quote(cut(this.#redaction.redactText(unreadable(failure)), this.limits.maxStringLength))
    }
  }

  /** A loop, as there are few: that costs less than a call of `includes`. */
  #isAncestor(value: object): boolean {
    const ancestors = this.#ancestors
    for (let index = ancestors.length - 1; index >= 0; index--) if (ancestors[index] === value) return true
    return false
  }

  #object(value: object): string | undefined {
    const prototype: unknown = Object.getPrototypeOf(value)
    const isOrdinary = prototype === Object.prototype || prototype === Array.prototype || prototype === null
    // Only an object that has a stack can be an error without being an Error.
    if ((!isOrdinary || hasStack(value)) && isError(value)) return this.#error(value)
    if (!isOrdinary && value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : quote(value.toISOString())
    if (ArrayBuffer.isView(value) || (!isOrdinary && value instanceof ArrayBuffer)) {
      return quote(`[${Buffer.isBuffer(value) ? 'Buffer' : value.constructor.name} ${value.byteLength} bytes]`)
    }
    const { toJSON } = value as { toJSON?: ToJson }
    if (typeof toJSON === 'function') return this.#converted(value, toJSON)
    if (!isOrdinary) return this.#structure(value)
    return Array.isArray(value) ? this.#array(value, value, value.length) : this.#record(value, value)
  }

  /** As JSON.stringify does, what `toJSON` returns is not asked for its own `toJSON`. */
  #converted(value: object, toJSON: ToJson): string | undefined {
    const converted = Reflect.apply(toJSON, value, [String(this.#path.at(-1) ?? '')]) as unknown
    disown(converted)
    if (typeof converted !== 'object' || converted === null) return this.#value(converted)
    if (converted === value) return this.#structure(value)
    if (this.#isAncestor(converted)) return '"[Circular]"'
    this.#ancestors.push(value)
    const isPlain = !isError(converted) && !(converted instanceof Date) && !ArrayBuffer.isView(converted)
    const written = isPlain ? this.#structure(converted) : this.#object(converted)
    this.#ancestors.pop()
    return written
  }

  #structure(value: object): string | undefined {
    if (Array.isArray(value)) return this.#array(value, value, value.length)
    if (value instanceof Map) return this.#map(value)
    if (value instanceof Set) return this.#set(value)
    if (value instanceof Number) return writeNumber(Number.prototype.valueOf.call(value))
    if (value instanceof Boolean) return String(Boolean.prototype.valueOf.call(value))
    if (value instanceof String) return this.text(undefined, String.prototype.valueOf.call(value))
    if (value instanceof RegExp) return this.text(undefined, String(value))
    const pairs = pairsOf(value)
    return pairs === undefined ? this.#record(value, value) : this.#map(pairs)
  }

  #error(error: Error): string {
    return this.#isTooDeep()
      ? this.#cutOff(error)
      : this.#record(error, errorFields(error, this.limits.maxDepth - this.#ancestors.length))
  }

  #isTooDeep(): boolean {
    return this.#ancestors.length >= this.limits.maxDepth
  }

  #cutOff(value: object): string {
    this.noteCut(`${this.#place()}: too deep`)
    return Array.isArray(value) ? `"[Array(${value.length})]"` : '"[Object]"'
  }

  /** Writes `fields` as those of `value`. */
  #record(value: object, fields: object): string {
    if (this.#isTooDeep()) return this.#cutOff(value)
    this.#ancestors.push(value)
    const keys = Object.keys(fields)
    const shown = Math.min(keys.length, this.limits.maxKeys)
    let written = ''
    for (let index = 0; index < shown; index++) {
      const key = keys[index] as string
      const plan = this.plan(key)
      const member =
        plan.isValueKey && this.#isHiddenBeside(fields, key)
          ? this.#quotedReplacement
          : this.#member(plan, key, readField(fields as Record<string, unknown>, key))
      if (member !== OMIT) written += (written === '' ? plan.head : plan.prefix) + member
    }
    if (keys.length > shown) this.noteCut(`${this.#place()}: ${keys.length - shown} more keys`)
    this.#ancestors.pop()
    return `{${written}}`
  }

  /** Writes `items` as those of `value`, which has `length` of them. */
  #array(value: object, items: readonly unknown[], length: number): string {
    if (this.#isTooDeep()) return this.#cutOff(value)
    this.#ancestors.push(value)
    const shown = Math.min(length, this.limits.maxArrayLength)
    // Names and values may take turns, as in the raw headers of a request.
    const mayPair = length > 1 && typeof items[0] === 'string'
    let written = ''
    for (let index = 0; index < shown; index++) {
      this.#path.push(index)
      const isHidden = mayPair && index > 0 && this.#redaction.hidesBeside(items, index, items[index])
      const item = isHidden ? this.#quotedReplacement : (this.#value(items[index]) ?? 'null')
      written += index === 0 ? item : `,${item}`
      this.#path.pop()
    }
    if (length > shown) this.noteCut(`${this.#place()}: ${length - shown} more items`)
    this.#ancestors.pop()
    return `[${written}]`
  }

  /** A name stands beside the value, and says that it is secret. */
  #isHiddenBeside(fields: object, key: string): boolean {
    return this.#redaction.hidesBeside(fields, key, readField(fields as Record<string, unknown>, key))
  }

  #set(set: ReadonlySet<unknown>): string {
    return this.#isTooDeep()
      ? this.#cutOff(set)
      : this.#array(set, firstItems(set, this.limits.maxArrayLength), set.size)
  }

  #map(map: ReadonlyMap<unknown, unknown>): string {
    if (this.#isTooDeep()) return this.#cutOff(map)
    this.#ancestors.push(map)
    const entries = namedEntries(map, this.limits.maxKeys)
    const fields = Object.fromEntries(entries)
    let written = ''
    for (const [name, value] of entries) written += this.field(name, value, fields)
    if (map.size > entries.length) this.noteCut(`${this.#place()}: ${map.size - entries.length} more keys`)
    this.#ancestors.pop()
    return `{${written.slice(1)}}`
  }

  #longText(name: string | undefined, text: string): string {
    const parent = this.#place()
    const own = name ?? parent
    this.noteCut(parent === '' || name === undefined ? own : `${parent}.${own}`)
    return quote(shortenText(text, this.limits.maxStringLength, this.#redaction))
  }

  #within(what: string): string {
    return this.#path.length === 0 ? what : `${this.#place()}: ${what}`
  }

  #place(): string {
    return this.#path.join('.')
  }
}

/** A proxy may throw when it is asked, and has no stack then. */
function hasStack(value: object): boolean {
  try {
    return 'stack' in value
  } catch {
    return false
  }
}

/** What stands where a getter threw says so. */
function readField(owner: Readonly<Record<string, unknown>>, key: string): unknown {
  try {
    return owner[key]
  } catch (failure) {
    return unreadable(failure)
  }
}

function writeNumber(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null'
}
