import type { KnownName } from '../../names/name-policy.js'
import { NOTHING, type Search } from '../../text/search.js'
import { type QuotedValue, quotedValueAt } from './pair-values.js'

/** So much of a value is shown to a name that leaves the decision to it. */
export const EXAMINED_LENGTH = 512

/**
 * The quoted string at `start` as far as the name needs it for its decision: only what is hidden, and so
 * passed over, is read to its end.
 */
export function examinedQuotedValue(search: Search, known: KnownName, start: number): QuotedValue | undefined {
  const { length } = search.text
  const limit = known.verdict === 'secret' ? length : Math.min(length, start + EXAMINED_LENGTH)
  return quotedValueAt(search.text, start, limit)
}

/** Hides what is in the quotes if the name does; closes them where the text is cut off. */
export function hideQuotedValue(search: Search, known: KnownName, value: QuotedValue): number {
  const { text } = search
  if (!known.hides(text.slice(value.start, Math.min(value.end, value.start + EXAMINED_LENGTH)))) return NOTHING
  const { start, end, after, quote } = quotedValueAt(text, value.start - value.quote.length, text.length) ?? value
  return search.hide(start, end, '', after === end ? quote : '')
}
