import { ESCAPE, scanText } from './text-scan.js'

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
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
