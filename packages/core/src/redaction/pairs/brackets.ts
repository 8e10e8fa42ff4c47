import type { KnownName } from '../names/name-policy.js'
import { NOTHING, type Search } from '../text/search.js'
import { closingBracket } from './pair-values.js'

/** An array or object under a name that leaves it to the value is read if it is no longer than this. */
const MAX_READ_LENGTH = 1_024

/** Hides the array or object at `start`; in quotes afterwards where the names around it are. */
export function hideBracket(search: Search, known: KnownName, start: number, quote: string): number {
  const { text } = search
  const limit = Math.min(text.length, start + MAX_READ_LENGTH)
  const read = closingBracket(text, start, limit)
  if (read === -1 ? known.objects === 'walk' : !hidesRead(known, text.slice(start, read))) return NOTHING
  const end = closingBracket(text, start, text.length)
  return search.hide(start, end === -1 ? text.length : end, quote, quote)
}

/** How JSON begins. What begins otherwise is not parsed, as each error takes its time. */
const JSON_START = /^(?:\{\s*["}]|\[\s*["[{\]\dtfn-])/

const WORDS_IN_BRACKETS = /[^\s'"`,:{}[\]()]+/g

/** Whether an array or object that stands in a text is hidden: as JSON if it is that, else by its words. */
function hidesRead(known: KnownName, source: string): boolean {
  if (!JSON_START.test(source)) return hidesWords(known, source)
  try {
    return known.hides(JSON.parse(source))
  } catch {
    return hidesWords(known, source)
  }
}

function hidesWords(known: KnownName, source: string): boolean {
  return source.startsWith('[') || known.objects === 'look'
    ? known.hides(source.match(WORDS_IN_BRACKETS) ?? [])
    : known.objects === 'hide'
}
