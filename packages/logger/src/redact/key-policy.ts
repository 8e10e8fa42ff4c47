/** Names that hold secrets, without separators and in lower case. */
const SECRET_NAMES: readonly string[] = [
  'accesskeyid',
  'accesskeys',
  'accesstokens',
  'apikeys',
  'authtokens',
  'awsaccesskeyid',
  'bearer',
  'card',
  'cardno',
  'cardnum',
  'ccnumber',
  'clientsecrets',
  'connectsid',
  'cookies',
  'credential',
  'credentials',
  'creditcard',
  'creditcards',
  'csrf',
  'cvc',
  'cvv',
  'dbpass',
  'debitcard',
  'idtokens',
  'jsessionid',
  'phpsessid',
  'pin',
  'privatekeys',
  'refreshtokens',
  'secretbinary',
  'secrets',
  'secretstring',
  'secretvalue',
  'securitycode',
  'sessid',
  'session',
  'sessions',
  'sid',
  'smtppass',
  'socialsecuritynumber',
  'ssecustomerkey',
  'ssn',
  'tokens',
  'userpass',
  'usersession',
  'xamznoidcdata',
  'xsrf',
]

/**
 * Ends of longer names that hold secrets: `dbPassword`, `stripe_api_key`. Counted and described
 * things keep their values: `tokens_used`, `passwordLength`, `cacheKey`, `author`.
 */
const SECRET_ENDINGS: readonly string[] = [
  'accesskey',
  'apikey',
  'authkey',
  'authorization',
  'cardcvc',
  'cardcvv',
  'cardnumber',
  'connectionstring',
  'cookie',
  'creditcard',
  'encryptionkey',
  'hmackey',
  'jwt',
  'masterkey',
  'passphrase',
  'passwd',
  'password',
  'passwordconfirm',
  'passwordconfirmation',
  'passwordhash',
  'passwords',
  'privatekey',
  'pwd',
  'secret',
  'secretkey',
  'sessionid',
  'sessionkey',
  'sharedkey',
  'signature',
  'signingkey',
  'sshkey',
  'token',
  'tokenvalue',
  'xamzcredential',
]

/** Ends of names that look like a secret and are none: cursors of pages, keys of idempotency, public halves. */
const HARMLESS_ENDINGS: readonly string[] = [
  'cancellationtoken',
  'clientrequesttoken',
  'clienttoken',
  'continuationtoken',
  'idempotencytoken',
  'nexttoken',
  'pagetoken',
  'paginationtoken',
  'publickeytoken',
]

/** Separators and punctuation: `X-Api-Key`, `x_api_key`, `user[api.key]`. */
const ASCII_SEPARATORS = /[^A-Za-z0-9]+/g

const NOT_PRINTABLE_ASCII = /[^ -~]/

/** Made when a key needs it: the tables behind its classes cost more than the rest of the import. */
let separators: RegExp | undefined

/** Case and separators do not matter: `X-Api-Key`, `x_api_key` and `xApiKey` are one name. */
export function normalizeKey(key: string): string {
  if (!NOT_PRINTABLE_ASCII.test(key)) return key.replace(ASCII_SEPARATORS, '').toLowerCase()
  separators ??= /[^\p{L}\p{M}\p{N}]+/gu
  return key.replace(separators, '').toLowerCase()
}

/** Decides by its name whether a field holds a secret. */
export type KeyPolicy = (key: string) => boolean

/** What the caller adds to, and takes from, the built-in names. */
export interface KeyPolicyOptions {
  /** More names of secret fields; case and separators do not matter. */
  readonly keys?: readonly string[] | undefined
  /** Names that are never redacted; they win over every other rule. */
  readonly allow?: readonly string[] | undefined
}

/** A longer name is no field name that anybody chose; it is not examined further. */
const MAX_KEY_LENGTH = 128

/** `password2` and `token_1` are what `password` and `token` are. */
const NUMBERING = /(?<!\d)\d{1,4}$/

export function createKeyPolicy({ keys = [], allow = [] }: KeyPolicyOptions = {}): KeyPolicy {
  const secret = new Set([...SECRET_NAMES, ...keys.map(normalizeKey)])
  const harmless = new Set(allow.map(normalizeKey))
  return (key) => {
    const name = normalizeKey(key.length > MAX_KEY_LENGTH ? key.slice(-MAX_KEY_LENGTH) : key)
    if (harmless.has(name)) return false
    if (secret.has(name)) return true
    const base = name.replace(NUMBERING, '')
    if (HARMLESS_ENDINGS.some((ending) => base.endsWith(ending))) return false
    return secret.has(base) || SECRET_ENDINGS.some((ending) => base.endsWith(ending))
  }
}
