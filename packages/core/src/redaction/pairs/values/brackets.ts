import type { KnownName } from '../../names/name-policy.js'
import { NOTHING, type Search } from '../../text/search.js'
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
  const json = INSPECTED_START.test(source) ? jsonOfInspected(source) : source
  if (!JSON_START.test(json)) return hidesWords(known, source)
  try {
    return known.hides(JSON.parse(json))
  } catch {
    return hidesWords(known, source)
  }
}

/** An object as `util.inspect` shows it. */
const INSPECTED_START = /^(?:\[\s*)?\{\s*[A-Za-z_$][\w$]*:/
const INSPECTED_KEY = /([{,]\s*)([A-Za-z_$][\w$]*):/g

function jsonOfInspected(source: string): string {
  return source.includes('"') ? '' : source.replace(INSPECTED_KEY, '$1"$2":').replaceAll("'", '"')
}

function hidesWords(known: KnownName, source: string): boolean {
  return source.startsWith('[') || known.objects === 'look'
    ? known.hides(source.match(WORDS_IN_BRACKETS) ?? [])
    : known.objects === 'hide'
}
