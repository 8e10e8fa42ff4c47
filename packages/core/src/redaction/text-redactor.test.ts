import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INNOCENT_TEXTS } from './fixtures/innocent-texts.js'
import { SECRET_TEXTS } from './fixtures/secret-texts.js'
import { ACCESS_KEY_ID, JWT, PEM } from './fixtures/tokens.js'
import { createRedaction } from './redaction.js'

const { redactText } = createRedaction({ replacement: '[X]' })

describe('a text', () => {
  it.each(SECRET_TEXTS)('loses the secret in %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted)
  })

  it.each([
    ['{"password":"s3","b":1}', '{"password":"","b":1}'],
    ["{ password: 's3' }", "{ password: '' }"],
    ['password="s3" b', 'password="" b'],
    ['GET /?token=abc&b=1', 'GET /?token=&b=1'],
    ['run --password "s3" b', 'run --password "" b'],
    ['password: s3 then the rest', 'password:  then the rest'],
    ['password: s3, user: ann', 'password: , user: ann'],
    ['run --password s3 --verbose', 'run --password  --verbose'],
  ])('loses it also where nothing stands for it: %j', (text, redacted) => {
    expect(createRedaction({ replacement: '' }).redactText(text)).toBe(redacted)
  })

  it.each(INNOCENT_TEXTS)('stays as it is: %j', (text) => {
    expect(redactText(text)).toBe(text)
  })

  it('loses secrets of any length as a whole', () => {
    const long = 'aB3'.repeat(100_000)

    for (const text of [`Bearer ${long}`, `token=${long}`, `eyJ${long}.${long}.${long}`, `ftp://u:${long}@h`]) {
      expect(redactText(text).length).toBeLessThan(30)
    }
    for (const text of [`session=${long}`, `session: "${long}"`, `{"sid":"${long}"}`, `auth: ${long}`]) {
      expect(redactText(text).length).toBeLessThan(30)
    }
  })

  it('loses what the application calls secret, and keeps what it allows', () => {
    const own = createRedaction({ keys: ['flavour', 'field7'], allow: ['pin', 'session_id'], replacement: '[X]' })

    expect(own.redactText('{"flavour":"mint","pin":"1234"} flavour=mint Flavour: mint --flavour mint')).toBe(
      '{"flavour":"[X]","pin":"1234"} flavour=[X] Flavour: [X] --flavour [X]',
    )
    expect(own.redactText('sessionId=abc123 field7=a field8=a')).toBe('sessionId=abc123 field7=[X] field8=a')
  })

  it.each(['$&', '$1', '$$', "$`$'", '$<name>', '', '***', '<hidden secret>'])('gets %j as it is', (replacement) => {
    const literal = createRedaction({ replacement })

    expect(literal.redactText(`${ACCESS_KEY_ID} token=abc http://u:p@h Bearer abc123`)).toBe(
      `${replacement} token=${replacement} http://${replacement}@h Bearer ${replacement}`,
    )
  })

  it('keeps no secret of those that it is made of', () => {
    const parts = [JWT, ACCESS_KEY_ID, PEM, ' ', '&', 'token=', 'Bearer a1b2c3d4', '://a:b@', '"', 'x', ': ', '%3D']
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts)), (pieces) => {
        const once = redactText(pieces.join(' '))
        for (const secret of [JWT, 'MIIEowIBAAKCAQEA7', 'a1b2c3d4']) expect(once).not.toContain(secret)
      }),
    )
  })

  it('loses the secrets at any level of JSON inside JSON, and nothing else', () => {
    const level = fc.integer({ min: 0, max: 3 })
    const secret = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(fc.string(), { minLength: 1 }),
      fc.object(),
      fc.integer(),
    )
    const property = fc.property(secret, fc.stringMatching(/^[\w "\\{}[\].]*$/), level, (hidden, other, levels) => {
      const nest = (value: object): string => {
        let text = JSON.stringify(value)
        for (let each = 0; each < levels; each++) text = JSON.stringify({ body: text })
        return text
      }

      expect(redactText(nest({ a: other, password: hidden, b: other }))).toBe(
        nest({ a: other, password: hidden === 'true' || hidden === 'false' ? hidden : '[X]', b: other }),
      )
    })
    fc.assert(property, { numRuns: 2_000 })
  })
})
