import { ESCAPE, scanText } from '@org/core/redaction'

const LINE_SEPARATORS = /[\u2028\u2029]/g

/** Writes a string as JSON on one line, as well-formed Unicode. */
export function quote(text: string): string {
  return (scanText(text) & ESCAPE) === 0 ? `"${text}"` : quoteEscaped(text)
}

/** The same for a text that is known to need escaping. */
export function quoteEscaped(text: string): string {
  const written = JSON.stringify(text.isWellFormed() ? text : text.toWellFormed())
  // Some readers split lines at these, too.
  return written.replace(LINE_SEPARATORS, (separator) => (separator === '\u2028' ? '\\u2028' : '\\u2029'))
}

/** The first `length` UTF-16 units of `text`, one fewer where that would cut a character in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

/** As many of the first characters of `text` as fit into `maxBytes` of UTF-8. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const bytes = Buffer.from(text)
  let end = maxBytes
  // A byte of the form 10xxxxxx continues a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1
  return bytes.toString('utf8', 0, end)
}
