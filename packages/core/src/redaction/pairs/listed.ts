import { canBeName, isNameOfList } from '../names/listed-names.js'
import { PLAIN_NAME } from '../names/name-policy.js'
import { isSpace, skipSpaces } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { quotedName } from './pair-names.js'
import { hideBracket } from './values/brackets.js'
import { examinedQuotedValue, hideQuotedValue } from './values/quoted-values.js'

const MAX_SPACES = 64

/** Longer texts are no names. */
const MAX_NAME_LENGTH = 128

/** Hides what stands behind a secret name in a list in a text: `["x-api-key","…"]`, `'--password', '…'`. */
export function findListed(search: Search, comma: number): number {
  const { text, names, done } = search
  const name = quotedName(text, comma, done)
  if (name === undefined || !canBeName(name.name) || isBehindName(text, name.start)) return NOTHING
  const known = names.of(name.name)
  if (known === PLAIN_NAME) return NOTHING
  const start = skipSpaces(text, comma + 1, MAX_SPACES)
  // The items of a list of names are texts, so this is a value: `["set-cookie", ["a=b"]]`.
  if (text.charAt(start) === '[') return hideBracket(search, known, start, name.quote)
  const value = examinedQuotedValue(search, known, start)
  if (value === undefined || value.quote !== name.quote) return NOTHING
  // In an object it is the name of the next field.
  if (value.after > value.end && text.charAt(skipSpaces(text, value.after, MAX_SPACES)) === ':') return NOTHING
  const isName = isNameOfList(
    names,
    name.name,
    text.slice(value.start, Math.min(value.end, value.start + MAX_NAME_LENGTH)),
  )
  return isName ? NOTHING : hideQuotedValue(search, known, value)
}

/** Whether what begins at `start` is the value of a field itself. */
function isBehindName(text: string, start: number): boolean {
  let index = start
  while (start - index < MAX_SPACES && isSpace(text.charCodeAt(index - 1))) index -= 1
  const before = text.charAt(index - 1)
  return before === ':' || before === '='
}
