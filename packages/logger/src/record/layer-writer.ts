import type { ContextFields, Identity } from '@org/core/context'
import type { Redaction } from '@org/core/redaction'
import { asErrorObject } from '../json/error-fields.js'
import { JsonWriter } from '../json/json-writer.js'
import type { KeyPlans } from '../json/key-plans.js'
import { readFields } from '../json/read-fields.js'
import { underErrorName } from './error-name.js'
import type { FieldNames } from './field-names.js'
import { moveToFreeNames } from './free-names.js'
import type { Layer } from './layer.js'
import { valueKeysIn } from './layer-pairs.js'
import type { ResolvedRecordLimits } from './limits.js'
import type { TakenNames } from './taken-names.js'

type Fields = Readonly<Record<string, unknown>>

/** What a {@link LayerWriter} is made with. */
interface LayerWriterOptions {
  readonly names: FieldNames
  readonly redaction: Redaction
  readonly limits: ResolvedRecordLimits
  readonly plans: KeyPlans
  /** Names that fields of the application cannot have. */
  readonly reserved: TakenNames
  /** Names of the ids of a request and its trace. */
  readonly idNames: ReadonlySet<string>
}

/** Writes the fields that many records share. */
export class LayerWriter {
  readonly #options: LayerWriterOptions

  constructor(options: LayerWriterOptions) {
    this.#options = options
  }

  /** Who is running, under the logger's own names. */
  identity(identity: Identity, runtime: Fields): Layer {
    const fields: Record<string, unknown> = {}
    for (const [field, value] of Object.entries(identity)) {
      if (value !== undefined) fields[nameOf(this.#options.names, field)] = value
    }
    return this.#write({ ...fields, ...runtime }, true)
  }

  /** The fields of a child, plain data, over those of its parent. Names that belong to the logger are moved. */
  bindings(fields: Fields, below: Layer): Layer {
    const { names, reserved } = this.#options
    const own = moveToFreeNames(underErrorName(fields, names.error), reserved)
    return this.#write(below.keys.size === 0 ? own : { ...below.fields, ...own })
  }

  /** The context of a request; its request and trace ids get the logger's own names. */
  context(context: ContextFields): Layer {
    const { names, reserved } = this.#options
    const ids: Record<string, unknown> = {}
    const others = Object.create(null) as Record<string, unknown>
    for (const [key, value] of Object.entries(readFields(context))) {
      if (key === 'requestId' || key === 'traceId' || key === 'spanId') ids[names[key]] = value
      else others[key] = value
    }
    const taken = reserved.and(Object.keys(ids))
    return this.#write({ ...ids, ...moveToFreeNames(underErrorName(others, names.error), taken) })
  }

  /** @param areOurs Whether all of the fields are the logger's own. */
  #write(fields: Fields, areOurs = false): Layer {
    const { redaction, limits, plans, idNames } = this.#options
    // A writer of its own: a getter or toJSON of a field may make a child itself.
    const writer = new JsonWriter(redaction, limits, plans)
    const names = Object.keys(fields)
    let fragment = ''
    for (const name of names) {
      const value = name === this.#options.names.error ? asErrorObject(fields[name], limits.maxDepth) : fields[name]
      fragment += areOurs || idNames.has(name) ? writer.own(name, value) : writer.field(name, value, fields)
    }
    const altered = writer.hasAlteredNames
    const valueKeys = areOurs ? [] : valueKeysIn(fields, redaction)
    return { fragment, fields, keys: new Set(names), valueKeys, cuts: writer.takeCuts(), altered }
  }
}

function nameOf(names: FieldNames, field: string): string {
  return Object.hasOwn(names, field) ? names[field as keyof FieldNames] : field
}
