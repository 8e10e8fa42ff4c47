import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../../../scripts/testing/strict-json.mjs'
import { mark } from './unsent.js'

describe('the mark of an unsent line', () => {
  it('is the first field of a JSON line, which stays as it was', () => {
    expect(mark('{"a":1,"b":{"c":"€"}}')).toBe('{"unsent":true,"a":1,"b":{"c":"€"}}')
    expect(mark('{"a":12345678901234567890}')).toBe('{"unsent":true,"a":12345678901234567890}')
  })

  it.each(['plain text', '{}', '{broken', '[1]', '', '{"unsent":broken'])('makes JSON of %j', (line) => {
    expect(parseStrictJson(mark(line))).toEqual({ unsent: true, message: line })
  })

  it('makes no second field of its name', () => {
    expect(parseStrictJson(mark('{"a":1,"unsent":"mine"}'))).toEqual({ unsent: true, a: 1, unsent_: 'mine' })
    expect(parseStrictJson(mark('{"a":{"unsent":1}}'))).toEqual({ unsent: true, a: { unsent: 1 } })
    expect(parseStrictJson(mark('{"a":{"unsent":1},"unsent_":2}'))).toEqual({
      unsent: true,
      a: { unsent: 1 },
      unsent_: 2,
    })
  })
})
