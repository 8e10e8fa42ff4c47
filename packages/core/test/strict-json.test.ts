import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../../scripts/testing/strict-json.mjs'

describe('the strict reader of JSON', () => {
  it.each(['{}', '[]', '"a\\"b"', '{"a":{"b":[1,-2.5e+3,true,null]},"b":"€"}', '0', ' { "a" : [ ] } '])(
    'reads %s',
    (text) => {
      expect(parseStrictJson(text)).toEqual(JSON.parse(text))
    },
  )

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"x":{"b":1,"c":[{"d":1,"d":2}]}}',
    '{"a":1}\n',
    '"\u2028"',
    '"\ud800"',
    '{"a":1} {}',
    '{"a":1,}',
    '{"a"}',
    '[1,]',
    '[01]',
    '"open',
    'NaN',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseStrictJson(text)).toThrow()
  })
})
