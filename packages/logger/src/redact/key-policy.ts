/** Names that hold secrets, without separators and in lower case. */
const SECRET_NAMES: readonly string[] = [
  'accesstoken',
  'apikey',
  'apisecret',
  'authorization',
  'authtoken',
  'awsaccesskeyid',
  'awssecretaccesskey',
  'awssessiontoken',
  'bearer',
  'cardnumber',
  'clientsecret',
  'connectionstring',
  'cookie',
  'cookies',
  'creditcard',
  'creditcardnumber',
  'credential',
  'credentials',
  'csrf',
  'csrftoken',
  'cvc',
  'cvv',
  'idtoken',
  'jwt',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'pin',
  'privatekey',
  'proxyauthorization',
  'pwd',
  'refreshtoken',
  'secret',
  'secretaccesskey',
  'secretkey',
  'secrets',
  'session',
  'sessionid',
  'sessiontoken',
  'setcookie',
  'sid',
  'signature',
  'ssn',
  'token',
  'tokens',
  'xamzncredential',
  'xamzcredential',
  'xamznoidcdata',
  'xamzsecuritytoken',
  'xamzsignature',
  'xapikey',
  'xauthtoken',
  'xcsrftoken',
  'xsrf',
  'xsrftoken',
  'xxsrftoken',
]

/**
 * Ends of longer names that hold secrets: `dbPassword`, `stripe_api_key`. Counted and described
 * things keep their values: `tokens_used`, `passwordLength`, `cacheKey`, `author`.
 */
const SECRET_ENDINGS: readonly string[] = [
  'accesskey',
  'apikey',
  'authorization',
  'connectionstring',
  'cookie',
  'passphrase',
  'passwd',
  'password',
  'privatekey',
  'secret',
  'secretkey',
  'sessionid',
  'token',
]

/** Names that end like a secret and are none. */
const HARMLESS_NAMES: readonly string[] = ['nexttoken', 'continuationtoken', 'pagetoken', 'publickeytoken']

/** Case and separators do not matter: `X-Api-Key`, `x_api_key` and `xApiKey` are one name. */
export function normalizeKey(key: string): string {
  return key.replace(/[-_.\s]/g, '').toLowerCase()
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

export function createKeyPolicy({ keys = [], allow = [] }: KeyPolicyOptions = {}): KeyPolicy {
  const secret = new Set([...SECRET_NAMES, ...keys.map(normalizeKey)])
  const harmless = new Set([...HARMLESS_NAMES, ...allow.map(normalizeKey)])
  return (key) => {
    const name = normalizeKey(key.length > MAX_KEY_LENGTH ? key.slice(-MAX_KEY_LENGTH) : key)
    if (harmless.has(name)) return false
    return secret.has(name) || SECRET_ENDINGS.some((ending) => name.endsWith(ending))
  }
}
