import { PLAIN_NAME } from '../names/name-policy.js'
import { NOTHING, type Search } from '../text/search.js'
import type { PairName } from './pair-names.js'
import { quotedValueAt } from './values/pair-values.js'
import { EXAMINED_LENGTH } from './values/quoted-values.js'

const MAX_FIELD_NAME_LENGTH = 130

const LINE_END = '(?:\\r?\\n|\\\\r\\\\n|\\\\n)'

/** The rest of the line that names a part of a form, other headers of the part, and the empty line. */
const HEADERS = new RegExp(
  `(?:;[^\\r\\n\\\\]{0,200})?${LINE_END}(?:[\\w-]{1,64}:[^\\r\\n\\\\]{0,200}${LINE_END}){0,4}${LINE_END}`,
  'y',
)

const BOUNDARY = new RegExp(`${LINE_END}--`, 'g')

/** Hides the value of a part of `multipart/form-data`, whose name stands as `name="password"` in its header. */
export function hideFormPart(search: Search, name: PairName, valueStart: number): number {
  const { text, names } = search
  if (name.name !== 'name') return NOTHING
  const field = quotedValueAt(text, valueStart, Math.min(text.length, valueStart + MAX_FIELD_NAME_LENGTH))
  if (field === undefined) return NOTHING
  const known = names.of(text.slice(field.start, field.end))
  if (known === PLAIN_NAME) return NOTHING
  HEADERS.lastIndex = field.after
  if (!HEADERS.test(text)) return NOTHING
  const start = HEADERS.lastIndex
  const examined = text
    .slice(start, start + EXAMINED_LENGTH)
    .split(BOUNDARY, 1)
    .join('')
  if (!known.hides(examined)) return NOTHING
  BOUNDARY.lastIndex = start
  return search.hide(start, BOUNDARY.exec(text)?.index ?? text.length)
}
