import { PLAIN_NAME } from '../names/name-policy.js'
import { isQuote, isSpace, skipBlanks } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { plainValueEnd } from './pair-values.js'
import { isWordOfSentences } from './prose.js'
import { EXAMINED_LENGTH, examinedQuotedValue, hideQuotedValue } from './quoted-values.js'

const FLAG = /--([A-Za-z][\w.-]{0,63})(?=[ \t])/y
const MAX_BLANKS = 8

/** Hides the value of `--password value`, an option of a command; `--password=value` is a pair. */
export function findFlag(search: Search, index: number): number {
  const { text, names } = search
  const before = text.charCodeAt(index - 1)
  if (index > 0 && !isSpace(before) && !isQuote(before)) return NOTHING
  FLAG.lastIndex = index
  const name = FLAG.exec(text)?.[1]
  if (name === undefined) return NOTHING
  const known = names.of(name)
  if (known === PLAIN_NAME) return NOTHING
  const start = skipBlanks(text, FLAG.lastIndex, MAX_BLANKS)
  if (text.charAt(start) === '-') return NOTHING
  const quoted = examinedQuotedValue(search, known, start)
  if (quoted !== undefined) return hideQuotedValue(search, known, quoted)
  const ends = { isQuery: false, isColon: false }
  const value = text.slice(start, plainValueEnd(text, start, Math.min(text.length, start + EXAMINED_LENGTH), ends))
  if (isWordOfSentences(value) || !known.hides(value)) return NOTHING
  return search.hide(start, plainValueEnd(text, start, text.length, ends))
}
