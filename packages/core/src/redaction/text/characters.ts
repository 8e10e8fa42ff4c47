/** Codes of characters that several finders ask for. */
export const TAB = 0x09
export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d
export const SPACE = 0x20
export const BACKSLASH = 0x5c

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

export function isLetter(code: number): boolean {
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

/** ASCII letters and digits, and everything beyond ASCII. */
export function isWordCharacter(code: number): boolean {
  return isDigit(code) || isLetter(code) || code > 0x7f
}

/** Spaces, line ends and other control characters; NaN beyond the ends of a text is none. */
export function isSpace(code: number): boolean {
  return code <= SPACE || code === 0xa0
}

export function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN
}

/** `"`, `'` and the backtick. */
export function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27 || code === 0x60
}

/** The first index from `from` on, at most `most` further, that is no space or tab. */
export function skipBlanks(text: string, from: number, most: number): number {
  let index = from
  while (index - from < most && (text.charCodeAt(index) === SPACE || text.charCodeAt(index) === TAB)) index += 1
  return index
}

/** The same, beyond the ends of lines, too. */
export function skipSpaces(text: string, from: number, most: number): number {
  let index = from
  while (index - from < most && isSpace(text.charCodeAt(index))) index += 1
  return index
}

/** How many backslashes stand right before `index`, not looking before `least`. */
export function backslashesBefore(text: string, index: number, least: number): number {
  let before = index
  while (before > least && text.charCodeAt(before - 1) === BACKSLASH) before -= 1
  return index - before
}

/** Whether `\n` or `\r` of an escaped text begins at `index`. */
export function isEscapedLineEnd(text: string, index: number): boolean {
  return text.charCodeAt(index) === BACKSLASH && (text.charAt(index + 1) === 'n' || text.charAt(index + 1) === 'r')
}

/** The same, or `\t`. */
export function isEscapedSpace(text: string, index: number): boolean {
  return isEscapedLineEnd(text, index) || (text.charCodeAt(index) === BACKSLASH && text.charAt(index + 1) === 't')
}
