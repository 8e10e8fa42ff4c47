import { PLAIN_NAME } from '../names/name-policy.js'
import { NOTHING, type Search } from '../text/search.js'
import { bareName } from './pair-names.js'
import { isWord, isWordOfSentences } from './prose.js'
import { examinedQuotedValue, hideQuotedValue } from './values/quoted-values.js'

const IDENTIFIED = /identified (?:with \S{1,40} )?by $/i
const EXAMINED_BEFORE = 64
const CAPITALS = /^[A-Z]/

/** Hides the string whose quote is at `index`: `IDENTIFIED BY '…'`, `PASSWORD '…'`, `password '…' failed`. */
export function findQuoted(search: Search, index: number): number {
  const { text, names, done } = search
  const { name } = bareName(text, index - 1, done)
  const isIdentified = IDENTIFIED.test(text.slice(Math.max(done, index - EXAMINED_BEFORE), index))
  const known = names.of(isIdentified ? 'password' : name)
  if (known === PLAIN_NAME) return NOTHING
  const value = examinedQuotedValue(search, known, index)
  if (value === undefined || value.after === value.end) return NOTHING
  const content = text.slice(value.start, value.end)
  if (!isIdentified && (isWordOfSentences(content) || /\s/.test(content))) return NOTHING
  // What a sentence quotes is a word, what a statement does is not.
  if (!isIdentified && !CAPITALS.test(name) && isWord(content)) return NOTHING
  return hideQuotedValue(search, known, value)
}

const KEY = /\(([^()\n]{1,200})\)$/
const KEY_VALUES = /=\(([^()\n]{1,512})\)/y

/** Hides the secrets in `Key (email, token)=(ann, …) already exists`, whose equals sign is at `index`. */
export function findKeyDetail(search: Search, index: number): number {
  const { text, done } = search
  const columns = KEY.exec(text.slice(Math.max(done, index - 202), index))?.[1]?.split(', ')
  KEY_VALUES.lastIndex = index
  const values = KEY_VALUES.exec(text)?.[1]?.split(', ')
  if (columns === undefined || values?.length !== columns.length) return NOTHING
  let start = index + 2
  let last = NOTHING
  for (const [at, value] of values.entries()) {
    if (search.names.ofText(columns[at] ?? '').hides(value)) last = search.hide(start, start + value.length)
    start += value.length + 2
  }
  return last
}

const INSERT = /insert\s{1,8}into\s{1,8}[^\s(]{1,128}\s{0,8}\(([^()]{1,384})\)\s{0,8}$/i
const VALUES = /values\s{0,8}(?=\()/iy
const ROW = /\s{0,8},?\s{0,8}\(/y
const ITEM = /\s{0,8}(?:'((?:[^']|''){0,512})'|([^\s,()']{0,512}))\s{0,8}(,|\))/y
const EXAMINED_STATEMENT = 512
const QUOTES = /["`[\]\s]/g
const PARAMETER = /^(?:\$\d{1,3}|\?|[:@%]\w{0,32}|null|default)$/i

/** Hides the secrets in the rows of `insert into users (email, password) values ('ann', '…')`. */
export function findInserted(search: Search, index: number): number {
  const { text, done } = search
  VALUES.lastIndex = index
  if (!VALUES.test(text)) return NOTHING
  const statement = INSERT.exec(text.slice(Math.max(done, index - EXAMINED_STATEMENT), index))
  if (statement === null) return NOTHING
  const columns = (statement[1] ?? '').split(',').map((column) => search.names.ofText(column.replace(QUOTES, '')))
  if (columns.every((known) => known === PLAIN_NAME)) return NOTHING
  let last = NOTHING
  ROW.lastIndex = VALUES.lastIndex
  while (ROW.test(text)) {
    ITEM.lastIndex = ROW.lastIndex
    for (const known of columns) {
      const item = ITEM.exec(text)
      if (item === null) return last
      const [, quoted, bare = '', separator = ''] = item
      const value = quoted ?? bare
      const start = quoted === undefined ? item.index + item[0].indexOf(bare) : item.index + item[0].indexOf("'") + 1
      if (!(quoted === undefined && PARAMETER.test(bare)) && known.hides(value)) {
        last = search.hide(start, start + value.length)
      }
      if (separator === ')') break
    }
    ROW.lastIndex = ITEM.lastIndex
  }
  return last
}
