import {
  BACKSLASH,
  backslashesBefore,
  isEscapedLineEnd,
  isLineEnd,
  isQuote,
  isSpace,
  isWordCharacter,
} from '../../text/characters.js'

/** A string in quotes. */
export interface QuotedValue {
  /** Of what stands between the quotes. */
  readonly start: number
  readonly end: number
  /** Behind the closing quote; the same as `end` if the text is cut off before it. */
  readonly after: number
  /** The quote with the backslashes before it. */
  readonly quote: string
}

const OPENING_QUOTE = /(\\{0,15})(["'`])/y

/** The quoted string that begins at `index`; undefined if none does. It may reach to `limit`. */
export function quotedValueAt(text: string, index: number, limit: number): QuotedValue | undefined {
  OPENING_QUOTE.lastIndex = index
  const opening = OPENING_QUOTE.exec(text)
  if (opening === null) return undefined
  const [quote, backslashes = '', mark = ''] = opening
  const start = index + quote.length
  const block = blockAt(text, index, quote, limit)
  if (block !== undefined) return block
  let closing = closingQuote(text, start, mark, backslashes.length, limit)
  // SQL and the like write a quote inside quotes twice.
  while (closing > start && backslashes === '' && text.startsWith(mark, closing + 1)) {
    closing = closingQuote(text, closing + 2, mark, 0, limit)
  }
  if (closing === -1) return { start, end: limit, after: limit, quote }
  return { start, end: closing - backslashes.length, after: closing + 1, quote }
}

/** A text between three quotes, as TOML and Python have it; `''''` is a quote that SQL writes twice, in quotes. */
function blockAt(text: string, index: number, quote: string, limit: number): QuotedValue | undefined {
  const triple = quote.repeat(3)
  const start = index + triple.length
  if (!text.startsWith(triple, index)) return undefined
  const length = start < limit ? text.slice(start, limit).indexOf(triple) : NONE
  if (length !== NONE) return { start, end: start + length, after: start + length + triple.length, quote: triple }
  const isCutOff = start < text.length && !text.startsWith(quote, start)
  return isCutOff ? { start, end: limit, after: limit, quote: triple } : undefined
}

const NONE = -1

/**
 * Each level of JSON inside JSON doubles the backslashes: a quote with `backslashes` before it ends the
 * string, whatever pairs of its own backslashes stand before those; another number escapes the quote.
 */
function closingQuote(text: string, start: number, mark: string, backslashes: number, limit: number): number {
  const pair = 2 * (backslashes + 1)
  for (let at = text.indexOf(mark, start); at !== -1 && at < limit; at = text.indexOf(mark, at + 1)) {
    if ((backslashesBefore(text, at, start) - backslashes) % pair === 0) return at
  }
  return -1
}

/** Behind the bracket that closes the one at `index`, strings skipped; -1 if it is not closed before `limit`. */
export function closingBracket(text: string, index: number, limit: number): number {
  let depth = 0
  for (let at = index; at < limit; at++) {
    const character = text.charAt(at)
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === '"' || character === "'" || character === '`') {
      const backslashes = Math.min(15, backslashesBefore(text, at, index))
      const closing = closingQuote(text, at + 1, character, backslashes, limit)
      if (closing === -1) return -1
      at = closing
    }
    if (depth === 0) return at + 1
  }
  return -1
}

/** A next pair begins here: `name=`, with the rest of an `&amp;` before it. */
const NEXT_PAIR = /(?:amp;)?[\w.$%[\]-]{1,64}\s?=(?!=)/y
const NEXT_FIELD = /[\w.$%[\]-]{1,64}\s?:/y

/** How a value without quotes ends. */
export interface PlainEnds {
  /** A query string, where `&` and `#` always end a value. */
  readonly isQuery: boolean
  /** `name: value`, where a comma ends a value before the next name, too. */
  readonly isColon: boolean
}

const SEPARATORS = new Set('&;,|')

/**
 * Where a value without quotes ends that begins at `start`: at a space, at the quote around it, at a
 * separator with a next pair behind it. Any other `&`, `;`, `#` or `'` is part of it, as of a password.
 */
export function plainValueEnd(text: string, start: number, limit: number, ends: PlainEnds): number {
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at)
    if (isSpace(code) || endsEscapedLine(text, at)) return at
    const character = text.charAt(at)
    if (isQuote(code)) {
      if (ends.isQuery || !isWordCharacter(text.charCodeAt(at + 1))) return at - backslashesBefore(text, at, start)
    } else if (character === '#' || character === '&') {
      if (ends.isQuery) return at
      if (character === '&' && endsAtSeparator(text, at, ends)) return at
    } else if (SEPARATORS.has(character)) {
      if (endsAtSeparator(text, at, ends)) return at
    } else if (character === '<' && text.charAt(at + 1) === '/') return at
  }
  return limit
}

/** Whether `\n` or `\r` of an escaped text stands at `index` and ends a line there: a password may hold the same characters. */
function endsEscapedLine(text: string, index: number): boolean {
  if (!isEscapedLineEnd(text, index)) return false
  const next = index + 2
  const code = text.charCodeAt(next)
  return (
    next >= text.length ||
    isSpace(code) ||
    isQuote(code) ||
    code === BACKSLASH ||
    text.startsWith('- ', next) ||
    matchesAt(NEXT_FIELD, text, next) ||
    matchesAt(NEXT_PAIR, text, next)
  )
}

function endsAtSeparator(text: string, separator: number, ends: PlainEnds): boolean {
  const next = separator + 1
  const code = text.charCodeAt(next)
  if (next >= text.length || isSpace(code) || isQuote(code)) return true
  return matchesAt(NEXT_PAIR, text, next) || (ends.isColon && matchesAt(NEXT_FIELD, text, next))
}

function matchesAt(pattern: RegExp, text: string, index: number): boolean {
  pattern.lastIndex = index
  return pattern.test(text)
}

/** A parameter of a header is no longer than this. */
const MAX_PARAMETER_LENGTH = 1_024

/** Where the line ends that `start` is in: also at `\r` and `\n` of an escaped text, and at the quote around it. */
export function lineValueEnd(text: string, start: number): number {
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLineEnd(code) || endsEscapedLine(text, at)) break
    if (!isQuote(code)) continue
    // A quoted parameter, such as realm="api", belongs to the line.
    const parameter = endOfParameter(text, at, start)
    if (parameter !== -1) at = parameter
    else if (!isWordCharacter(text.charCodeAt(at + 1))) {
      at -= backslashesBefore(text, at, start)
      break
    }
  }
  while (isSpace(text.charCodeAt(at - 1))) at -= 1
  return at
}

function endOfParameter(text: string, quote: number, start: number): number {
  const backslashes = backslashesBefore(text, quote, start)
  if (text.charAt(quote - backslashes - 1) !== '=') return -1
  const limit = Math.min(text.length, quote + MAX_PARAMETER_LENGTH)
  const closing = closingQuote(text, quote + 1, text.charAt(quote), backslashes, limit)
  return text.slice(quote, closing).includes('\n') ? -1 : closing
}
