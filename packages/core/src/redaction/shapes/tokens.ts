import { isWordCharacter } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { endOfToken, JWT_PREFIX, prefixEndingAt } from './token-shapes.js'

/** A web token may follow a short label such as `jwt_`; it never begins far inside a run. */
const MAX_LABEL_LENGTH = 16

/** Hides a token whose public prefix ends at `index`. */
export function findToken(search: Search, index: number): number {
  const { text } = search
  const prefix = prefixEndingAt(text, index)
  if (prefix === undefined) return NOTHING
  const start = index + 1 - prefix.length
  const isWebToken = prefix === JWT_PREFIX
  if (isWebToken && isFarInsideRun(text, start)) return NOTHING
  const end = endOfToken(text, prefix, index + 1)
  if (end === undefined) return NOTHING
  if (isWebToken && !isJson(text, start) && !isRandom(text.slice(start, end))) return NOTHING
  return search.hide(start, end)
}

/** Asked first: the look for its end is as long as the run, and so is made a few times for each at most. */
function isFarInsideRun(text: string, start: number): boolean {
  let first = start
  while (start - first <= MAX_LABEL_LENGTH && isRunCharacter(text.charCodeAt(first - 1))) first -= 1
  return start - first > MAX_LABEL_LENGTH
}

function isRunCharacter(code: number): boolean {
  return (code < 0x80 && isWordCharacter(code)) || code === 0x5f || code === 0x2d
}

const HEADER = /[\w-]{8,64}/y
const PRINTABLE = /^[ -~]*$/

/** Whether what begins at `start`, which is `{"` in base64, goes on as JSON, as the header of a token does. */
function isJson(text: string, start: number): boolean {
  HEADER.lastIndex = start
  const header = HEADER.exec(text)?.[0] ?? ''
  return PRINTABLE.test(Buffer.from(header, 'base64url').toString('latin1'))
}

const SURELY_LONG = 40

/** Whether the text is too long and mixed for anything but a token, though its header cannot be read. Its prefix has letters of both cases. */
function isRandom(token: string): boolean {
  return token.length >= SURELY_LONG && /\d/.test(token)
}
