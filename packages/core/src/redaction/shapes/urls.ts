import { isQuote, isSpace, isWordCharacter } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { hideLink } from './link-paths.js'

/** How far before an `@` the colon of `user:password@` is looked for. */
export const MAX_CREDENTIAL_LENGTH = 128

/** A token in place of the user is at least this long; `git@host` stays. */
const SHORTEST_TOKEN = 20

/** How far a password with `/`, `?` or `#` in it may reach. */
const MAX_PASSWORD_LENGTH = 256

/** After `host:` stands a port, then a path or nothing. */
const PORT = /\d{1,5}(?=[/?#\s"'<>`,;)\]}]|$)/y

/** What stands between the scheme of a URL and its authority; PHP escapes the slashes in its JSON. */
const AUTHORITY_MARKS = ['://', ':\\/\\/']

/** Whether a URL goes on at `index`, which is the colon behind its scheme. */
export function isUrlAt(text: string, index: number): boolean {
  return AUTHORITY_MARKS.some((mark) => text.startsWith(mark, index))
}

/** Hides the credentials in a URL whose `://` begins at `index`, or those that are its path. */
export function findUrl(search: Search, index: number): number {
  const { text } = search
  const mark = AUTHORITY_MARKS.find((each) => text.startsWith(each, index)) ?? ''
  const start = index + mark.length
  const userEnd = endOfUser(text, start)
  const next = text.charAt(userEnd)
  if (next === '@') return userEnd - start >= SHORTEST_TOKEN ? search.hide(start, userEnd) : NOTHING
  // `[` begins an IPv6 address.
  if (next !== ':' || text.charAt(start) === '[') return hideWebhook(search, start)
  PORT.lastIndex = userEnd + 1
  if (PORT.test(text)) return hideWebhook(search, start)
  const at = endOfPassword(search, userEnd + 1)
  return at === NOTHING ? NOTHING : search.hide(start, at)
}

function endOfUser(text: string, start: number): number {
  let index = start
  while (!isEndOfToken(text, index) && !'/?#@:'.includes(text.charAt(index))) index += 1
  return index
}

/**
 * The `@` behind the password: the last one of the authority. A password that was not encoded may hold
 * what ends an authority, so a later `@` counts, too, unless a query or a path of names stands between.
 */
function endOfPassword(search: Search, start: number): number {
  const { text } = search
  const next = search.nextAt(start)
  if (next === NOTHING) return NOTHING
  const limit = Math.min(text.length, start + MAX_PASSWORD_LENGTH)
  let inAuthority = NOTHING
  let last = NOTHING
  let index = start
  let isBeyondAuthority = false
  for (; index < text.length && !isEndOfToken(text, index); index++) {
    const character = text.charAt(index)
    if (character === '/' || character === '?' || character === '#') isBeyondAuthority = true
    if (isBeyondAuthority && (index >= limit || (last === NOTHING && next >= limit))) break
    if (character !== '@') continue
    last = index
    if (!isBeyondAuthority) inAuthority = index
  }
  const between = text.slice(inAuthority, last)
  return between.includes('=') || between.includes('&') || between.endsWith('/') ? inAuthority : last
}

/** URLs that let whoever knows them post: what comes after this is the secret. */
const WEBHOOK =
  /(?:hooks\.slack\.com\/(?:services|workflows|triggers)\/|[\w-]{1,63}\.webhook\.office\.com\/webhookb2\/|outlook\.office\.com\/webhook\/|(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/|hooks\.zapier\.com\/hooks\/catch\/|api\.telegram\.org\/(?:file\/)?bot)[^\s"'<>`?#]{8,}/y

const AFTER_HOST = /^.*?\/(?:(?:services|workflows|triggers|webhookb2|webhooks?|catch)\/|bot)/

function hideWebhook(search: Search, start: number): number {
  WEBHOOK.lastIndex = start
  const url = WEBHOOK.exec(search.text)?.[0]
  if (url === undefined) return hideLink(search, start)
  const open = AFTER_HOST.exec(url)?.[0].length ?? 0
  return search.hide(start + open, start + url.length)
}

/** What stands before `:name@` without being a user. */
const LABELS = new Set(
  'mailto sip sips acct xmpp im pres tel ssh git from to cc bcc email mail by contact npm workspace todo fixme note see author'.split(
    ' ',
  ),
)

const MAX_USER_LENGTH = 64
const USER_PUNCTUATION = new Set([...'_.+%~-'].map((character) => character.charCodeAt(0)))

/** The slashes before the authority of a URL without its scheme, and what ends the text before it. */
const SLASHES = /(?:^|[\s"'`=(,;{[<>|])(?:\/\/|\\\/\\\/)$/
const LONGEST_SLASHES = 5

const HOST_START = /[A-Za-z0-9[]/

/** Hides the credentials of `//user:password@host`, whose colon is at `index`. */
export function findUrlWithoutScheme(search: Search, index: number): number {
  const { text, done } = search
  const start = startOfUser(text, index)
  if (text.charAt(start - 1) !== '/' || !SLASHES.test(text.slice(Math.max(done, start - LONGEST_SLASHES), start))) {
    return NOTHING
  }
  if (LABELS.has(text.slice(start, index).toLowerCase())) return NOTHING
  PORT.lastIndex = index + 1
  if (PORT.test(text)) return NOTHING
  const at = endOfPassword(search, index + 1)
  if (at <= index + 1 || !HOST_START.test(text.charAt(at + 1))) return NOTHING
  return search.hide(start, at)
}

function startOfUser(text: string, end: number): number {
  let start = end
  while (end - start < MAX_USER_LENGTH && isUserCharacter(text.charCodeAt(start - 1))) start -= 1
  return start
}

function isUserCharacter(code: number): boolean {
  return isWordCharacter(code) || USER_PUNCTUATION.has(code)
}

const USER_AND_PASSWORD = /(?:^|[=(,;{[|'`])([A-Za-z][\w.+-]{0,63}):([^\s/:\\][^\s]{0,127})$/

/** A host with a port, or one without dots with a path, or as drivers of Go write it. */
const HOST =
  /(?:(?:tcp|udp|unix)\(|(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][\w.-]{0,252}):\d{1,5}(?!\w)|[A-Za-z][\w-]{0,62}\/)/y

/** Hides `user:password` before the `@` at `index`, where no scheme stands before it. */
export function findSchemeless(search: Search, index: number): number {
  const { text } = search
  HOST.lastIndex = index + 1
  if (!HOST.test(text)) return NOTHING
  const first = Math.max(search.done, index - MAX_CREDENTIAL_LENGTH)
  let start = index
  while (start > first && !isEndOfToken(text, start - 1)) start -= 1
  const credentials = USER_AND_PASSWORD.exec(text.slice(start, index))
  if (credentials === null) return NOTHING
  const [, user = '', password = ''] = credentials
  if (LABELS.has(user.toLowerCase())) return NOTHING
  return search.hide(index - user.length - 1 - password.length, index)
}

/** A space or the quote around a URL; an apostrophe inside a word is part of it. */
function isEndOfToken(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  if (isSpace(code) || code === 0x3c || code === 0x3e) return true
  return isQuote(code) && (code === 0x22 || !isWordCharacter(text.charCodeAt(index + 1)))
}
