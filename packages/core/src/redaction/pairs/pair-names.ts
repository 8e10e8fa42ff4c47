import { backslashesBefore, isEscapedSpace, isLineEnd, isQuote, isSpace, isWordCharacter } from '../text/characters.js'
import { decodePercent } from '../text/percent-encoding.js'

/** The name before a separator, as it stands in a text. */
export interface PairName {
  readonly name: string
  /** Where it begins, its quote included. */
  readonly start: number
  /** The quote around it with the backslashes before it, as in JSON inside JSON; empty for a bare name. */
  readonly quote: string
}

const MAX_SPACES = 16
const MAX_NAME_LENGTH = 128

/** `\u0061` in a name of JSON, with as many backslashes as the level of JSON inside JSON needs. */
const UNICODE_ESCAPE = /\\{1,15}u([0-9a-fA-F]{4})/g

/** The name that ends before `end`, spaces in between allowed; undefined if there is none. Not looked for before `least`. */
export function nameBefore(text: string, end: number, least: number): PairName | undefined {
  let nameEnd = end
  while (end - nameEnd < MAX_SPACES && isSpace(text.charCodeAt(nameEnd - 1))) nameEnd -= 1
  return isQuote(text.charCodeAt(nameEnd - 1)) ? quotedName(text, nameEnd, least) : bareName(text, nameEnd, least)
}

/** The name whose closing quote is the last character before `end`. */
export function quotedName(text: string, end: number, least: number): PairName | undefined {
  const mark = text.charAt(end - 1)
  const backslashes = backslashesBefore(text, end - 1, least)
  const nameEnd = end - 1 - backslashes
  const first = Math.max(least, nameEnd - MAX_NAME_LENGTH)
  for (let index = nameEnd - 1; index >= first; index--) {
    if (text.charAt(index) !== mark) continue
    // A quote with another number of backslashes belongs to another level, so this is no name.
    if (backslashesBefore(text, index, least) !== backslashes) return undefined
    const name = text.slice(index + 1, nameEnd)
    return { name: unescaped(name), start: index - backslashes, quote: text.slice(nameEnd, end) }
  }
  return undefined
}

function unescaped(name: string): string {
  return name.replace(UNICODE_ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
}

/** The name that consists of letters, digits and `_.$-[]%`; it may be empty. */
export function bareName(text: string, end: number, least: number): PairName {
  let start = end
  const first = Math.max(least, end - MAX_NAME_LENGTH)
  while (start > first && isNameCharacter(text.charCodeAt(start - 1))) start -= 1
  // The letter of an escaped line end or tab is none of the name's.
  if (start > least && isEscapedSpace(text, start - 1)) start += 1
  return { name: decodePercent(text.slice(start, end)), start, quote: '' }
}

const NAME_PUNCTUATION = new Set([...'_.$-[]%'].map((character) => character.charCodeAt(0)))

function isNameCharacter(code: number): boolean {
  return (isWordCharacter(code) && !isPunctuationBeyondAscii(code)) || NAME_PUNCTUATION.has(code)
}

/** No-break space, typographic punctuation, that of Chinese and Japanese, fullwidth `:=` and their like. */
export function isPunctuationBeyondAscii(code: number): boolean {
  return (
    code === 0xa0 ||
    (code >= 0x2010 && code <= 0x2029) ||
    (code >= 0x3000 && code <= 0x303f) ||
    (code >= 0xff01 && code <= 0xff0f) ||
    (code >= 0xff1a && code <= 0xff20)
  )
}

/** Words that say little by themselves, so that the one before belongs to the name: `API key: …`. */
const COMPOUND = new Set(['key', 'keys', 'id', 'number', 'no', 'code', 'string', 'phrase'])
const MOST_WORDS = 3

/** `your password is: …`, `Invalid API key provided: …` */
const LINKS = new Set(['is', 'was', 'provided', 'given', 'received'])

/** Names of more words that end with this one, `key`, `access key`, the shortest first; or the one before `is`. */
export function* longerNames(text: string, name: PairName, least: number): Generator<PairName> {
  let longer = name
  if (LINKS.has(name.name) && text.charAt(name.start - 1) === ' ') {
    longer = bareName(text, name.start - 1, least)
    yield longer
  }
  for (let words = 1; words < MOST_WORDS; words++) {
    if (longer.quote !== '' || text.charAt(longer.start - 1) !== ' ') return
    const [first = ''] = longer.name.toLowerCase().split(' ', 1)
    if (!COMPOUND.has(first)) return
    const word = bareName(text, longer.start - 1, least)
    if (word.name === '') return
    longer = { name: `${word.name} ${longer.name}`, start: word.start, quote: '' }
    yield longer
  }
}

const MAX_INDENT = 64

/** Whether nothing but indentation, and the dash of an item of a list, stands between `index` and the line's start. */
export function isAtLineStart(text: string, index: number, least: number): boolean {
  const first = Math.max(least, index - MAX_INDENT)
  let at = index
  while (at > first) {
    const code = text.charCodeAt(at - 1)
    if (isLineEnd(code)) return true
    if (!isSpace(code) && !(text.charAt(at - 1) === '-' && text.charAt(at) === ' ')) break
    at -= 1
  }
  return at === 0
}
