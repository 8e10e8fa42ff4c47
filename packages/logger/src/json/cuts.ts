import type { Redaction } from '@org/core/redaction'
import { cut, quote } from './json-string.js'

/** Places named in `truncated`; the rest is only counted. */
const MAX_CUTS_NAMED = 10

/** Characters of one place in `truncated`. */
const MAX_PLACE_LENGTH = 256

/** Collects what had to be cut from a record. */
export class Cuts {
  readonly #redaction: Redaction
  readonly #named: string[] = []
  #count = 0

  constructor(redaction: Redaction) {
    this.#redaction = redaction
  }

  /** Names a place. */
  note(place: string): void {
    this.#count += 1
    if (this.#named.length >= MAX_CUTS_NAMED) return
    this.#named.push(cut(this.#redaction.redactText(cut(place, 2 * MAX_PLACE_LENGTH)), MAX_PLACE_LENGTH))
  }

  /** What was cut, as a JSON array. */
  toJson(): string {
    const more = this.#count - this.#named.length
    const named = this.#named.map(quote)
    if (more > 0) named.push(quote(`${more} more`))
    return `[${named.join(',')}]`
  }
}

/** One JSON array of several. */
export function joinCuts(...cuts: readonly (string | undefined)[]): string | undefined {
  const present = cuts.filter((cut) => cut !== undefined)
  return present.length === 0 ? undefined : `[${present.map((cut) => cut.slice(1, -1)).join(',')}]`
}
