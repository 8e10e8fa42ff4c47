import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEmbeddedJsonRedactor } from './embedded-json.js'
import { createKeyPolicy } from './key-policy.js'

const redact = createEmbeddedJsonRedactor(createKeyPolicy({ keys: ['flavour'], allow: ['pin'] }), '[X]')

describe('JSON inside a text', () => {
  it.each([
    ['{"user":"ann","password":"hunter2"}', '{"user":"ann","password":"[X]"}'],
    ['{ "password" : "hunter2" , "a": 1 }', '{ "password" : "[X]" , "a": 1 }'],
    ['sent {"apiKey":"abc"} to x', 'sent {"apiKey":"[X]"} to x'],
    ['{"password":"a\\"b","next":"c"}', '{"password":"[X]","next":"c"}'],
    ['{"password":"a\\\\","next":"c"}', '{"password":"[X]","next":"c"}'],
    ['{"password":"","next":"c"}', '{"password":"[X]","next":"c"}'],
    ['{"cvv":123,"amount":5}', '{"cvv":"[X]","amount":5}'],
    ['{"password":"cut off in the mid', '{"password":"[X]"'],
    ['{"a":{"Client-Secret":"x"},"b":[{"token":"y"}]}', '{"a":{"Client-Secret":"[X]"},"b":[{"token":"[X]"}]}'],
    ['{"flavour":"mint"}', '{"flavour":"[X]"}'],
  ])('%j loses its secrets', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    '{"user":"ann","tokens_used":7,"author":"b"}',
    '{"pin":"1234"}',
    '{"password":null,"token":true,"secret":{"a":1}}',
    '"password" is required',
    'he said: "secret"',
    '"a":"password"',
    '{"time":"12:30"}',
    '',
  ])('%j stays as it is', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('loses its secrets at any level of JSON inside JSON, and nothing else', () => {
    const level = fc.integer({ min: 0, max: 3 })
    const property = fc.property(fc.string({ minLength: 4 }), fc.string(), level, (secret, other, levels) => {
      const nest = (value: object): string => {
        let text = JSON.stringify(value)
        for (let each = 0; each < levels; each++) text = JSON.stringify({ body: text })
        return text
      }

      expect(redact(nest({ a: other, password: `<${secret}>`, b: other }))).toBe(
        nest({ a: other, password: '[X]', b: other }),
      )
    })
    fc.assert(property, { numRuns: 2_000 })
  })
})
