/** What cannot stand in a JSON string as it is, and the line separators that some readers split lines at. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const NEEDS_ESCAPE = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/

const LINE_SEPARATORS = /[\u2028\u2029]/g

/** Writes a string as JSON on one line, as well-formed Unicode. */
export function quote(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return `"${text}"`
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed()).replace(LINE_SEPARATORS, (separator) =>
    separator === '\u2028' ? '\\u2028' : '\\u2029',
  )
}

/** The first `length` UTF-16 units of `text`, one fewer where that would cut a character in two. */
export function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
