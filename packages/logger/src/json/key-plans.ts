import type { Redaction, Verdict } from '@org/core/redaction'
import { cut, quote } from './json-string.js'

/** What is known of a field's name, looked up once per name. */
export interface KeyPlan {
  /** `"name":` */
  readonly head: string
  /** `,"name":` */
  readonly prefix: string
  /** What the name says of the value. */
  readonly verdict: Verdict
  /** The name of the value may stand beside it, as in `{ name, value }`. */
  readonly isValueKey: boolean
  /** The logger writes a field of this name itself. */
  readonly reserved: boolean
  /** The name is not the key's own: too long, half a character, with a secret in it, or none that can be indexed. */
  readonly altered: boolean
}

/** Names remembered; beyond it they are planned each time, so that names made of data do not grow memory. */
const MAX_PLANNED_KEYS = 4_096

/** Characters of one name of a field. */
export const MAX_NAME_LENGTH = 512

/** The plans of one logger's field names. */
export class KeyPlans {
  readonly #redaction: Redaction
  readonly #reserved: { has(name: string): boolean }
  readonly #known = new Map<string, KeyPlan>()

  constructor(redaction: Redaction, reserved: { has(name: string): boolean } = new Set<string>()) {
    this.#redaction = redaction
    this.#reserved = reserved
  }

  /** What is known of a key. */
  of(key: string): KeyPlan {
    return this.#known.get(key) ?? this.#make(key)
  }

  /** The plan of a field that is the logger's own: whatever the application calls secret, the name says nothing. */
  own(key: string): KeyPlan {
    return { ...this.of(key), verdict: 'plain', isValueKey: false }
  }

  /** The plan of a key whose name is altered. Two keys may be one name after that, and `number` tells them apart. */
  altered(key: string, number: number): KeyPlan {
    return this.#plan(key, `${this.#nameOf(key)}~${number}`, true)
  }

  #make(key: string): KeyPlan {
    const name = this.#nameOf(key)
    const plan = this.#plan(key, name, name !== key)
    if (!plan.altered && this.#known.size < MAX_PLANNED_KEYS) this.#known.set(key, plan)
    return plan
  }

  #nameOf(key: string): string {
    const name = isIndexable(key) ? key : key.replaceAll('.', '_') || '_'
    return cut(this.#redaction.redactText(cut(name, 2 * MAX_NAME_LENGTH)), MAX_NAME_LENGTH).toWellFormed()
  }

  #plan(key: string, name: string, altered: boolean): KeyPlan {
    const head = `${quote(name)}:`
    return {
      head,
      prefix: `,${head}`,
      verdict: this.#redaction.verdictOf(key),
      isValueKey: this.#redaction.isValueKey(key),
      reserved: this.#reserved.has(key),
      altered,
    }
  }
}

/** A search engine takes a dot for the way into an object, and refuses a document in which a part of the way has no name. */
function isIndexable(name: string): boolean {
  return name !== '' && !name.startsWith('.') && !name.includes('..')
}
