import type { Redaction } from '@org/core/redaction'
import { MAX_TERM_BYTES } from '../record/limits.js'
import { cut, cutBytes } from './json-string.js'

/** A string of so few UTF-16 units is within {@link MAX_TERM_BYTES} whatever its characters. */
const SURELY_SHORT = Math.floor(MAX_TERM_BYTES / 3)

/** Room for the note of how long a cut string was, in bytes. */
const NOTE_BYTES = 64

/** No secret that is half outside of what is looked at reaches further into it, in characters. */
const SECRET_MARGIN = 256

/** A string of so many UTF-16 units is never too long, and need not be looked at. */
export function surelyShort(maxStringLength: number): number {
  return Math.min(maxStringLength, SURELY_SHORT)
}

/** The string must be cut before it is written. */
export function isLongText(text: string, maxStringLength: number): boolean {
  const { length } = text
  if (length > maxStringLength) return true
  // Whoever allows longer strings has no index that refuses them.
  return length > SURELY_SHORT && maxStringLength <= MAX_TERM_BYTES && Buffer.byteLength(text) > MAX_TERM_BYTES
}

/** The beginning of a long string, redacted, with a note of how long it was. */
export function shortenText(text: string, maxStringLength: number, redaction: Redaction): string {
  const window = cut(text, maxStringLength * 2)
  // Redacted before it is cut, so that no secret is left whole by losing the end that marks it.
  let shown = redaction.redactText(window)
  if (shown.length <= maxStringLength && window.length < text.length) {
    // So much was redacted that the end of the window shows, and a secret may be cut in two there.
    shown = cut(shown, Math.max(0, shown.length - SECRET_MARGIN))
  }
  shown = cut(shown, maxStringLength)
  if (maxStringLength <= MAX_TERM_BYTES) shown = cutBytes(shown, MAX_TERM_BYTES - NOTE_BYTES)
  return `${shown}… [${text.length} characters]`
}
