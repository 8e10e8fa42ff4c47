import { type KnownName, PLAIN_NAME } from '../names/name-policy.js'
import { isNameKey, isValueKey } from '../names/pair-keys.js'
import { NOTHING, type Search } from '../text/search.js'
import { isProse, isWord } from './prose.js'
import { EXAMINED_LENGTH } from './values/quoted-values.js'

const OPENING_TAG = /<([A-Za-z][\w:.-]{0,63})((?:\s[^<>]{0,256})?)>/y
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

/** Hides the text of an element of XML that has, or stands beside, a secret name: `<wsse:Password>…</wsse:Password>`. */
export function findElement(search: Search, index: number): number {
  const { text, names } = search
  OPENING_TAG.lastIndex = index
  const [, name, attributes = ''] = OPENING_TAG.exec(text) ?? []
  if (name === undefined || attributes.endsWith('/')) return NOTHING
  const content = OPENING_TAG.lastIndex
  const named = names.of(name)
  if (named !== PLAIN_NAME) return hideText(search, named, name, content)
  const sibling = names.of(siblingName(search, name, index, content) ?? '')
  if (sibling !== PLAIN_NAME) return hideText(search, sibling, name, content)
  const known = names.of(attributedName(attributes) ?? parentName(search, name, index) ?? '')
  return known === PLAIN_NAME || isLabel(text, content) ? NOTHING : hideText(search, known, name, content)
}

function hideText(search: Search, known: KnownName, name: string, content: number): number {
  return search.text.startsWith(CDATA, content)
    ? hideCdata(search, known, content + CDATA.length)
    : hideContent(search, known, content, `</${name}`)
}

/** Without its end it is a placeholder, and with elements in it not a text. */
function hideContent(search: Search, known: KnownName, start: number, closing: string): number {
  const { text } = search
  const end = text.indexOf('<', start)
  if (end === -1 || !text.startsWith(closing, end)) return NOTHING
  return known.hides(text.slice(start, Math.min(end, start + EXAMINED_LENGTH)).trim())
    ? search.hide(start, end)
    : NOTHING
}

/** Only what is hidden, and so passed over, is read to its end. */
function hideCdata(search: Search, known: KnownName, start: number): number {
  const { text } = search
  const examined = text
    .slice(start, start + EXAMINED_LENGTH)
    .split(CDATA_END, 1)
    .join('')
  if (!known.hides(examined)) return NOTHING
  const end = text.indexOf(CDATA_END, start)
  return search.hide(start, end === -1 ? text.length : end)
}

const ATTRIBUTE = /\s([\w:.-]{1,32})\s?=\s?\\{0,15}["']([^"'\\<>]{1,128})/g

/** `<entry key="password">…</entry>` */
function attributedName(attributes: string): string | undefined {
  for (const [, key = '', name] of attributes.matchAll(ATTRIBUTE)) if (isNameKey(key)) return name
  return undefined
}

const PARENT = /<[A-Za-z][\w:.-]{0,63}(\s[^<>]{0,256})>\s{0,64}$/

/** `<setting name="Password"><value>…</value></setting>` */
function parentName({ text, done }: Search, name: string, index: number): string | undefined {
  if (!isValueKey(name)) return undefined
  const attributes = PARENT.exec(text.slice(Math.max(done, index - MAX_SIBLING_LENGTH), index))?.[1]
  return attributes === undefined ? undefined : attributedName(attributes)
}

const MAX_SIBLING_LENGTH = 256
const ELEMENT_BEFORE = /<([A-Za-z][\w:.-]{0,63})>([^<>]{1,128})<\/\1>\s{0,64}$/
const ELEMENT_BEHIND = /^[^<>]{0,128}<\/[A-Za-z][\w:.-]{0,63}>\s{0,64}<([A-Za-z][\w:.-]{0,63})>([^<>]{1,128})<\/\1>/

/** Elements that property lists of Apple have behind `<key>…</key>`. */
const PROPERTY_VALUES = new Set(['string', 'data', 'integer'])

/** `<Name>DB_PASSWORD</Name><Value>…</Value>`, either of which may come first. */
function siblingName({ text, done }: Search, name: string, index: number, content: number): string | undefined {
  const local = name.slice(name.indexOf(':') + 1)
  const isProperty = PROPERTY_VALUES.has(local)
  if (!isProperty && !isValueKey(local)) return undefined
  const before = ELEMENT_BEFORE.exec(text.slice(Math.max(done, index - MAX_SIBLING_LENGTH), index))
  if (isProperty) return before?.[1] === 'key' ? before[2] : undefined
  const behind = before ?? ELEMENT_BEHIND.exec(text.slice(content, content + 2 * MAX_SIBLING_LENGTH))
  const [, key = '', value] = behind ?? []
  return isNameKey(key.slice(key.indexOf(':') + 1)) ? value : undefined
}

const WORDS = /^([^\s<]{1,64})\s{0,8}([^\s<]{0,64})/
const CAPITALIZED = /^[A-Z][a-z]{2}/

/** What a page shows for a field, and no value: `<a name="password">Forgot your password?</a>`. */
function isLabel(text: string, content: number): boolean {
  const [, first = '', next = ''] = WORDS.exec(text.slice(content, content + EXAMINED_LENGTH)) ?? []
  return isProse(first, next) || (CAPITALIZED.test(first) && isWord(first))
}
