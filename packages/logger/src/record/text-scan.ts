/** Nothing needs attention: the text can stand in JSON as it is. */
export const PLAIN = 0
/** Something must be escaped. */
export const ESCAPE = 1
/** Something may be a secret; look closer. */
export const SUSPECT = 2

const UTF16_UNITS = 65_536

/** For each UTF-16 unit: must it be escaped, or may a secret begin or be marked here? */
const CLASSES = new Uint8Array(UTF16_UNITS)
CLASSES.fill(ESCAPE, 0, 0x20)
CLASSES.fill(ESCAPE, 0x2028, 0x202a)
CLASSES.fill(ESCAPE, 0xd800, 0xe000)
for (const character of '"\\') CLASSES[character.charCodeAt(0)] = ESCAPE
for (const character of '=:-JIbB') CLASSES[character.charCodeAt(0)] = SUSPECT

const QUOTE = 0x22
const SPACE = 0x20
const DASH = 0x2d
const SLASH = 0x2f
const EQUALS = 0x3d
const COLON = 0x3a
const UPPER_A = 0x41
const UPPER_I = 0x49
const UPPER_J = 0x4a
const TO_LOWER = 0x20
const LOWER_A = 0x61
const LOWER_E = 0x65
const LOWER_S = 0x73
const LOWER_Y = 0x79

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
    else if (marksSecret(code, text, index)) found |= SUSPECT
  }
  return found
}

/** `=`, `":`, `://`, `--`, `eyJ`, `A?I` as in AKIA, and the beginnings of `bearer` and `basic`. */
function marksSecret(code: number, text: string, index: number): boolean {
  switch (code) {
    case EQUALS:
      return true
    case COLON:
      return text.charCodeAt(index + 1) === SLASH || followsQuote(text, index)
    case DASH:
      return text.charCodeAt(index + 1) === DASH
    case UPPER_J:
      return text.charCodeAt(index - 1) === LOWER_Y
    case UPPER_I:
      return text.charCodeAt(index + 1) === UPPER_A
    default: {
      const second = text.charCodeAt(index + 1) | TO_LOWER
      const third = text.charCodeAt(index + 2) | TO_LOWER
      return (second === LOWER_E && third === LOWER_A) || (second === LOWER_A && third === LOWER_S)
    }
  }
}

/** Whether the quote of a name stands before a colon, as in JSON. */
function followsQuote(text: string, colon: number): boolean {
  let before = colon - 1
  while (before > colon - 18 && text.charCodeAt(before) <= SPACE) before -= 1
  return text.charCodeAt(before) === QUOTE
}
