import type { ContextFields, Identity } from '@org/core/context'
import type { Redaction } from '@org/core/redaction'
import { joinCuts } from '../json/cuts.js'
import { asErrorObject, unreadable } from '../json/error-fields.js'
import { cut, quote } from '../json/json-string.js'
import { JsonWriter } from '../json/json-writer.js'
import { KeyPlans } from '../json/key-plans.js'
import { readFields } from '../json/read-fields.js'
import { ERROR, underErrorName } from './error-name.js'
import type { FieldNames } from './field-names.js'
import { moveToFreeNames } from './free-names.js'
import { EMPTY_LAYER, type Layer } from './layer.js'
import { isNamedBy, namesFieldOfRecord } from './layer-pairs.js'
import { LayerWriter } from './layer-writer.js'
import { type ResolvedRecordLimits, tighterLimits } from './limits.js'
import { LineEnds } from './line-ends.js'
import type { LogCall } from './log-call.js'
import { TakenNames } from './taken-names.js'
import { formatTimestamp } from './timestamp.js'

/** Fields of the logger that no field of the application can replace. A trace's ids join them inside a request. */
const PROTECTED_FIELDS = [
  'timestamp',
  'level',
  'message',
  'service',
  'version',
  'environment',
  'hostname',
  'region',
  'eventId',
  'sequence',
  'truncated',
] as const satisfies readonly (keyof FieldNames)[]

/** What of a record is kept when nothing else helps, in characters; it fits the least `maxLineBytes`, however it is escaped. */
const DEGRADED = { level: 64, message: 128, reason: 128, identity: 1_400 } as const

/** Levels are few; names of levels made of data are not remembered. */
const MAX_LEVEL_HEADS = 64

/** A string of this many UTF-16 units never has more bytes than three times as many. */
const MAX_BYTES_PER_UNIT = 3

/**
 * Renders records to JSON lines. The layers (identity, child bindings, context) are text already;
 * a record adds its own fields in one pass.
 */
export class RecordRenderer {
  readonly #names: FieldNames
  readonly #redaction: Redaction
  readonly #limits: ResolvedRecordLimits
  readonly #reserved: TakenNames
  readonly #traceNames: readonly string[]
  /** The ids of a request and its trace, whose names say nothing whatever the application calls secret. */
  readonly #idNames: ReadonlySet<string>
  readonly #levelHeads = new Map<string, string>()
  readonly #timestampHead: string
  readonly #ends: LineEnds
  readonly #plans: KeyPlans
  readonly #writer: JsonWriter
  readonly #layers: LayerWriter
  #identity: Layer = EMPTY_LAYER
  #rendering = false

  /** @param others Names besides the logger's own that fields of the application cannot replace. */
  constructor(names: FieldNames, redaction: Redaction, limits: ResolvedRecordLimits, others: readonly string[] = []) {
    this.#names = names
    this.#redaction = redaction
    this.#limits = limits
    const { error, truncated, ...plain } = names
    this.#reserved = new TakenNames([...PROTECTED_FIELDS.map((field) => names[field]), ...others], Object.values(plain))
    this.#traceNames = [names.traceId, names.spanId]
    this.#idNames = new Set([names.requestId, ...this.#traceNames])
    this.#plans = new KeyPlans(redaction, this.#reserved)
    this.#writer = this.#createWriter(limits)
    this.#layers = new LayerWriter({
      names,
      redaction,
      limits,
      plans: this.#plans,
      reserved: this.#reserved,
      idNames: this.#idNames,
    })
    this.#timestampHead = `{${quote(names.timestamp)}:"`
    this.#ends = new LineEnds(names)
  }

  /** Who is running; part of every record from now on. */
  setIdentity(identity: Identity, runtime: Readonly<Record<string, unknown>> = {}): void {
    this.#identity = this.#layers.identity(identity, runtime)
  }

  /** Prepares fields that many records will share. Names that belong to the logger are moved. */
  layer(fields: Readonly<Record<string, unknown>>, below: Layer = EMPTY_LAYER): Layer {
    return this.#layers.bindings(fields, below)
  }

  /** Prepares the context of a request; its request and trace ids get the logger's own names. */
  contextLayer(context: ContextFields): Layer {
    return this.#layers.context(context)
  }

  /** One line of JSON without a newline. Never throws. */
  render(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number): string {
    const end = this.#ends.next()
    return this.#begin(level, record, context, bindings, epochMs, end.length) + end
  }

  /** A line without its end, as a record that is never written must not leave a gap in the sequence. Never throws. */
  renderOpen(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number): string {
    return this.#begin(level, record, context, bindings, epochMs, this.#ends.maxBytes)
  }

  /** Ends a line of {@link renderOpen}: it is the next that is written. */
  close(line: string): string {
    return line + this.#ends.next()
  }

  /** @param room Bytes that the end of the line takes. */
  #begin(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number, room: number): string {
    // A getter or toJSON of a field may log itself; that inner record needs a writer of its own.
    const writer = this.#rendering ? this.#createWriter(this.#limits) : this.#writer
    const outermost = !this.#rendering
    this.#rendering = true
    try {
      const line = this.#line(level, record, context, bindings, epochMs, writer)
      return this.#fits(line, room) ? line : this.#shrink(level, record, context, bindings, epochMs, room)
    } catch (failure) {
      return this.#degraded(level, record, epochMs, failure)
    } finally {
      if (outermost) this.#rendering = false
    }
  }

  #line(
    level: string,
    record: LogCall,
    context: Layer,
    bindings: Layer,
    epochMs: number,
    writer: JsonWriter,
    note?: string,
  ): string {
    const head = this.#timestampHead + formatTimestamp(epochMs) + this.#levelHead(level)
    const hasError = record.error !== undefined
    const own = this.#fields(record.fields, context, bindings, writer, hasError)
    const body =
      own === undefined
        ? this.#writeMerged(this.#merge(record.fields, context, bindings, hasError), writer)
        : context.fragment + bindings.fragment + own
    const message = writer.text(this.#names.message, record.message)
    const error = hasError ? writer.field(this.#names.error, record.error) : ''
    const ownCuts = writer.takeCuts()
    const layerCuts = own === undefined ? undefined : (bindings.cuts ?? context.cuts)
    // As a rule nothing was cut.
    const truncated =
      note === undefined && ownCuts === undefined && layerCuts === undefined
        ? ''
        : this.#truncated(joinCuts(note, ownCuts, ...(own === undefined ? [] : [bindings.cuts, context.cuts])))
    return head + message + this.#identity.fragment + body + error + truncated
  }

  /** The record's own fields, or undefined when one of them needs {@link #merge}. */
  #fields(
    fields: Readonly<Record<string, unknown>> | undefined,
    context: Layer,
    bindings: Layer,
    writer: JsonWriter,
    hasError: boolean,
  ): string | undefined {
    const isLayered = context.keys.size > 0 || bindings.keys.size > 0
    if (isLayered && this.#layersClash(context, bindings, hasError)) return undefined
    if (fields === undefined) return ''
    try {
      if (isLayered && this.#namesLayered(fields, context, bindings)) return undefined
      const keys = Object.keys(fields)
      if (keys.length > writer.limits.maxKeys) return undefined
      let written = ''
      for (const key of keys) {
        const plan = this.#plans.of(key)
        if (plan.reserved || plan.altered) return undefined
        if (isLayered && (context.keys.has(key) || bindings.keys.has(key))) return undefined
        if (hasError && key === this.#names.error) return undefined
        if (key === ERROR && this.#names.error !== ERROR) return undefined
        if (isLayered && plan.isValueKey && this.#isNamed(key, fields[key], context, bindings)) return undefined
        const value = key === this.#names.error ? asErrorObject(fields[key], writer.limits.maxDepth) : fields[key]
        const isOurs = plan.verdict !== 'plain' && this.#idNames.has(key)
        written += isOurs ? writer.own(key, value) : writer.planned(plan, key, value, fields)
      }
      return written
    } catch {
      // A getter threw; the careful way reads each field on its own.
      return undefined
    }
  }

  #layersClash(context: Layer, bindings: Layer, hasError: boolean): boolean {
    if (context.altered || bindings.altered) return true
    const { error } = this.#names
    if (hasError && (context.keys.has(error) || bindings.keys.has(error))) return true
    if (context.keys.size === 0 || bindings.keys.size === 0) return false
    if (overlap(context.keys, bindings.keys)) return true
    const { fields } = context
    return isNamedBy(fields, this.#redaction, bindings) || isNamedBy(bindings.fields, this.#redaction, context)
  }

  /** Whether the fields hold the secret name of what a layer holds. */
  #namesLayered(fields: Readonly<Record<string, unknown>>, context: Layer, bindings: Layer): boolean {
    return isNamedBy(fields, this.#redaction, context) || isNamedBy(fields, this.#redaction, bindings)
  }

  #isNamed(key: string, value: unknown, context: Layer, bindings: Layer): boolean {
    return (
      namesFieldOfRecord(context, this.#redaction, key, value) ||
      namesFieldOfRecord(bindings, this.#redaction, key, value)
    )
  }

  /** The careful way: fields clash with those of a layer or with the logger's own, are named there, or cannot be read. */
  #merge(
    fields: Readonly<Record<string, unknown>> | undefined,
    context: Layer,
    bindings: Layer,
    hasError: boolean,
  ): Record<string, unknown> {
    const trace = this.#traceNames.filter((name) => context.keys.has(name))
    const error = hasError ? [this.#names.error] : []
    const own =
      fields === undefined
        ? {}
        : moveToFreeNames(
            underErrorName(readFields(fields), this.#names.error),
            this.#reserved.and([...trace, ...error]),
          )
    const bound = moveToFreeNames(bindings.fields, new Set([...trace, ...error]))
    return { ...moveToFreeNames(context.fields, new Set(error)), ...bound, ...own }
  }

  #writeMerged(fields: Readonly<Record<string, unknown>>, writer: JsonWriter): string {
    // What the quick way noted before it gave up.
    writer.takeCuts()
    const keys = Object.keys(fields)
    let written = ''
    const { maxKeys } = writer.limits
    for (const key of keys.slice(0, maxKeys)) {
      const value = key === this.#names.error ? asErrorObject(fields[key], writer.limits.maxDepth) : fields[key]
      written += this.#idNames.has(key) ? writer.own(key, value) : writer.field(key, value, fields)
    }
    if (keys.length > maxKeys) writer.noteCut(`${keys.length - maxKeys} more keys`)
    return written
  }

  #createWriter(limits: ResolvedRecordLimits): JsonWriter {
    return new JsonWriter(this.#redaction, limits, this.#plans)
  }

  #levelHead(level: string): string {
    const known = this.#levelHeads.get(level)
    if (known !== undefined) return known
    const name = quote(this.#redaction.redactText(cut(level, DEGRADED.level)))
    const head = `",${quote(this.#names.level)}:${name},${quote(this.#names.message)}:`
    if (this.#levelHeads.size < MAX_LEVEL_HEADS) this.#levelHeads.set(level, head)
    return head
  }

  #truncated(cuts: string | undefined): string {
    return cuts === undefined ? '' : `,${quote(this.#names.truncated)}:${cuts}`
  }

  #fits(line: string, room: number): boolean {
    const maxLineBytes = this.#limits.maxLineBytes - room
    return line.length * MAX_BYTES_PER_UNIT <= maxLineBytes || Buffer.byteLength(line) <= maxLineBytes
  }

  #shrink(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number, room: number): string {
    const fields = this.#merge(record.fields, context, bindings, record.error !== undefined)
    for (const limits of tighterLimits(this.#limits)) {
      const writer = this.#createWriter(limits)
      const shrunk = { ...record, fields }
      const line = this.#line(level, shrunk, EMPTY_LAYER, EMPTY_LAYER, epochMs, writer, NOTE_TOO_LONG)
      if (this.#fits(line, room)) return line
    }
    return this.#degraded(level, record, epochMs, new Error(TOO_LONG))
  }

  #degraded(level: string, record: LogCall, epochMs: number, failure: unknown): string {
    const message = quote(cut(this.#redaction.redactText(cut(record.message, 2 * DEGRADED.message)), DEGRADED.message))
    const cuts = `[${quote(cut(this.#redaction.redactText(unreadable(failure)), DEGRADED.reason))}]`
    const head = this.#timestampHead + formatTimestamp(epochMs) + this.#levelHead(level)
    const { fragment } = this.#identity
    const identity = Buffer.byteLength(fragment) <= DEGRADED.identity ? fragment : ''
    return head + message + identity + this.#truncated(cuts)
  }
}

const TOO_LONG = 'the line was too long'
const NOTE_TOO_LONG = JSON.stringify([TOO_LONG])

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const key of a) if (b.has(key)) return true
  return false
}
