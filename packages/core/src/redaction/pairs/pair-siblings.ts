import { isNameKey } from '../names/pair-keys.js'
import type { Search } from '../text/search.js'
import type { PairName } from './pair-names.js'
import { quotedValueAt } from './pair-values.js'

const EXAMINED_LENGTH = 256
const MAX_VALUE_LENGTH = 512

/** `"name":"DB_PASSWORD"`, `name: 'DB_PASSWORD'`, `name="password"`, `- name: DB_PASSWORD`, in JSON inside JSON, too. */
const MEMBER =
  /(?:\\{1,15}[nrt]|\\{0,15}["']?)([\w-]{1,32})\\{0,15}["']?\s{0,4}[:=]\s{0,4}(?:\\{0,15}["']([^"'\\]{1,128})|([\w.$-]{1,128})(?=[\s,;}\\]|$))/g

/** Where an object, an element or an item of a list in YAML begins or ends. */
const EDGES = /[{}<>]|(?:\n|\\n)[ \t]{0,64}- /

/** The name that stands in the same object or element of a text as a value: `{"name":"DB_PASSWORD","value":"…"}`. */
export function siblingName({ text, done }: Search, valueKey: PairName, valueStart: number): string | undefined {
  const before = text.slice(Math.max(done, valueKey.start - EXAMINED_LENGTH), valueKey.start)
  const left = namesIn(before.split(EDGES).at(-1) ?? '').at(-1)
  if (left !== undefined) return left
  const limit = Math.min(text.length, valueStart + MAX_VALUE_LENGTH)
  const valueEnd = quotedValueAt(text, valueStart, limit)?.after ?? valueStart
  const after = text.slice(valueEnd, valueEnd + EXAMINED_LENGTH)
  return namesIn(after.split(EDGES, 1).join(''))[0]
}

function namesIn(members: string): string[] {
  return [...members.matchAll(MEMBER)]
    .filter(([, key = '']) => isNameKey(key))
    .map(([, , quoted, bare = '']) => quoted ?? bare)
}
