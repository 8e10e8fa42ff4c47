import { lazyNode } from '@org/core'
import { quote } from '../json/json-string.js'
import type { FieldNames } from './field-names.js'

/** Makes the ends of lines: the id of each record and its number in the process, without a gap. */
export class LineEnds {
  /** No end is longer, in bytes. */
  readonly maxBytes: number
  readonly #eventHead: string
  readonly #sequenceHead: string
  #sequence = 0

  constructor(names: FieldNames) {
    const processId = lazyNode.crypto.randomBytes(6).toString('base64url')
    this.#eventHead = `,${quote(names.eventId)}:"${processId}-`
    this.#sequenceHead = `",${quote(names.sequence)}:`
    this.maxBytes = Buffer.byteLength(this.#end(Number.MAX_SAFE_INTEGER))
  }

  /** The end of the line that is written next. */
  next(): string {
    return this.#end(++this.#sequence)
  }

  #end(sequence: number): string {
    const number = String(sequence)
    return `${this.#eventHead + number + this.#sequenceHead + number}}`
  }
}
