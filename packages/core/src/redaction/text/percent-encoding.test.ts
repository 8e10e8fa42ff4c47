import { describe, expect, it } from 'vitest'
import { decodePercent, decodeWithOffsets } from './percent-encoding.js'

describe('a text that is percent-encoded', () => {
  it.each<[encoded: string, text: string, offsets: readonly number[]]>([
    ['', '', [0]],
    ['a%3Db', 'a=b', [0, 1, 4, 5]],
    ['%25', '%', [0, 3]],
    ['%7f', '\u007f', [0, 3]],
    ['%c3%b1x', 'ñx', [0, 6, 7]],
    ['%DF%BF', '\u07ff', [0, 6]],
    ['%E2%82%AC', '€', [0, 9]],
    ['%EF%BF%BD', '\ufffd', [0, 9]],
    ['%F0%9F%98%80', '😀', [0, 0, 12]],
    ['%C3x', '%C3x', [0, 1, 2, 3, 4]],
    ['%C3%28', '%C3(', [0, 1, 2, 3, 6]],
    ['%E2%82', '%E2%82', [0, 1, 2, 3, 4, 5, 6]],
    ['%80', '%80', [0, 1, 2, 3]],
    ['%zz', '%zz', [0, 1, 2, 3]],
    ['%4', '%4', [0, 1, 2]],
    ['%', '%', [0, 1]],
    ['a%41%', 'aA%', [0, 1, 4, 5]],
  ])('is decoded with the places of its characters: %j', (encoded, text, offsets) => {
    expect(decodeWithOffsets(encoded, 0)).toEqual({ text, offsets })
    expect(decodeWithOffsets(encoded, 10).offsets).toEqual(offsets.map((offset) => offset + 10))
  })

  it('has spaces of a form as plus signs after punctuation of JSON, and nowhere else', () => {
    expect(decodeWithOffsets('%7B+%22a+b%22:+1%2C+[+2+]+', 0).text).toBe('{ "a+b": 1, [ 2+]+')
    expect(decodeWithOffsets('+', 0).text).toBe('+')
  })

  it.each([
    ['a%3Db%26', 'a=b&'],
    ['%C3%B1%zz', 'ñ%zz'],
    ['%C3', '%C3'],
    ['100%', '100%'],
    ['plain', 'plain'],
  ])('is decoded as far as it is valid: %j', (encoded, text) => {
    expect(decodePercent(encoded)).toBe(text)
  })
})
