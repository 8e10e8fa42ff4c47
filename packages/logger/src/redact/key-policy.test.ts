import { describe, expect, it } from 'vitest'
import { createKeyPolicy, normalizeKey } from './key-policy.js'

/** The default keys of Elastic APM, Sentry, OWASP and CWE-532, and what AWS signs with. */
const SECRETS = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'client_secret',
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api_key',
  'apikey',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'session',
  'session_id',
  'sid',
  'csrf',
  'csrf_token',
  'xsrf',
  'x-xsrf-token',
  'private_key',
  'credit_card',
  'credit_card_number',
  'card',
  'card_number',
  'card_cvv',
  'cvv',
  'cvv2',
  'cvc',
  'pin',
  'ssn',
  'connection_string',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-credential',
  'x-amzn-oidc-data',
  'x-amzn-oidc-accesstoken',
]

/** Real names that end in a secret word. */
const LONGER_SECRETS = [
  'dbPassword',
  'newPassword',
  'passwordConfirmation',
  'password_hash',
  'password2',
  'token_1',
  'stripe_api_key',
  'githubToken',
  'accessTokenSecret',
  'connect.sid',
  'PHPSESSID',
  'JSESSIONID',
  'user[password]',
  'headers.authorization',
  'DB_PWD',
  'SecretString',
  'signingKey',
  'ASP.NET_SessionId',
  '$password',
]

const HARMLESS = [
  'author',
  'authority',
  'authenticated',
  'authMethod',
  'cacheKey',
  'key',
  'keys',
  'primaryKey',
  'partition_key',
  'keyboard',
  'monkey',
  'tokens_used',
  'tokenCount',
  'tokenType',
  'tokenizer',
  'maxTokens',
  'totalTokens',
  'passwordLength',
  'passwordChangedAt',
  'passed',
  'passenger',
  'publicKey',
  'secretary',
  'secretName',
  'secretArn',
  'sessionCount',
  'sessionDurationMs',
  'obsession',
  'side',
  'inside',
  'sidecar',
  'pinned',
  'spin',
  'shipping',
  'discard',
  'wildcard',
  'postcard',
  'cardinality',
  'credit',
  'creditBalance',
  'assignment',
  'cookiesAccepted',
  'nextToken',
  'NextContinuationToken',
  'nextPageToken',
  'ClientRequestToken',
  'publicKeyToken',
  'email',
  'address',
  'userId',
  'orderId',
  'cwd',
  'md5',
  'base64',
  '',
  '$',
  '__proto__',
]

/** One name in the ways people write it. */
function variants(name: string): string[] {
  const words = name.split(/[-_.\s]/)
  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
  return [
    name,
    words.join('-'),
    words.join('_'),
    words.join('.'),
    words.join(' '),
    words.join(''),
    words.join('_').toUpperCase(),
    words.map(capital).join('-'),
    words.map(capital).join(''),
    words.map((word, index) => (index === 0 ? word : capital(word))).join(''),
    `_${name}_`,
  ]
}

describe('the key policy', () => {
  const isSecret = createKeyPolicy()

  it.each(SECRETS)('takes %s for a secret in every case and with every separator', (name) => {
    expect(variants(name).filter((variant) => !isSecret(variant))).toEqual([])
  })

  it('takes longer names that end in a secret word for secrets', () => {
    expect(LONGER_SECRETS.filter((name) => !isSecret(name))).toEqual([])
  })

  it('leaves names alone that only resemble secrets', () => {
    expect(HARMLESS.filter((name) => isSecret(name))).toEqual([])
  })

  it('adds the names of the application, in every case and with every separator', () => {
    const policy = createKeyPolicy({ keys: ['Tax Number', 'field7', '密码'] })

    expect(['taxNumber', 'TAX_NUMBER', 'tax-number', 'field7', '密码'].filter((name) => !policy(name))).toEqual([])
    expect(['taxNumberFormat', 'field', 'field8', '用户', 'password'].filter((name) => policy(name))).toEqual([
      'password',
    ])
  })

  it('lets an allowed name pass before every other rule', () => {
    const policy = createKeyPolicy({ keys: ['invoice'], allow: ['session_id', 'Invoice', 'password2'] })

    expect(['sessionId', 'SESSION-ID', 'invoice', 'password2'].some((name) => policy(name))).toBe(false)
    expect(['session', 'userSessionId', 'password', 'password3'].every((name) => policy(name))).toBe(true)
  })

  it('judges a name of any length by its end', () => {
    expect(isSecret(`${'x'.repeat(1_000_000)}_password`)).toBe(true)
    expect(isSecret(`password${'x'.repeat(1_000_000)}`)).toBe(false)
  })

  it('normalizes no two different words to one', () => {
    expect(normalizeKey('Ключ-доступа')).toBe('ключдоступа')
    expect(normalizeKey('密码')).toBe('密码')
  })
})

describe('normalizeKey', () => {
  it('makes the same of a key whether or not it has characters beyond ASCII', () => {
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code)
      expect(`${normalizeKey(`User${character}Key`)}é`).toBe(normalizeKey(`User${character}Keyé`))
    }
  })
})
