import type { NamePolicy } from './name-policy.js'
import { normalizeName } from './normalize-name.js'
import { isWordy } from './value-shapes.js'

/** Fields that stand beside `password` in lists of the fields of a form or a table. */
const COMMON_FIELDS = new Set(
  `accept active address age amount body city code contenttype country createdat currency data date deletedat
  description email enabled expiresat file firstname gender headers host id ip key label language lastname locale login
  method name origin params path phone port query role roles slug state status tags text time title type updatedat url
  user useragent userid username uuid value version website zip`.split(/\s+/),
)

const ONLY_LETTERS = /^[A-Za-z][A-Za-z_.*[\]-]*$/
const NAME = /^-{0,2}[\w$\u0080-\uffff][\w .$[\]\u0080-\uffff-]*:?$/
const MAX_NAME_LENGTH = 64
const FEWEST_WORDS = 3

/** Whether a text in a list can be a name that a value follows: no URL, no path. */
export function canBeName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && NAME.test(text)
}

/** Names of headers have a hyphen, names of options begin with one. */
export function isFlag(name: string): boolean {
  return name.startsWith('-')
}

/** A text that can be the name of a field: letters, no digits. */
export function isIdentifier(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && ONLY_LETTERS.test(text)
}

/**
 * Whether two strings that stand together are both names of fields, as in `['password', 'email']`, or a name
 * and a sentence about it, and not a name and its value. An option is never followed by a name, but by the next
 * option.
 */
export function isNameOfList(names: NamePolicy, name: string, value: string): boolean {
  if (isFlag(name)) return isFlag(value)
  if (!isIdentifier(value)) return isSentence(value)
  return COMMON_FIELDS.has(normalizeName(value)) || names.ofText(value).verdict !== 'plain'
}

function isSentence(text: string): boolean {
  return /[a-z]{2}/.test(text) && text.split(' ').length >= FEWEST_WORDS && isWordy(text)
}
