import { isNameKey } from '../names/pair-keys.js'
import { BACKSLASH, isQuote, isSpace } from '../text/characters.js'

/** A name that stands in a text as `"name":"DB_PASSWORD"`, `name="password"` or `- name: DB_PASSWORD`. */
export interface NameMember {
  readonly start: number
  readonly end: number
  readonly name: string
}

const KEY_CHARACTER = /[\w-]/
const LONGEST_KEY = 32
const MOST_SPACES = 4
const MOST_BACKSLASHES = 15

/** What follows the key, in JSON inside JSON, too. */
const VALUE = /[:=]\s{0,4}(?:\\{0,15}["']([^"'\\]{1,128})|([\w.$-]{1,128})(?=[\s,;}\\]|$))/y

const COLON = 0x3a
const EQUALS = 0x3d

/** The names in a text that may belong to a value near them. Asked from left to right, it looks at each place once. */
export class NameMembers {
  readonly #text: string
  readonly #found: NameMember[] = []
  #looked = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The last one between the two places. */
  lastBetween(from: number, to: number): NameMember | undefined {
    this.#look(from, to)
    for (let at = this.#found.length - 1; at >= 0; at--) {
      const member = this.#found[at]
      if (member === undefined || member.start < from) break
      if (member.end <= to) return member
    }
    return undefined
  }

  /** The first one between the two places. */
  firstBetween(from: number, to: number): NameMember | undefined {
    this.#look(from, to)
    let first: NameMember | undefined
    for (let at = this.#found.length - 1; at >= 0; at--) {
      const member = this.#found[at]
      if (member === undefined || member.start < from) break
      if (member.end <= to) first = member
    }
    return first
  }

  #look(from: number, to: number): void {
    let at = Math.max(from, this.#looked)
    while (at < to) {
      const code = this.#text.charCodeAt(at)
      at = code === COLON || code === EQUALS ? this.#endOfMember(at) : at + 1
    }
    this.#looked = Math.max(at, this.#looked)
  }

  /** Behind the value of any key, as what stands in it is none of the object's; else behind the separator. */
  #endOfMember(separator: number): number {
    const keyEnd = this.#endOfKey(separator)
    if (!KEY_CHARACTER.test(this.#text.charAt(keyEnd - 1))) return separator + 1
    VALUE.lastIndex = separator
    const value = VALUE.exec(this.#text)
    if (value === null) return separator + 1
    let start = keyEnd
    while (keyEnd - start < LONGEST_KEY && KEY_CHARACTER.test(this.#text.charAt(start - 1))) start -= 1
    if (isNameKey(this.#text.slice(start, keyEnd))) {
      this.#found.push({ start, end: VALUE.lastIndex, name: value[1] ?? value[2] ?? '' })
    }
    return VALUE.lastIndex
  }

  /** Where the key before a separator ends, spaces, a quote and backslashes between them passed over. */
  #endOfKey(separator: number): number {
    let end = separator
    while (separator - end < MOST_SPACES && isSpace(this.#text.charCodeAt(end - 1))) end -= 1
    if (isQuote(this.#text.charCodeAt(end - 1))) end -= 1
    const quote = end
    while (quote - end < MOST_BACKSLASHES && this.#text.charCodeAt(end - 1) === BACKSLASH) end -= 1
    return end
  }
}
