import { randomBytes } from 'node:crypto'
import type { ContextFields, Identity } from '@org/core/context'
import type { LogCall } from '../log-call.js'
import type { Redaction } from '../redact/redaction.js'
import { errorFields, isError, unreadable } from './error-fields.js'
import type { FieldNames } from './field-names.js'
import { cut, quote } from './json-string.js'
import { JsonWriter } from './json-writer.js'
import { EMPTY_LAYER, type Layer } from './layer.js'
import type { ResolvedRecordLimits } from './limits.js'
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

/** Limits of the second and the last attempt at a line that is too long. */
const TIGHTER: readonly Omit<ResolvedRecordLimits, 'maxLineBytes'>[] = [
  { maxStringLength: 1_024, maxDepth: 4, maxKeys: 50, maxArrayLength: 20 },
  { maxStringLength: 128, maxDepth: 2, maxKeys: 20, maxArrayLength: 5 },
]

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
  readonly #reserved: ReadonlySet<string>
  readonly #traceNames: readonly string[]
  readonly #processId = randomBytes(6).toString('base64url')
  readonly #levelHeads = new Map<string, string>()
  readonly #timestampHead: string
  readonly #eventHead: string
  readonly #sequenceHead: string
  readonly #writer: JsonWriter
  #identity: Layer = EMPTY_LAYER
  #sequence = 0
  #rendering = false

  /** @param others Names besides the logger's own that fields of the application cannot replace. */
  constructor(names: FieldNames, redaction: Redaction, limits: ResolvedRecordLimits, others: readonly string[] = []) {
    this.#names = names
    this.#redaction = redaction
    this.#limits = limits
    this.#reserved = new Set([...PROTECTED_FIELDS.map((field) => names[field]), ...others])
    this.#traceNames = [names.traceId, names.spanId]
    this.#writer = this.#createWriter(limits)
    this.#timestampHead = `{${quote(names.timestamp)}:"`
    this.#eventHead = `,${quote(names.eventId)}:"${this.#processId}-`
    this.#sequenceHead = `",${quote(names.sequence)}:`
  }

  /** Who is running; part of every record from now on. */
  setIdentity(identity: Identity, runtime: Readonly<Record<string, unknown>> = {}): void {
    const fields: Record<string, unknown> = {}
    for (const [field, value] of Object.entries(identity)) {
      if (value !== undefined) fields[nameOf(this.#names, field)] = value
    }
    this.#identity = this.#makeLayer({ ...fields, ...runtime })
  }

  /** Prepares fields that many records will share. Names that belong to the logger are moved. */
  layer(fields: Readonly<Record<string, unknown>>, below: Layer = EMPTY_LAYER): Layer {
    const own = this.#rename(readFields(fields), this.#reserved)
    return this.#makeLayer({ ...below.fields, ...own })
  }

  /** Prepares the context of a request; its request and trace ids get the logger's own names. */
  contextLayer(context: ContextFields): Layer {
    const ids: Record<string, unknown> = {}
    const others: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(readFields(context))) {
      if (key === 'requestId' || key === 'traceId' || key === 'spanId') ids[this.#names[key]] = value
      else others[key] = value
    }
    return this.#makeLayer({ ...ids, ...this.#rename(others, this.#reserved) })
  }

  /** One line of JSON without a newline. Never throws. */
  render(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number): string {
    const sequence = ++this.#sequence
    // A getter or toJSON of a field may log itself; that inner record needs a writer of its own.
    const writer = this.#rendering ? this.#createWriter(this.#limits) : this.#writer
    const outermost = !this.#rendering
    this.#rendering = true
    try {
      const line = this.#line(level, record, context, bindings, epochMs, sequence, writer)
      return this.#fits(line) ? line : this.#shrink(level, record, context, bindings, epochMs, sequence)
    } catch (failure) {
      return this.#degraded(level, record, epochMs, sequence, failure)
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
    sequence: number,
    writer: JsonWriter,
  ): string {
    const head = this.#timestampHead + formatTimestamp(epochMs) + this.#levelHead(level)
    const message = writer.text(this.#names.message, record.message)
    const hasError = record.error !== undefined
    const error = hasError ? writer.field(this.#names.error, record.error) : ''
    const own = this.#fields(record.fields, context, bindings, writer, hasError)
    const body =
      own === undefined
        ? this.#merged(record.fields, context, bindings, writer, hasError)
        : context.fragment + bindings.fragment + own
    return (
      head + message + this.#identity.fragment + body + error + this.#tail(sequence, cutsOf(writer, context, bindings))
    )
  }

  /** The record's own fields, or undefined when one of them needs {@link #merged}. */
  #fields(
    fields: Readonly<Record<string, unknown>> | undefined,
    context: Layer,
    bindings: Layer,
    writer: JsonWriter,
    hasError: boolean,
  ): string | undefined {
    if (context.keys.size > 0 && bindings.keys.size > 0 && overlap(context.keys, bindings.keys)) return undefined
    if (fields === undefined) return ''
    const isLayered = context.keys.size > 0 || bindings.keys.size > 0
    try {
      const keys = Object.keys(fields)
      if (keys.length > this.#limits.maxKeys) return undefined
      let written = ''
      for (const key of keys) {
        const plan = writer.plan(key)
        if (plan.reserved) return undefined
        if (isLayered && (context.keys.has(key) || bindings.keys.has(key))) return undefined
        if (hasError && key === this.#names.error) return undefined
        written += writer.planned(plan, key, fields[key])
      }
      return written
    } catch {
      // A getter threw; the careful way reads each field on its own.
      return undefined
    }
  }

  /** The careful way: fields clash with those of a layer or with the logger's own, or cannot be read. */
  #merged(
    fields: Readonly<Record<string, unknown>> | undefined,
    context: Layer,
    bindings: Layer,
    writer: JsonWriter,
    hasError: boolean,
  ): string {
    const trace = this.#traceNames.filter((name) => context.keys.has(name))
    const taken = new Set([...this.#reserved, ...trace, ...(hasError ? [this.#names.error] : [])])
    const own = fields === undefined ? {} : this.#rename(readFields(fields), taken)
    const bound = this.#rename(bindings.fields, new Set(trace))
    const all: Record<string, unknown> = { ...context.fields, ...bound, ...own }
    const keys = Object.keys(all)
    let written = ''
    for (const key of keys.slice(0, this.#limits.maxKeys)) written += writer.field(key, all[key])
    if (keys.length > this.#limits.maxKeys) writer.noteCut(`${keys.length - this.#limits.maxKeys} more keys`)
    return written
  }

  #createWriter(limits: ResolvedRecordLimits): JsonWriter {
    return new JsonWriter(this.#redaction, limits, this.#reserved)
  }

  #rename(fields: Readonly<Record<string, unknown>>, taken: ReadonlySet<string>): Record<string, unknown> {
    const renamed: Record<string, unknown> = Object.create(null) as Record<string, unknown>
    for (const [key, value] of Object.entries(fields)) {
      let name = key
      while (taken.has(name) || (name !== key && Object.hasOwn(fields, name))) name += '_'
      renamed[name] = value
    }
    return renamed
  }

  #makeLayer(fields: Readonly<Record<string, unknown>>): Layer {
    const writer = new JsonWriter(this.#redaction, this.#limits)
    let fragment = ''
    for (const [key, value] of Object.entries(fields)) fragment += writer.field(key, value)
    return { fragment, fields, keys: new Set(Object.keys(fields)), cuts: writer.takeCuts() }
  }

  #levelHead(level: string): string {
    let head = this.#levelHeads.get(level)
    if (head === undefined) {
      head = `",${quote(this.#names.level)}:${quote(level)},${quote(this.#names.message)}:`
      this.#levelHeads.set(level, head)
    }
    return head
  }

  #tail(sequence: number, cuts: string | undefined): string {
    const truncated = cuts === undefined ? '' : `,${quote(this.#names.truncated)}:${cuts}`
    const number = String(sequence)
    return `${truncated + this.#eventHead + number + this.#sequenceHead + number}}`
  }

  #fits(line: string): boolean {
    const { maxLineBytes } = this.#limits
    return line.length * MAX_BYTES_PER_UNIT <= maxLineBytes || Buffer.byteLength(line) <= maxLineBytes
  }

  #shrink(level: string, record: LogCall, context: Layer, bindings: Layer, epochMs: number, sequence: number): string {
    for (const limits of TIGHTER) {
      const writer = this.#createWriter({ ...this.#limits, ...limits })
      const error = isError(record.error) ? errorFields(record.error) : record.error
      const fields = { ...context.fields, ...bindings.fields, ...readFields(record.fields ?? {}) }
      writer.noteCut('the line was too long')
      const line = this.#line(level, { ...record, fields, error }, EMPTY_LAYER, EMPTY_LAYER, epochMs, sequence, writer)
      if (this.#fits(line)) return line
    }
    return this.#degraded(level, record, epochMs, sequence, new Error('the line was too long'))
  }

  #degraded(level: string, record: LogCall, epochMs: number, sequence: number, failure: unknown): string {
    const message = quote(this.#redaction.redactValue(cut(record.message, 256)))
    const cuts = `[${quote(cut(this.#redaction.redactValue(unreadable(failure)), 256))}]`
    const line = this.#timestampHead + formatTimestamp(epochMs) + this.#levelHead(cut(level, 64)) + message
    const identity = this.#identity.fragment.length <= 2_048 ? this.#identity.fragment : ''
    return line + identity + this.#tail(sequence, cuts)
  }
}

function nameOf(names: FieldNames, field: string): string {
  return Object.hasOwn(names, field) ? names[field as keyof FieldNames] : field
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const key of a) if (b.has(key)) return true
  return false
}

function cutsOf(writer: JsonWriter, context: Layer, bindings: Layer): string | undefined {
  return writer.takeCuts() ?? bindings.cuts ?? context.cuts
}

/** The fields of an object whose getters may throw. */
function readFields(fields: object): Record<string, unknown> {
  const read: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  let keys: string[]
  try {
    keys = Object.keys(fields)
  } catch (failure) {
    return { fields: unreadable(failure) }
  }
  for (const key of keys) {
    try {
      read[key] = (fields as Record<string, unknown>)[key]
    } catch (failure) {
      read[key] = unreadable(failure)
    }
  }
  return read
}
