import { isWordCharacter } from './text/characters.js'
import { decodeWithOffsets } from './text/percent-encoding.js'
import { NOTHING, type Search, type Span } from './text/search.js'

/** Levels of encoding that are looked into: a URL in a URL in a URL. */
const MAX_DEPTH = 3

const RUN_PUNCTUATION = new Set([...'_.~!*()%+-[]'].map((character) => character.charCodeAt(0)))

/** Finds the secrets of a decoded text. */
export type FindNested = (text: string, depth: number) => readonly Span[]

/** Looks into what is percent-encoded, as `password%3D…` and JSON in a query are, each run of it once. */
export class EncodedRuns {
  readonly #search: Search
  readonly #findNested: FindNested
  #examined = 0

  constructor(search: Search, findNested: FindNested) {
    this.#search = search
    this.#findNested = findNested
  }

  find(index: number): number {
    const { text, depth, done } = this.#search
    if (index < this.#examined || depth >= MAX_DEPTH) return NOTHING
    let start = index
    while (start > done && isInRun(text.charCodeAt(start - 1))) start -= 1
    let end = index
    while (isInRun(text.charCodeAt(end))) end += 1
    this.#examined = end
    const decoded = decodeWithOffsets(text.slice(start, end), start)
    let last = NOTHING
    for (const span of this.#findNested(decoded.text, depth + 1)) {
      const [from = start, to = end] = [decoded.offsets[span.start], decoded.offsets[span.end]]
      last = this.#search.hide(from, to, encodeURIComponent(span.before), encodeURIComponent(span.after))
    }
    return last
  }
}

function isInRun(code: number): boolean {
  return isWordCharacter(code) || RUN_PUNCTUATION.has(code)
}
