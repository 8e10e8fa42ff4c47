import type { ContextFields, Identity } from '@org/core/context'
import type { Redaction } from '../redact/redaction.js'
import type { FieldNames } from './field-names.js'
import { moveToFreeNames } from './free-names.js'
import { JsonWriter } from './json-writer.js'
import type { KeyPlans } from './key-plans.js'
import type { Layer } from './layer.js'
import type { ResolvedRecordLimits } from './limits.js'
import { readFields } from './read-fields.js'

type Fields = Readonly<Record<string, unknown>>

/** Writes the fields that many records share. */
export class LayerWriter {
  readonly #names: FieldNames
  readonly #redaction: Redaction
  readonly #limits: ResolvedRecordLimits
  readonly #reserved: ReadonlySet<string>
  readonly #plans: KeyPlans

  constructor(
    names: FieldNames,
    redaction: Redaction,
    limits: ResolvedRecordLimits,
    reserved: ReadonlySet<string>,
    plans: KeyPlans,
  ) {
    this.#names = names
    this.#redaction = redaction
    this.#limits = limits
    this.#reserved = reserved
    this.#plans = plans
  }

  /** Who is running, under the logger's own names. */
  identity(identity: Identity, runtime: Fields): Layer {
    const fields: Record<string, unknown> = {}
    for (const [field, value] of Object.entries(identity)) {
      if (value !== undefined) fields[nameOf(this.#names, field)] = value
    }
    return this.#write({ ...fields, ...runtime })
  }

  /** The fields of a child, plain data, over those of its parent. Names that belong to the logger are moved. */
  bindings(fields: Fields, below: Layer): Layer {
    const own = moveToFreeNames(fields, this.#reserved)
    return this.#write(below.keys.size === 0 ? own : { ...below.fields, ...own })
  }

  /** The context of a request; its request and trace ids get the logger's own names. */
  context(context: ContextFields): Layer {
    const ids: Record<string, unknown> = {}
    const others = Object.create(null) as Record<string, unknown>
    for (const [key, value] of Object.entries(readFields(context))) {
      if (key === 'requestId' || key === 'traceId' || key === 'spanId') ids[this.#names[key]] = value
      else others[key] = value
    }
    const taken = new Set([...this.#reserved, ...Object.keys(ids)])
    return this.#write({ ...ids, ...moveToFreeNames(others, taken) })
  }

  #write(fields: Fields): Layer {
    // A writer of its own: a getter or toJSON of a field may make a child itself.
    const writer = new JsonWriter(this.#redaction, this.#limits, this.#plans)
    const names = Object.keys(fields)
    let fragment = ''
    for (const name of names) fragment += writer.field(name, fields[name])
    const altered = writer.hasAlteredNames
    return { fragment, fields, keys: new Set(names), cuts: writer.takeCuts(), altered }
  }
}

function nameOf(names: FieldNames, field: string): string {
  return Object.hasOwn(names, field) ? names[field as keyof FieldNames] : field
}
