import { isDescription } from './descriptions.js'
import {
  isAccountNumber,
  isCardNumber,
  isIban,
  isIdentifierOfWords,
  isPath,
  isUuid,
  isWordy,
  looksGenerated,
} from './value-shapes.js'

/** What becomes of an object: hidden whole, gone through field by field, or hidden whole if something in it looks made at random. */
type ObjectRule = 'hide' | 'walk' | 'look'

/** How a value decides whether it is secret, under a name that leaves it to the value. */
export interface ValueRule {
  readonly hidesText: (text: string) => boolean
  readonly hidesNumber: (number: number | bigint) => boolean
  readonly objects: ObjectRule
}

const never = (): boolean => false

const asText =
  (hidesText: (text: string) => boolean) =>
  (number: number | bigint): boolean =>
    hidesText(String(number))

/** `512`, `1,024`, `3.5k`, `10/20`. */
const COUNT = /^[\d.,_ /]{1,15}[km%]?$/i

/** BTC, USDT. */
const TICKER = /^[A-Z]{2,6}$/

/** Numbers too short to be a code that lets somebody in. */
const SHORT_NUMBER = /^\d{1,3}$/

/** What `fetch` takes as `credentials`. */
const CREDENTIALS_MODES = new Set(['include', 'omit', 'same-origin'])

/** Plurals: how many there are is no secret, which ones are. */
export const COUNTED: ValueRule = {
  hidesText: (text) => !COUNT.test(text) && !CREDENTIALS_MODES.has(text),
  hidesNumber: never,
  objects: 'hide',
}

/** The same for tokens, which currencies have, too. */
export const COUNTED_TOKENS: ValueRule = {
  hidesText: (text) => !COUNT.test(text) && !TICKER.test(text),
  hidesNumber: never,
  objects: 'hide',
}

const hidesToken = (text: string): boolean => !TICKER.test(text) && !SHORT_NUMBER.test(text)

/** A token of which nothing more is known: one that signs somebody in, the currency BTC, or a word of a language. */
export const TOKEN: ValueRule = { hidesText: hidesToken, hidesNumber: asText(hidesToken), objects: 'look' }

const PUBLIC_ADDRESS = /^0x[0-9a-f]{40}$/i

/** Tokens of other fields: `baseToken: 'ETH'`, `eosToken: '</s>'`, `syntaxToken: 'Identifier'`. */
export const SYMBOL: ValueRule = {
  hidesText: (text) => !PUBLIC_ADDRESS.test(text) && looksGenerated(text),
  hidesNumber: never,
  objects: 'walk',
}

/** A session of a client, or one of a conference, a training, a database. */
export const SESSION: ValueRule = { hidesText: (text) => !isWordy(text), hidesNumber: never, objects: 'walk' }

/** `SM123…` of Twilio, `S-1-5-21-…` of Windows and `Stmt123…` of a policy name things and let nobody in. */
const PUBLIC_SID = /^(?!SK)[A-Z]{2}[0-9a-f]{32}$|^S-1-[\d-]{1,100}$|^Stmt\d{1,20}$/
const SHORTEST_SESSION_ID = 10

export const SID: ValueRule = {
  hidesText: (text) =>
    text.length >= SHORTEST_SESSION_ID && !PUBLIC_SID.test(text) && !isWordy(text) && !isIdentifierOfWords(text),
  hidesNumber: never,
  objects: 'walk',
}

const AUTH_METHODS = new Set(
  'oauth1 oauth2 oauth10a openid2 saml2 ntlmv2 sigv4 aws4 sha1 sha256 sha512 hs256 rs256 es256 md5 x509 tls12 tls13 scram-sha-1 scram-sha-256 pbkdf2 argon2 fido2 u2f 2fa'.split(
    ' ',
  ),
)
const SCHEME_AND_CREDENTIAL = /^(?:basic|bearer|digest|negotiate|token|api-?key) +(?!auth)\S+$/i

/** A method of authentication, `saml` or `none`, or what is sent with it: `user:password`, `Token abc`. */
export const AUTH: ValueRule = {
  hidesText: (text) =>
    !AUTH_METHODS.has(text.toLowerCase()) && (text.includes(':') || SCHEME_AND_CREDENTIAL.test(text) || !isWordy(text)),
  hidesNumber: never,
  objects: 'walk',
}

const SHORTEST_SIGNATURE = 6
const SIGNING_ALGORITHM = /^(?:hmac-?)?(?:(?:hs|rs|es|ps)(?:256|384|512)|sha-?(?:1|256|384|512)|ed25519)$/i
const CODE_LIKE = /[\s(){}<>]/
const LONG_RUN = /[\w+/=-]{16,}/g

/** What was signed with a key, or the signature of a function, a letter, a design. */
export const SIGNATURE: ValueRule = {
  hidesText: (text) =>
    CODE_LIKE.test(text)
      ? (text.slice(0, 1_024).match(LONG_RUN) ?? []).some(looksGenerated)
      : text.length >= SHORTEST_SIGNATURE && !isWordy(text) && !SIGNING_ALGORITHM.test(text),
  hidesNumber: never,
  objects: 'walk',
}

/** PWD and OLDPWD of the environment are directories. */
export const WORKING_DIRECTORY: ValueRule = {
  hidesText: (text) => !isPath(text),
  hidesNumber: () => true,
  objects: 'hide',
}

const OUTCOMES = new Set(['pass', 'passed', 'fail', 'failed', 'skip', 'skipped', 'ok', 'yes', 'no', 'none', 'warn'])

/** A password, or how many tests passed. */
export const PASS: ValueRule = {
  hidesText: (text) => !SHORT_NUMBER.test(text) && !OUTCOMES.has(text.toLowerCase()),
  hidesNumber: never,
  objects: 'walk',
}

const PIN_DIGITS = /^\d{4,12}$/

/** A number that somebody has to know, or that of a contact of a board: `pin: 13`. */
export const PIN: ValueRule = {
  hidesText: (text) => PIN_DIGITS.test(text),
  hidesNumber: (number) => PIN_DIGITS.test(String(number)),
  objects: 'walk',
}

/** A payment card, or one of a board, of a game, its brand, its last digits. */
export const CARD: ValueRule = { hidesText: isCardNumber, hidesNumber: asText(isCardNumber), objects: 'walk' }

/** A primary account number, or the movement of a camera. */
export const ACCOUNT: ValueRule = { hidesText: isAccountNumber, hidesNumber: asText(isAccountNumber), objects: 'walk' }

export const BANK_ACCOUNT: ValueRule = { hidesText: isIban, hidesNumber: never, objects: 'walk' }

/** The second half of a role's credentials in Vault is a UUID; what AWS calls so is a name. */
export const SECRET_ID: ValueRule = { hidesText: isUuid, hidesNumber: never, objects: 'walk' }

/** Keys of which some are public names: hidden if they look made at random. */
export const GENERATED: ValueRule = { hidesText: looksGenerated, hidesNumber: never, objects: 'walk' }

const FEWEST_WORDS = 11

/** The words that a wallet is restored from, or those of an assembler. */
export const PHRASE: ValueRule = {
  hidesText: (text) => text.length < 1_000 && text.trim().split(/\s+/).length >= FEWEST_WORDS,
  hidesNumber: never,
  objects: 'walk',
}

const MAX_ITEMS = 100
const MAX_DEPTH = 4
const MAX_NODES = 64

/** Whether there is anything to hide. Yes and no give nothing away, as text neither, and a function is code. */
export function isSomething(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== 'true' && value !== 'false'
  return value !== null && value !== undefined && typeof value !== 'boolean' && typeof value !== 'function'
}

/** Whether a value is hidden whose name alone says that it is secret. */
export function isSecret(value: unknown): boolean {
  return isSomething(value) && !(typeof value === 'object' && isDescription(value as object))
}

/** Whether the rule hides a value, whatever it is. */
export function hidesByRule(rule: ValueRule, value: unknown, depth = 0): boolean {
  if (!isSomething(value)) return false
  switch (typeof value) {
    case 'string':
      return rule.hidesText(value)
    case 'number':
    case 'bigint':
      return rule.hidesNumber(value)
    case 'symbol':
      return rule.hidesText(value.description ?? '')
    default:
      return isHiddenObject(rule, value as object, depth)
  }
}

/** What cannot be looked at, whoever writes it meets, too. */
function isHiddenObject(rule: ValueRule, value: object, depth: number): boolean {
  try {
    return hidesObject(rule, value, depth)
  } catch {
    return false
  }
}

function hidesObject(rule: ValueRule, value: object, depth: number): boolean {
  if (value instanceof String || value instanceof Number) return hidesByRule(rule, value.valueOf(), depth)
  if (Array.isArray(value)) {
    if (depth >= MAX_DEPTH || value.length > MAX_ITEMS) return rule.objects !== 'walk'
    return value.some((item) => hidesByRule(rule, item, depth + 1))
  }
  if (rule.objects === 'look') return holdsGenerated(value, { left: MAX_NODES })
  return rule.objects === 'hide' && !isDescription(value) && !areCounts(rule, value)
}

/** `tokens: { prompt: 12, completion: 30 }` */
function areCounts(rule: ValueRule, value: object): boolean {
  const members = ArrayBuffer.isView(value) ? [] : Object.values(value)
  return members.length > 0 && members.every((member) => typeof member === 'number' && !rule.hidesNumber(member))
}

/** A buffer, or what its `toJSON` makes of it. */
function isBinary(value: object): boolean {
  return ArrayBuffer.isView(value) || ((value as { type?: unknown }).type === 'Buffer' && 'data' in value)
}

/** Beyond the budget it is taken to hold one. */
function holdsGenerated(value: unknown, budget: { left: number }): boolean {
  budget.left -= 1
  if (budget.left < 0) return true
  if (typeof value === 'string') return looksGenerated(value)
  if (typeof value !== 'object' || value === null) return false
  return isBinary(value) || Object.values(value).some((item) => holdsGenerated(item, budget))
}
