import { PREFIX_ENDS, prefixEndingAt } from './shapes/token-shapes.js'
import { MAX_CREDENTIAL_LENGTH } from './shapes/urls.js'

/** Nothing needs attention: the text can stand in JSON as it is. */
export const PLAIN = 0
/** Something must be escaped. */
export const ESCAPE = 1
/** Something may be a secret; look closer. */
export const SUSPECT = 2

/** May be the end of what a token begins with. A class of its own, as dots, dashes and underscores are frequent. */
const PREFIX_END = 3

/**
 * May be in a word that credentials follow: `Bearer`, `Basic`, `vault`, `setx`, and `key` and `token` of a setting. The
 * next character says more. Letters that are rare in texts, as each costs time wherever it stands.
 */
const LETTER = 4

const UTF16_UNITS = 65_536

/** For each UTF-16 unit: must it be escaped, or may a secret be marked here? */
const CLASSES = new Uint8Array(UTF16_UNITS)
CLASSES.fill(ESCAPE, 0, 0x20)
CLASSES.fill(ESCAPE, 0x2028, 0x202a)
CLASSES.fill(ESCAPE, 0xd800, 0xe000)
for (const character of '"\\') CLASSES[character.charCodeAt(0)] = ESCAPE
for (const character of PREFIX_ENDS) CLASSES[character.charCodeAt(0)] = PREFIX_END
for (const character of ['=', ':', '\uff1d', '\uff1a', '@', '%', '<', ',', "'"]) {
  CLASSES[character.charCodeAt(0)] = SUSPECT
}

const ASCII_BITS = 7
const ASCII_MASK = 0x7f

/** For each two characters of ASCII: may they be in one of those words? */
const PAIRS = new Uint8Array(1 << (2 * ASCII_BITS))
for (const pair of ['be', 'ba', 'va', 'ke', 'x ', "x'", 'x"', 'x\t']) {
  for (const cased of [pair, pair.toUpperCase(), capitalized(pair), decapitalized(pair)]) {
    // Some capital letters end the prefix of a token.
    if (CLASSES[cased.charCodeAt(0)] === PLAIN) CLASSES[cased.charCodeAt(0)] = LETTER
    PAIRS[(cased.charCodeAt(0) << ASCII_BITS) | cased.charCodeAt(1)] = 1
  }
}

function capitalized(pair: string): string {
  return pair.charAt(0).toUpperCase() + pair.charAt(1)
}

function decapitalized(pair: string): string {
  return pair.charAt(0) + pair.charAt(1).toUpperCase()
}

const SPACE = 0x20
const QUOTE = 0x22
const PERCENT = 0x25
const APOSTROPHE = 0x27
const OPENING = 0x28
const COMMA = 0x2c
const DASH = 0x2d
const SLASH = 0x2f
const DIGIT_2 = 0x32
const DIGIT_3 = 0x33
const DIGIT_5 = 0x35
const COLON = 0x3a
const LESS_THAN = 0x3c
const EQUALS = 0x3d
const GREATER_THAN = 0x3e
const AT = 0x40
const BACKTICK = 0x60
const LOWER_A = 0x61
const LOWER_B = 0x62
const LOWER_D = 0x64
const LOWER_E = 0x65
const LOWER_K = 0x6b
const LOWER_L = 0x6c
const LOWER_N = 0x6e
const LOWER_P = 0x70
const LOWER_R = 0x72
const LOWER_S = 0x73
const LOWER_T = 0x74
const LOWER_U = 0x75
const LOWER_V = 0x76
const LOWER_Y = 0x79
const TO_LOWER = 0x20
const FULLWIDTH_COLON = 0xff1a
const FULLWIDTH_EQUALS = 0xff1d

/**
 * One look at a text for both questions that a line asks of it: must something be escaped, and may it
 * hold a secret? Never wrong about what must be escaped; SUSPECT only means that a closer look is due.
 * A table and a loop cost less than one regular expression a question.
 */
export function scanText(text: string): number {
  const { length } = text
  let found = PLAIN
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    const kind = CLASSES[code]
    if (kind === PLAIN) continue
    if (kind === ESCAPE) found |= ESCAPE
    else if (kind === PREFIX_END) {
      if (marksToken(code, text, index)) found |= SUSPECT
    } else if (kind === LETTER) {
      if (isPairAt(code, text, index) && marksWord(code, text, index)) found |= SUSPECT
    } else if (marksSecret(code, text, index)) found |= SUSPECT
  }
  return found
}

/**
 * The next place from `from` on that may mark a secret, or -1. What takes secrets out of a text looks at
 * these places only, so that no text without SUSPECT is ever changed.
 */
export function nextMark(text: string, from: number): number {
  const { length } = text
  for (let index = from; index < length; index++) {
    const code = text.charCodeAt(index)
    const kind = CLASSES[code]
    if (kind === SUSPECT && marksSecret(code, text, index)) return index
    if (kind === PREFIX_END && marksToken(code, text, index)) return index
    if (kind === LETTER && isPairAt(code, text, index) && marksWord(code, text, index)) return index
  }
  return -1
}

/** Two dashes begin a key, and one or two an option of a command. */
function marksToken(code: number, text: string, index: number): boolean {
  return (
    (code === DASH && (beginsOption(text, index) || isInLinkPath(text, index))) ||
    prefixEndingAt(text, index) !== undefined
  )
}

/** The dash behind another one, or one between what ends a word and a letter. */
function beginsOption(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1)
  if (before === DASH) return true
  const endsWord = before <= APOSTROPHE || before === BACKTICK || index === 0
  const next = text.charCodeAt(index + 1)
  return endsWord && (isLetter(next) || next === GREATER_THAN)
}

const LINK_WORD_LENGTH = 5

/** In the paths `/reset-password/` and `/magic-link/`. */
function isInLinkPath(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1)
  return (next === LOWER_P || next === LOWER_L) && text.charCodeAt(index - LINK_WORD_LENGTH - 1) === SLASH
}

function marksSecret(code: number, text: string, index: number): boolean {
  switch (code) {
    case EQUALS:
    case FULLWIDTH_EQUALS:
    case FULLWIDTH_COLON:
      return true
    case COLON:
      return !isBetweenDigits(text, index) && text.charCodeAt(index + 1) !== COLON && index + 1 < text.length
    case AT:
      return followsColon(text, index)
    case PERCENT:
      return isEncodedMark(text, index)
    case LESS_THAN:
      return isLetter(text.charCodeAt(index + 1))
    case COMMA: {
      const before = text.charCodeAt(index - 1)
      return before === QUOTE || before === APOSTROPHE
    }
    case APOSTROPHE:
      return followsPassword(text, index)
    default:
      return false
  }
}

/** Behind `password` and `identified by`, of which the last letters are looked at. */
function followsPassword(text: string, index: number): boolean {
  if (text.charCodeAt(index - 1) !== SPACE) return false
  const last = text.charCodeAt(index - 2) | TO_LOWER
  const before = text.charCodeAt(index - 3) | TO_LOWER
  return (last === LOWER_D && before === LOWER_R) || (last === LOWER_Y && before === LOWER_B)
}

/** Small, so that it is inlined. */
function isPairAt(code: number, text: string, index: number): boolean {
  return index + 1 < text.length && PAIRS[(code << ASCII_BITS) | (text.charCodeAt(index + 1) & ASCII_MASK)] === 1
}

function marksWord(code: number, text: string, index: number): boolean {
  const third = text.charCodeAt(index + 2) | TO_LOWER
  switch (code | TO_LOWER) {
    case LOWER_B:
      return (text.charCodeAt(index + 1) | TO_LOWER) === LOWER_E ? third === LOWER_A : third === LOWER_S
    case LOWER_V:
      return third === LOWER_U || (third === LOWER_L && isValues(text, index))
    case LOWER_K:
      return (third === LOWER_Y || third === LOWER_N) && !isLetter(text.charCodeAt(index + 3))
    default:
      return (text.charCodeAt(index - 1) | TO_LOWER) === LOWER_T
  }
}

/** `values (` of a statement, of which the last letter and what follows are looked at. */
function isValues(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 6)
  return (
    (text.charCodeAt(index + 5) | TO_LOWER) === LOWER_S &&
    (next === OPENING || (next === SPACE && text.charCodeAt(index + 7) === OPENING))
  )
}

/** As in the time 12:30. */
function isBetweenDigits(text: string, index: number): boolean {
  return isDigit(text.charCodeAt(index - 1)) && isDigit(text.charCodeAt(index + 1))
}

/** `%3D`, `%3A` and `%25…`, which are `=`, `:` and `%` in a URL. */
function isEncodedMark(text: string, index: number): boolean {
  const first = text.charCodeAt(index + 1)
  return first === DIGIT_3 || (first === DIGIT_2 && text.charCodeAt(index + 2) === DIGIT_5)
}

/** Whether a colon stands before the `@` in the same word, as in `user:password@host` and not in an address of mail. */
function followsColon(text: string, at: number): boolean {
  const start = Math.max(0, at - MAX_CREDENTIAL_LENGTH)
  for (let index = at - 1; index >= start; index--) {
    const code = text.charCodeAt(index)
    if (code === COLON) return true
    if (code <= 0x20) return false
  }
  return false
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLetter(code: number): boolean {
  const lower = code | TO_LOWER
  return lower >= LOWER_A && lower <= 0x7a
}
