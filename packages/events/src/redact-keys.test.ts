import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeyRedactor, REDACTED, type RedactOptions } from './redact-keys.js'

function redact(value: unknown, options?: RedactOptions): unknown {
  return JSON.parse(JSON.stringify(value, createKeyRedactor(options)))
}

const SECRET_KEYS = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'client_secret',
  'authorization',
  'Authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'Set-Cookie',
  'x-api-key',
  'api_key',
  'apikey',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
  'session',
  'sessionId',
  'session_id',
  'jsessionid',
  'PHPSESSID',
  'sid',
  'connect.sid',
  'csrf',
  'xsrf',
  'X-CSRF-Token',
  'private_key',
  'credit_card',
  'creditCard',
  'card',
  'cardNumber',
  'cvv',
  'pin',
  'ssn',
  'connection_string',
  'connectionString',
  'aws_secret_access_key',
  'aws_session_token',
  'x-amz-security-token',
  'x-amzn-oidc-data',
  'x-amzn-oidc-accesstoken',
  'X-Amz-Signature',
  'userPassword',
  'PASSWORD',
  'DB_PASSWORD',
  'dbpassword',
  'password1',
  'passwordConfirmation',
  'password_hash',
  'SecretString',
  'APIKey',
  'OAuthToken',
  'accesstoken',
  'auth',
  'authorizationHeader',
  'jwt',
  'bearer',
  'credentials',
  'awsAccessKeyId',
]

const PLAIN_KEYS = [
  'author',
  'authors',
  'authorId',
  'authority',
  'cacheKey',
  'cache_key',
  'primaryKey',
  'partitionKey',
  'key',
  'keyboard',
  'keys',
  'monkey',
  'tokens_used',
  'tokenizer',
  'tokenCount',
  'token_type',
  'session_duration',
  'sessions',
  'secretary',
  'passenger',
  'compass',
  'cardinality',
  'cards_dealt',
  'discard',
  'accredited',
  'spinning',
  'pinned',
  'opinion',
  'residue',
  'cookieConsentVersion',
  'path',
  'method',
  'userAgent',
  'email',
  'address',
  'signature',
  '',
  '__proto__x',
]

describe('createKeyRedactor', () => {
  it.each(SECRET_KEYS)('redacts %s', (key) => {
    expect(redact({ [key]: 'value' })).toEqual({ [key]: REDACTED })
    expect(redact({ [key]: { nested: 'value' } })).toEqual({ [key]: REDACTED })
    expect(redact({ [key]: ['value'] })).toEqual({ [key]: REDACTED })
  })

  it.each(PLAIN_KEYS)('leaves %j as it is', (key) => {
    expect(redact({ [key]: 'value' })).toEqual({ [key]: 'value' })
  })

  it('works at any depth, in arrays and in the JSON of class instances', () => {
    class Credentials {
      readonly user = 'ada'
      readonly password = 'p'
    }
    const value = { list: [{ deep: { headers: { cookie: 'a=b', accept: '*/*' } } }], login: new Credentials() }

    expect(redact(value)).toEqual({
      list: [{ deep: { headers: { cookie: REDACTED, accept: '*/*' } } }],
      login: { user: 'ada', password: REDACTED },
    })
  })

  it('sees what toJSON gives', () => {
    expect(redact({ wrapped: { toJSON: () => ({ token: 't' }) }, at: new Date(0) })).toEqual({
      wrapped: { token: REDACTED },
      at: '1970-01-01T00:00:00.000Z',
    })
  })

  it('keeps what cannot be a secret: booleans, null, empty strings, and counts', () => {
    const value = { password: null, hasToken: true, token: false, secret: '', tokens: 512, prompt_tokens: 3, credit: 5 }

    expect(redact(value)).toEqual(value)
    expect(redact({ pin: 1234, cvv: 123, tokens: ['t'] })).toEqual({ pin: REDACTED, cvv: REDACTED, tokens: REDACTED })
  })

  it('never changes the objects of the application', () => {
    const value = Object.freeze({ password: 'p', nested: Object.freeze({ token: 't', list: Object.freeze(['x']) }) })
    const before = structuredClone(value)

    expect(redact(value)).not.toEqual(before)
    expect(value).toEqual(before)
  })

  it('takes more keys and exceptions, without regard to case and separators', () => {
    const options = { keys: ['customer_name'], allow: ['session-id', 'cookie'] }

    expect(redact({ customerName: 'Ada', sessionId: 's', Cookie: 'c', token: 't' }, options)).toEqual({
      customerName: REDACTED,
      sessionId: 's',
      Cookie: 'c',
      token: REDACTED,
    })
  })

  it('judges a key the same however often and in whatever company it comes', () => {
    const redactor = createKeyRedactor()
    const keys = Array.from({ length: 5_000 }, (_, index) => `field${index}`)
    JSON.stringify(Object.fromEntries(keys.map((key) => [key, 1])), redactor)

    for (let time = 0; time < 2; time++) {
      expect(JSON.stringify({ password: 'p', field4999: 'f' }, redactor)).toBe(
        `{"password":"${REDACTED}","field4999":"f"}`,
      )
    }
  })

  it('lets no seeded secret through and changes nothing else', () => {
    const secretKey = fc.constantFrom(...SECRET_KEYS)
    const plainKey = fc.constantFrom(...PLAIN_KEYS)
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer(),
        fc.constant('plain'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(plainKey, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    const secrets = fc.dictionary(secretKey, fc.constant('s3cr3t-corpus'), { minKeys: 1, maxKeys: 3 })
    fc.assert(
      fc.property(fc.dictionary(plainKey, plain), secrets, plainKey, (around, hidden, under) => {
        const redacted = redact({ ...around, [under]: [{ ...hidden, kept: around }] })

        expect(JSON.stringify(redacted)).not.toContain('s3cr3t-corpus')
        expect(redacted).toMatchObject({ [under]: [{ kept: JSON.parse(JSON.stringify(around)) as object }] })
      }),
    )
  })
})
