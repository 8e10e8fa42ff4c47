/** Takes the place of a secret. */
export const REDACTED = '[REDACTED]'

/** How keys are told to be secret. */
export interface RedactOptions {
  /** More keys that are secret, compared without case and separators. */
  readonly keys?: readonly string[] | undefined
  /** Keys that are not secret although they look so; wins over everything. */
  readonly allow?: readonly string[] | undefined
}

/** A replacer for `JSON.stringify`. */
export type Replacer = (key: string, value: unknown) => unknown

/** Secret when the whole key is this. */
const WHOLE_KEYS = new Set(['auth', 'card', 'credit', 'pan', 'pin', 'session', 'sid', 'connectsid'])

/** Secret when the last words of the key are these, written together. */
const LAST_WORDS = new Set([
  'password',
  'passwords',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'secrets',
  'credential',
  'credentials',
  'authorization',
  'bearer',
  'jwt',
  'cookie',
  'cookies',
  'csrf',
  'xsrf',
  'token',
  'tokens',
  'sessionid',
  'sessionkey',
  'apikey',
  'privatekey',
  'secretkey',
  'accesskey',
  'accesskeyid',
  'encryptionkey',
  'signingkey',
  'creditcard',
  'debitcard',
  'cardnumber',
  'cvc',
  'cvv',
  'pincode',
  'userpin',
  'cardpin',
  'ssn',
  'connectionstring',
  'amzsignature',
  'oidcdata',
])

/** Secret when a key written without separators ends so. */
const ENDINGS = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'authorization',
  'apikey',
  'privatekey',
  'secretkey',
  'accesskey',
  'accesstoken',
  'authtoken',
  'csrftoken',
  'idtoken',
  'refreshtoken',
  'securitytoken',
  'sessiontoken',
  'sessionid',
  'sessid',
  'creditcard',
  'cardnumber',
]

/** Words that may follow a secret's name without making it another thing: `passwordHash`, `SecretString`. */
const QUALIFIERS = new Set([
  'again',
  'confirm',
  'confirmation',
  'digest',
  'encrypted',
  'hash',
  'header',
  'headers',
  'plain',
  'plaintext',
  'repeat',
  'string',
  'text',
  'value',
  'values',
])

/** Counts, such as `tokens: 512` of a language model, are no secrets. */
const COUNTABLE = new Set(['token', 'tokens', 'session', 'card', 'credit', 'secrets', 'cookies', 'credentials'])

const WORDS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g
const DIGITS = /^\d+$/
const LONGEST_NAME_IN_WORDS = 3

/** Keys recur, so what was found out about them is kept, in bounded memory. */
const MAX_KNOWN_KEYS = 2_000
const MAX_KNOWN_KEY_LENGTH = 128

type Verdict = 'plain' | 'secret' | 'secretUnlessNumber'

/**
 * Makes a replacer for `JSON.stringify` that puts {@link REDACTED} in place of the values whose key
 * says that they are secret: passwords, tokens, cookies, keys, card numbers. It sees every key at any
 * depth after `toJSON`, and leaves the objects of the application as they are.
 *
 * Keys are read word by word in any case style, so that `accessToken`, `ACCESS_TOKEN` and
 * `x-amz-security-token` are secret, and `author`, `cacheKey`, `keyboard` and `tokens_used` are not.
 * Booleans and `null` stay: `hasPassword: true` gives nothing away. Only keys are looked at; a secret
 * in the text of another value stays.
 *
 * @example
 * ```ts
 * JSON.stringify({ user: 'ada', password: 'p' }, createKeyRedactor()) // {"user":"ada","password":"[REDACTED]"}
 * ```
 */
export function createKeyRedactor(options: RedactOptions = {}): Replacer {
  const more = new Set((options.keys ?? []).map(joined))
  const allowed = new Set((options.allow ?? []).map(joined))
  const known = new Map<string, Verdict>()

  function judge(key: string): Verdict {
    const whole = joined(key)
    if (allowed.has(whole)) return 'plain'
    return more.has(whole) ? 'secret' : verdictOf(key)
  }

  function verdict(key: string): Verdict {
    const before = known.get(key)
    if (before !== undefined) return before
    const found = judge(key)
    if (known.size < MAX_KNOWN_KEYS && key.length <= MAX_KNOWN_KEY_LENGTH) known.set(key, found)
    return found
  }

  return (key, value) => {
    if (value === null || value === undefined || typeof value === 'boolean' || value === '') return value
    switch (verdict(key)) {
      case 'plain':
        return value
      case 'secret':
        return REDACTED
      case 'secretUnlessNumber':
        return typeof value === 'number' ? value : REDACTED
    }
  }
}

function wordsOf(key: string): string[] {
  return (key.match(WORDS) ?? []).map((word) => word.toLowerCase())
}

function joined(key: string): string {
  return wordsOf(key).join('')
}

function verdictOf(key: string): Verdict {
  const words = wordsOf(key)
  let name = secretName(words)
  while (name === undefined && words.length > 1 && isQualifier(words.at(-1))) {
    words.pop()
    name = secretName(words)
  }
  if (name === undefined) return 'plain'
  return COUNTABLE.has(name) ? 'secretUnlessNumber' : 'secret'
}

function isQualifier(word: string | undefined): boolean {
  return word !== undefined && (QUALIFIERS.has(word) || DIGITS.test(word))
}

/** The name of the secret that the words are, or end with. */
function secretName(words: readonly string[]): string | undefined {
  const whole = words.join('')
  if (WHOLE_KEYS.has(whole)) return whole
  for (let count = 1; count <= LONGEST_NAME_IN_WORDS; count++) {
    const last = words.slice(-count).join('')
    if (LAST_WORDS.has(last)) return last
  }
  return ENDINGS.find((ending) => words.at(-1)?.endsWith(ending))
}
