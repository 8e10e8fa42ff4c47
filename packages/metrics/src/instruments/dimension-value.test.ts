import { isDimensionValue } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sanitizeDimensionValue } from './dimension-value.js'

describe('sanitizeDimensionValue', () => {
  it.each([
    ['Zürich', 'Z?rich'],
    ['a\nb\u0000c', 'a?b?c'],
    [200, '200'],
    [true, 'true'],
    ['x'.repeat(1_025), 'x'.repeat(1_024)],
    [' padded ', ' padded '],
  ])('makes %j a value that CloudWatch takes', (given, expected) => {
    expect(sanitizeDimensionValue(given)).toBe(expected)
  })

  it.each([[''], ['   '], [undefined], [null], [{}], [[]], [Symbol('s')], [() => 'x']])(
    'finds no text in %s',
    (given) => {
      expect(sanitizeDimensionValue(given)).toBeUndefined()
    },
  )

  it('gives only values that are allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_500 }), (given) => {
        const sanitized = sanitizeDimensionValue(given)
        if (sanitized !== undefined) expect(isDimensionValue(sanitized)).toBe(true)
        if (isDimensionValue(given)) expect(sanitized).toBe(given)
      }),
      { numRuns: 50 },
    )
  })
})
