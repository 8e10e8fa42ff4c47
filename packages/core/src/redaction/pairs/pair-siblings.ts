import type { Search } from '../text/search.js'
import type { NameMember } from './name-members.js'
import type { PairName } from './pair-names.js'
import { quotedValueAt } from './values/pair-values.js'

const EXAMINED_LENGTH = 256
const MAX_VALUE_LENGTH = 512

/** Where an object, an element or an item of a list in YAML begins or ends. */
const EDGE = /[{}<>]|(?:\n|\\n)[ \t]{0,64}- /

/** The name that stands in the same object or element of a text as a value: `{"name":"DB_PASSWORD","value":"…"}`. */
export function siblingName(search: Search, valueKey: PairName, valueStart: number): string | undefined {
  const { text, done, members } = search
  const left = members.lastBetween(Math.max(done, valueKey.start - EXAMINED_LENGTH), valueKey.start)
  if (left !== undefined && !isEdgeBetween(text, left.start, valueKey.start)) return left.name
  const limit = Math.min(text.length, valueStart + MAX_VALUE_LENGTH)
  const valueEnd = quotedValueAt(text, valueStart, limit)?.after ?? valueStart
  const right: NameMember | undefined = members.firstBetween(valueEnd, valueEnd + EXAMINED_LENGTH)
  return right === undefined || isEdgeBetween(text, valueEnd, right.end) ? undefined : right.name
}

function isEdgeBetween(text: string, from: number, to: number): boolean {
  return EDGE.test(text.slice(from, to))
}
