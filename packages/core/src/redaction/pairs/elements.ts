import { type KnownName, PLAIN_NAME } from '../names/name-policy.js'
import { NOTHING, type Search } from '../text/search.js'
import { EXAMINED_LENGTH } from './quoted-values.js'

const OPENING_TAG = /<([A-Za-z][\w:.-]{0,63})(?:\s[^<>]{0,256})?>/y
const CDATA = '<![CDATA['
const CDATA_END = ']]>'

/** Hides the text of an element of XML that has a secret name: `<wsse:Password>…</wsse:Password>`. */
export function findElement(search: Search, index: number): number {
  const { text, names } = search
  OPENING_TAG.lastIndex = index
  const name = OPENING_TAG.exec(text)?.[1]
  if (name === undefined) return NOTHING
  const known = names.of(name)
  if (known === PLAIN_NAME) return NOTHING
  const content = OPENING_TAG.lastIndex
  return text.startsWith(CDATA, content)
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
