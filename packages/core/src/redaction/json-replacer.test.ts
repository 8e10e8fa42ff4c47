import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createJsonReplacer } from './json-replacer.js'
import { NAME_TABLE } from './names/name-table.js'
import type { RedactionOptions } from './options.js'
import { DEFAULT_REPLACEMENT } from './options.js'
import { createRedaction } from './redaction.js'

const HIDDEN = DEFAULT_REPLACEMENT

function redact(value: unknown, options?: RedactionOptions | false): unknown {
  return JSON.parse(JSON.stringify(value, createJsonReplacer(createRedaction(options))))
}

const SECRET_NAMES = NAME_TABLE.filter((row) => row.hidden && !('value' in row)).map(({ name }) => name)
const PLAIN_NAMES = NAME_TABLE.filter((row) => !row.hidden && !('value' in row)).map(({ name }) => name)

describe('createJsonReplacer', () => {
  it.each(SECRET_NAMES)('hides what is under %s', (name) => {
    expect(redact({ [name]: 'Zq7xK2mN9pR4sT6v' })).toEqual({ [name]: HIDDEN })
    expect(redact({ [name]: ['Zq7xK2mN9pR4sT6v'] })).toEqual({ [name]: HIDDEN })
  })

  it.each(PLAIN_NAMES.filter((name) => name !== '__proto__'))('leaves what is under %j', (name) => {
    expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' })
  })

  it('works at any depth, in arrays and in the JSON of class instances', () => {
    class Credentials {
      readonly user = 'ada'
      readonly password = 'p'
    }
    const value = { list: [{ deep: { headers: { cookie: 'a=b', accept: '*/*' } } }], login: new Credentials() }

    expect(redact(value)).toEqual({
      list: [{ deep: { headers: { cookie: HIDDEN, accept: '*/*' } } }],
      login: { user: 'ada', password: HIDDEN },
    })
  })

  it('sees what toJSON gives', () => {
    expect(
      redact({ wrapped: { toJSON: () => ({ password: 't' }) }, at: new Date(0), url: new URL('http://u:p@h/') }),
    ).toEqual({
      wrapped: { password: HIDDEN },
      at: '1970-01-01T00:00:00.000Z',
      url: `http://${HIDDEN}@h/`,
    })
  })

  it('keeps what cannot be a secret: booleans, null, empty strings, and counts', () => {
    const value = { password: null, hasToken: true, token: false, secret: '', tokens: 512, prompt_tokens: 3, credit: 5 }

    expect(redact(value)).toEqual(value)
    expect(redact({ pin: 1234, cvv: 123, tokens: ['t'] })).toEqual({ pin: HIDDEN, cvv: HIDDEN, tokens: HIDDEN })
  })

  it('keeps the data of the business', () => {
    const value = {
      card: { id: 1, title: 'Buy milk' },
      session: { title: 'Keynote' },
      pan: 'left',
      pin: 'board-3',
      credit: { amount: 5 },
      auth: 'saml',
      sid: 'SM123',
      nextToken: 'Zq7xK2mN9pR4sT6v',
      pageToken: 'page-2',
      token: 'BTC',
      tokens: ['BTC', 'ETH'],
    }

    expect(redact(value)).toEqual(value)
  })

  it('hides secrets in texts, lists and pairs', () => {
    const value = {
      headers: [{ name: 'authorization', value: 'Token abc' }],
      rawHeaders: ['Authorization', 'Token abc', 'Accept', '*/*'],
      pairs: [['x-api-key', 'S3CRET']],
      parameters: [{ ParameterKey: 'DbPassword', ParameterValue: 'swordfish' }],
      url: 'https://h/?access_token=abc',
      dsn: 'postgres://u:hunter2@db',
      body: '{"password":"hunter2"}',
      messages: ['sent Bearer abc123'],
      boxed: new String('token=abc'),
    }

    expect(redact(value)).toEqual({
      headers: [{ name: 'authorization', value: HIDDEN }],
      rawHeaders: ['Authorization', HIDDEN, 'Accept', '*/*'],
      pairs: [['x-api-key', HIDDEN]],
      parameters: [{ ParameterKey: 'DbPassword', ParameterValue: HIDDEN }],
      url: `https://h/?access_token=${HIDDEN}`,
      dsn: `postgres://${HIDDEN}@db`,
      body: `{"password":"${HIDDEN}"}`,
      messages: [`sent Bearer ${HIDDEN}`],
      boxed: `token=${HIDDEN}`,
    })
    expect(redact('token=abc')).toBe(`token=${HIDDEN}`)
  })

  it('hides a value that the name beside it makes secret, also where both are the whole', () => {
    expect(redact({ name: 'password', value: 'S3cret', page: 2 })).toEqual({ name: 'password', value: HIDDEN, page: 2 })
    expect(redact({ Key: 'DbPassword', Value: ['S3cret'] })).toEqual({ Key: 'DbPassword', Value: HIDDEN })
    expect(redact({ name: 'colour', value: 'red' })).toEqual({ name: 'colour', value: 'red' })
  })

  it('hides secrets in the names of fields, and loses no field by that', () => {
    const value = { a: { id: 7, '/x?token=abc': 1, '/x?token=def': { password: 'p' } }, 'b: c': { 'd=e': 2 } }

    expect(redact(value)).toEqual({
      a: { id: 7, [`/x?token=${HIDDEN}`]: 1, [`/x?token=${HIDDEN}~`]: { password: HIDDEN } },
      'b: c': { 'd=e': 2 },
    })
  })

  it('hides secrets in names where every name has one', () => {
    expect(redact({ 'token=abc': 1 })).toEqual({ [`token=${HIDDEN}`]: 1 })
  })

  it('never changes the objects of the application', () => {
    const value = Object.freeze({
      password: 'p',
      nested: Object.freeze({ token: 't', list: Object.freeze(['x', 'token=abc']), 'token=abc': 1 }),
    })
    const before = structuredClone(value)

    expect(redact(value)).not.toEqual(before)
    expect(value).toEqual(before)
  })

  it('takes more keys and exceptions, without regard to case and separators', () => {
    const options = { keys: ['customer_name'], allow: ['session-id', 'cookie'], replacement: '***' }

    expect(redact({ customerName: 'Ada', sessionId: 's', Cookie: 'c', token: 't' }, options)).toEqual({
      customerName: '***',
      sessionId: 's',
      Cookie: 'c',
      token: '***',
    })
  })

  it('hides nothing when redaction is off', () => {
    const value = { password: 'p', list: ['x-api-key', 'S'], url: '/?token=abc' }

    expect(redact(value, false)).toEqual(value)
  })

  it('counts what it hides', () => {
    const redaction = createRedaction()

    JSON.stringify(
      { password: 'p', headers: ['cookie', 'a=b'], url: '/?token=abc', n: 1 },
      createJsonReplacer(redaction),
    )

    expect(redaction.counts).toEqual({ byName: 2, inText: 1 })
  })

  it('lets no seeded secret through and changes nothing else', () => {
    const secretName = fc.constantFrom(...SECRET_NAMES)
    const plainName = fc.constantFrom(...PLAIN_NAMES.filter((name) => name !== '__proto__'))
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.integer(),
        fc.constant('plain'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(plainName, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    const secrets = fc.dictionary(secretName, fc.constant('s3cr3t-c0rpus-Zq7x'), { minKeys: 1, maxKeys: 3 })
    fc.assert(
      fc.property(fc.dictionary(plainName, plain), secrets, plainName, (around, hidden, under) => {
        const redacted = redact({ ...around, [under]: [{ ...hidden, kept: around }] })

        expect(JSON.stringify(redacted)).not.toContain('s3cr3t-c0rpus')
        expect(redacted).toMatchObject({ [under]: [{ kept: JSON.parse(JSON.stringify(around)) as object }] })
      }),
    )
  })
})
