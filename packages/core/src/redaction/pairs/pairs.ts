import { type KnownName, knownByRule, PLAIN_NAME } from '../names/name-policy.js'
import { isValueKey } from '../names/pair-keys.js'
import type { ValueRule } from '../names/value-rules.js'
import { isWordy } from '../names/value-shapes.js'
import { hidePuttyKey } from '../shapes/private-keys.js'
import { isLineEnd, isQuote, isSpace, skipBlanks, skipSpaces } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { hideFormPart } from './form-parts.js'
import { isAtLineStart, isPunctuationBeyondAscii, longerNames, nameBefore, type PairName } from './pair-names.js'
import { siblingName } from './pair-siblings.js'
import { queryName } from './query-names.js'
import { findKeyDetail } from './statements.js'
import { hideBracket } from './values/brackets.js'
import { hidePlainValue } from './values/plain-values.js'
import { examinedQuotedValue, hideQuotedValue } from './values/quoted-values.js'

/** What stands between a name and its value. */
interface Separator {
  readonly nameEnd: number
  readonly valueStart: number
  readonly isColon: boolean
}

const MAX_SPACES = 64

/** Hides the value of `name=value`, `name: value`, `"name": value` and `name => value` around a separator. */
export function findPair(search: Search, index: number): number {
  const { text } = search
  if (text.charAt(index - 1) === ')' && text.startsWith('=(', index)) return findKeyDetail(search, index)
  const separator = separatorAt(text, index)
  if (separator === undefined) return NOTHING
  const name = nameBefore(text, separator.nameEnd, search.done)
  if (name === undefined || !canHaveValue(text, separator, name)) return NOTHING
  const valueStart = startOfValue(text, separator, name)
  if (text.charAt(index) === '-' && isIdentifierAt(text, valueStart)) return NOTHING
  const known = knownName(search, separator, name, valueStart)
  if (known === PLAIN_NAME) {
    return separator.isColon ? hidePuttyKey(search, name.name, name.start) : hideFormPart(search, name, valueStart)
  }
  if (search.isReplacedAt(valueStart)) {
    const end = valueStart + search.replacement.length
    if (isEndOfReplaced(text, end)) return search.hide(valueStart, end)
  }
  const quoted = examinedQuotedValue(search, known, valueStart)
  if (quoted !== undefined) return hideQuotedValue(search, known, quoted)
  const first = text.charAt(valueStart)
  if (first === '{' || first === '[') return hideBracket(search, known, valueStart, separator.isColon ? name.quote : '')
  if (separator.isColon && name.quote !== '') {
    const number = numberAt(text, valueStart)
    if (number !== undefined) return hideNumber(search, known, valueStart, number, name.quote)
  }
  return hidePlainValue(search, {
    known,
    name,
    start: valueStart,
    isColon: separator.isColon,
    isSpaced: valueStart > separator.valueStart,
    isLineStart: isAtLineStart(text, name.start, search.done),
  })
}

function separatorAt(text: string, index: number): Separator | undefined {
  const character = text.charAt(index)
  const next = text.charAt(index + 1)
  if (character === '-') return { nameEnd: index, valueStart: index + 2, isColon: false }
  if (character === '=' || character === '\uff1d') {
    if (next === '=') return undefined
    return {
      nameEnd: text.charAt(index - 1) === ':' ? index - 1 : index,
      valueStart: next === '>' ? index + 2 : index + 1,
      isColon: false,
    }
  }
  if (next === '=') return undefined
  // LDIF writes two colons before what is in base64.
  const isSecond = text.charAt(index - 1) === ':' && next === ' '
  return { nameEnd: isSecond ? index - 1 : index, valueStart: index + 1, isColon: true }
}

const IDENTIFIER = /[A-Za-z_$.]{1,64}(?![A-Za-z\d_$.])/y

/** Behind an arrow stands what a name is mapped to, or the type of a result, as often as a value. */
function isIdentifierAt(text: string, index: number): boolean {
  IDENTIFIER.lastIndex = index
  return IDENTIFIER.test(text)
}

/** Between two words without a space stands more than a name and its value: times, ARNs, scopes, keys of caches. */
const BEFORE_TIGHT_NAME = new Set(['', ...' \t\n\r"\'`{[(,;&?|<>='])

/** Before an equals sign with a space behind it: `name = value`, `name := value`. */
const SPACE_OR_COLON = /[\s:]/

function canHaveValue(text: string, { valueStart, isColon }: Separator, name: PairName): boolean {
  const next = text.charCodeAt(valueStart)
  const before = text.charCodeAt(name.start - 1)
  if (name.quote !== '') return true
  // The quote behind `'password:'` closes what the one before it opens.
  if (isQuote(next) && next === before) return false
  if (!isColon)
    return !isSpace(next) || SPACE_OR_COLON.test(text.charAt(valueStart - 2)) || text.charAt(valueStart - 1) === '>'
  if (isSpace(next)) return true
  const isEscape = text.charAt(name.start - 2) === '\\'
  return isEscape || BEFORE_TIGHT_NAME.has(text.charAt(name.start - 1)) || isPunctuationBeyondAscii(before)
}

/** The letters before three quotes, which say in Python how the text between them is read. */
const QUOTE_PREFIX = /[bfru]{1,2}(?=\\{0,15}(?:"""|'''|"\\{1,15}"|'\\{1,15}'))/iy

/** On the next line only if a quote begins there, as where `util.inspect` breaks a line, or a name in quotes stands before. */
function startOfValue(text: string, { valueStart, isColon }: Separator, name: PairName): number {
  const sameLine = skipBlanks(text, valueStart, MAX_SPACES)
  if (!isLineEnd(text.charCodeAt(sameLine))) {
    QUOTE_PREFIX.lastIndex = sameLine
    return QUOTE_PREFIX.test(text) ? QUOTE_PREFIX.lastIndex : sameLine
  }
  const nextLine = skipSpaces(text, sameLine, MAX_SPACES)
  return isColon && (name.quote !== '' || isQuote(text.charCodeAt(nextLine))) ? nextLine : sameLine
}

function knownName(search: Search, separator: Separator, name: PairName, valueStart: number): KnownName {
  const { text, names } = search
  const known = names.of(name.name)
  if (known !== PLAIN_NAME) return misread(text, name) ?? known
  for (const longer of longerNames(text, name, search.done)) {
    const compound = names.of(longer.name)
    if (compound !== PLAIN_NAME) return compound
  }
  if (isValueKey(name.name)) {
    const sibling = siblingName(search, name, valueStart)
    if (sibling !== undefined) return names.of(sibling)
  }
  return separator.isColon ? PLAIN_NAME : queryName(text, name, valueStart)
}

const MISREAD = /(unexpected|illegal|invalid) $/i

/** What `invalid token: …` is about: a token that signs in, or one of a program that a parser read. */
const SIGN_IN_TOKEN: ValueRule = {
  hidesText: (text) => text.length >= 6 && /^[\w.~+/=-]+$/.test(text) && !isWordy(text),
  hidesNumber: () => false,
  objects: 'walk',
}

/** `Unexpected token: name` of a parser; undefined if the name is none of those. */
function misread(text: string, name: PairName): KnownName | undefined {
  if (name.name !== 'token') return undefined
  const word = MISREAD.exec(text.slice(Math.max(0, name.start - 12), name.start))?.[1]
  if (word === undefined) return undefined
  return word.toLowerCase() === 'invalid' ? knownByRule(SIGN_IN_TOKEN) : PLAIN_NAME
}

const NUMBER = /-?\d[\d.eE+-]{0,64}(?=[\s,}\]\\"']|$)/y
const WHOLE = /^\d+$/

function numberAt(text: string, index: number): string | undefined {
  NUMBER.lastIndex = index
  return NUMBER.exec(text)?.[0]
}

/** A number of JSON; in quotes afterwards, so that it still is JSON. */
function hideNumber(search: Search, known: KnownName, start: number, number: string, quote: string): number {
  const value = WHOLE.test(number) ? BigInt(number) : Number(number)
  return known.hides(value) ? search.hide(start, start + number.length, quote, quote) : NOTHING
}

function isEndOfReplaced(text: string, end: number): boolean {
  const code = text.charCodeAt(end)
  return end >= text.length || isSpace(code) || isQuote(code) || '&#,;)}]|<\\'.includes(text.charAt(end))
}
