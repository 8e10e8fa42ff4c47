import { isEscapedLineEnd, SPACE, TAB } from '../../text/characters.js'
import type { PairName } from '../pair-names.js'
import { lineValueEnd } from './pair-values.js'

/** The line of a header goes on in the next one that begins with a blank, unless a field or the place of an error is there. */
const FOLD = /[ \t]{0,64}(?:\r?\n|\\r\\n|\\n)((?:[ \t]|\\t){1,64})(?!\s|\\[nr]|at |[\w.-]{1,64}[ \t]?:(?:\s|\\|$))/y

const ONE_WORD_HEADERS = new Set(['authorization', 'cookie'])

const MAX_INDENT = 64

/** Where the value of a header goes on behind the end of its line; undefined if it does not, or if the name is no header's. */
export function afterFold(text: string, name: PairName, lineEnd: number): number | undefined {
  if (name.quote !== '' || !(name.name.includes('-') || ONE_WORD_HEADERS.has(name.name.toLowerCase()))) return undefined
  const indent = indentOf(text, name.start)
  if (indent === undefined) return undefined
  FOLD.lastIndex = lineEnd
  const blanks = FOLD.exec(text)?.[1]
  // Less indented than the name, it belongs to what the header is a part of.
  return blanks === undefined || blanks.length <= indent ? undefined : FOLD.lastIndex
}

/** The end of a header's value, which may reach over more lines than the one that ends at `lineEnd`. */
export function foldedValueEnd(text: string, name: PairName, lineEnd: number): number {
  let end = lineEnd
  for (let next = afterFold(text, name, end); next !== undefined; next = afterFold(text, name, end)) {
    end = lineValueEnd(text, next)
  }
  return end
}

/** How many blanks stand between the start of the line and `index`; undefined if anything else does. */
function indentOf(text: string, index: number): number | undefined {
  let start = index
  while (index - start < MAX_INDENT && isBlank(text.charCodeAt(start - 1))) start -= 1
  const isStart = start === 0 || text.charAt(start - 1) === '\n' || isEscapedLineEnd(text, start - 2)
  return isStart ? index - start : undefined
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}
