import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, cutBytes, quote } from './json-string.js'

/** Any sequence of UTF-16 units, halves of characters included. */
const anyUnits = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom(0x22, 0x5c, 0x0a, 0x2028, 0xd83d, 0xde00, 0x41)))
  .map((units) => String.fromCharCode(...units))

describe('quote', () => {
  it('writes JSON on one line that reads back as the same text, well-formed', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        const written = quote(text)

        expect(JSON.parse(written)).toBe(text.toWellFormed())
        expect(written.isWellFormed()).toBe(true)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(written).not.toMatch(/[\u0000-\u001f\u2028\u2029]/)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('cut', () => {
  it('keeps characters whole', () => {
    expect([cut('a𝄞b', 1), cut('a𝄞b', 2), cut('a𝄞b', 3), cut('a𝄞b', 9)]).toEqual(['a', 'a', 'a𝄞', 'a𝄞b'])
    expect([cut('', 0), cut('a', 0), cut('𝄞', 2)]).toEqual(['', '', '𝄞'])
  })
})

describe('cutBytes', () => {
  it('keeps as many whole characters as fit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 40 }), (text, maxBytes) => {
        const short = cutBytes(text, maxBytes)
        const [next = ''] = text.slice(short.length)

        expect(text.startsWith(short)).toBe(true)
        expect(Buffer.byteLength(short)).toBeLessThanOrEqual(maxBytes)
        if (short !== text) expect(Buffer.byteLength(short + next)).toBeGreaterThan(maxBytes)
      }),
    )
  })
})
