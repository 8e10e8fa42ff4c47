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

const UTF16_UNITS = 65_536

/** For each UTF-16 unit: must it be escaped, or may a secret be marked here? */
const CLASSES = new Uint8Array(UTF16_UNITS)
CLASSES.fill(ESCAPE, 0, 0x20)
CLASSES.fill(ESCAPE, 0x2028, 0x202a)
CLASSES.fill(ESCAPE, 0xd800, 0xe000)
for (const character of '"\\') CLASSES[character.charCodeAt(0)] = ESCAPE
for (const character of PREFIX_ENDS) CLASSES[character.charCodeAt(0)] = PREFIX_END
for (const character of ['=', ':', '\uff1d', '\uff1a', '@', '%', '<', ',', ...'bBfFvVxX']) {
  CLASSES[character.charCodeAt(0)] = SUSPECT
}

const SPACE = 0x20
const QUOTE = 0x22
const PERCENT = 0x25
const APOSTROPHE = 0x27
const COMMA = 0x2c
const DASH = 0x2d
const DIGIT_2 = 0x32
const DIGIT_3 = 0x33
const DIGIT_5 = 0x35
const COLON = 0x3a
const LESS_THAN = 0x3c
const EQUALS = 0x3d
const AT = 0x40
const UPPER_B = 0x42
const UPPER_F = 0x46
const UPPER_V = 0x56
const UPPER_X = 0x58
const BACKTICK = 0x60
const LOWER_A = 0x61
const LOWER_B = 0x62
const LOWER_E = 0x65
const LOWER_F = 0x66
const LOWER_I = 0x69
const LOWER_N = 0x6e
const LOWER_S = 0x73
const LOWER_T = 0x74
const LOWER_U = 0x75
const LOWER_V = 0x76
const LOWER_X = 0x78
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
  }
  return -1
}

/** Two dashes begin a key, and one or two an option of a command. */
function marksToken(code: number, text: string, index: number): boolean {
  return (code === DASH && beginsOption(text, index)) || prefixEndingAt(text, index) !== undefined
}

/** The dash behind another one, or one between what ends a word and a letter. */
function beginsOption(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1)
  if (before === DASH) return true
  const endsWord = before <= APOSTROPHE || before === BACKTICK || index === 0
  return endsWord && isLetter(text.charCodeAt(index + 1))
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
    case UPPER_B:
    case LOWER_B: {
      const second = text.charCodeAt(index + 1) | TO_LOWER
      const third = text.charCodeAt(index + 2) | TO_LOWER
      return (second === LOWER_E && third === LOWER_A) || (second === LOWER_A && third === LOWER_S)
    }
    case UPPER_F:
    case LOWER_F:
      return isConfig(text, index)
    case UPPER_V:
    case LOWER_V:
      return (text.charCodeAt(index + 1) | TO_LOWER) === LOWER_A && (text.charCodeAt(index + 2) | TO_LOWER) === LOWER_U
    case UPPER_X:
    case LOWER_X:
      return !isLetter(text.charCodeAt(index + 1)) && (text.charCodeAt(index - 1) | TO_LOWER) === LOWER_T
    default:
      return false
  }
}

/** `config` and `configure` as words: what follows may be the name of a setting, and its value. */
function isConfig(text: string, index: number): boolean {
  return (
    (text.charCodeAt(index - 1) | TO_LOWER) === LOWER_N &&
    (text.charCodeAt(index + 1) | TO_LOWER) === LOWER_I &&
    (text.charCodeAt(index + 3) === SPACE || text.startsWith('ure set ', index + 3))
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
