import type { KnownName } from '../../names/name-policy.js'
import { CARRIAGE_RETURN, isLineEnd, SPACE, TAB } from '../../text/characters.js'
import { NOTHING, type Search } from '../../text/search.js'
import type { PairName } from '../pair-names.js'

/** A line of the trace of an error, which may stand below a message that ends with a colon. */
const TRACE = 'at '

/** Hides the lines below a secret name that are indented deeper than it, as YAML writes texts and lists. */
export function hideBlock(search: Search, known: KnownName, name: PairName, lineEnd: number): number {
  const { text } = search
  if (known.objects !== 'hide') return NOTHING
  const indent = name.start - (text.lastIndexOf('\n', name.start) + 1)
  let start = NOTHING
  let end = NOTHING
  for (let line = nextLine(text, lineEnd); line < text.length; line = nextLine(text, line)) {
    const first = firstOfLine(text, line)
    // An empty line ends nothing by itself.
    if (start !== NOTHING && isLineEnd(text.charCodeAt(first))) continue
    const isDeeper = first - line > indent || (first - line === indent && text.startsWith('- ', first))
    if (!isDeeper || first >= text.length) break
    if (start === NOTHING) {
      if (text.startsWith(TRACE, first)) break
      start = first
    }
    end = endOfLine(text, first)
  }
  return search.hide(start, end)
}

/** Where the line begins that follows the one of `index`; the end of the text if it is the last. */
function nextLine(text: string, index: number): number {
  const feed = text.indexOf('\n', index)
  return feed === -1 ? text.length : feed + 1
}

function firstOfLine(text: string, start: number): number {
  let index = start
  while (text.charCodeAt(index) === SPACE || text.charCodeAt(index) === TAB) index += 1
  return index
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from)
  if (feed === -1) return text.length
  return text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? feed - 1 : feed
}
