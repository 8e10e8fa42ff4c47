import { isWordCharacter } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'

const SCHEME = /(?:(bearer)|basic)(?: {1,4}|%20)/iy

/** Prose has "bearer tokens": a credential has a digit, a capital inside, or is long. */
const BEARER_CREDENTIAL = /(?=[\w.~+/=-]{24}|[\w~+/-]{1,24}?[\dA-Z])[\w.~+/=-]{6,}/y

const BASIC_CREDENTIAL = /[\w+/-]{6,}={0,2}/y
const SURELY_LONG = 24

/** Hides what follows `Bearer` and `Basic`, wherever it stands. */
export function findScheme(search: Search, index: number): number {
  const { text } = search
  if (isWordCharacter(text.charCodeAt(index - 1)) || text.charAt(index - 1) === '_') return NOTHING
  SCHEME.lastIndex = index
  const scheme = SCHEME.exec(text)
  if (scheme === null) return NOTHING
  const start = SCHEME.lastIndex
  const pattern = scheme[1] === undefined ? BASIC_CREDENTIAL : BEARER_CREDENTIAL
  pattern.lastIndex = start
  const credential = pattern.exec(text)?.[0]
  if (credential === undefined || (pattern === BASIC_CREDENTIAL && !isBasic(credential))) return NOTHING
  return search.hide(start, start + credential.length)
}

/** A user and a password with a colon between them, in base64; cut off, it still is long. */
function isBasic(credential: string): boolean {
  if (credential.length >= SURELY_LONG) return true
  const decoded = Buffer.from(credential, 'base64').toString()
  return decoded.includes(':') && ![...decoded].some(isNoText)
}

/** A control character, or what stands for bytes that are no UTF-8. */
function isNoText(character: string): boolean {
  return character < ' ' || character === '\u007f' || character === '\ufffd'
}
