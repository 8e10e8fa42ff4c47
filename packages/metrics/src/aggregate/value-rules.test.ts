import { MAX_METRIC_VALUE, MIN_METRIC_MAGNITUDE } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compactValue, isInRange, withoutUnderflow } from './value-rules.js'

const anyValue = fc.oneof(
  fc.double({ min: -MAX_METRIC_VALUE, max: MAX_METRIC_VALUE, noNaN: true }).map(withoutUnderflow),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(withoutUnderflow),
)

describe('compactValue', () => {
  it('is off by half a unit of the sixth digit at most', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(Math.abs(compactValue(value) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.000_001e-6)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is short as text for the values of everyday', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (value) => {
        expect(String(compactValue(value)).replace(/^0\.0*|\./, '').length).toBeLessThanOrEqual(6 + 1)
        expect(compactValue(value)).toBe(Number(compactValue(value).toPrecision(6)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps order, range and whole numbers', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(compactValue(Math.min(a, b))).toBeLessThanOrEqual(compactValue(Math.max(a, b)))
        expect(isInRange(compactValue(a))).toBe(true)
      }),
    )
    fc.assert(fc.property(fc.maxSafeInteger(), (value) => compactValue(value) === value))
    expect(compactValue(MAX_METRIC_VALUE)).toBeLessThanOrEqual(MAX_METRIC_VALUE)
  })
})

describe('withoutUnderflow', () => {
  it('keeps the smallest magnitude that CloudWatch takes, and makes less of it 0', () => {
    expect(withoutUnderflow(MIN_METRIC_MAGNITUDE)).toBe(MIN_METRIC_MAGNITUDE)
    expect(withoutUnderflow(-MIN_METRIC_MAGNITUDE)).toBe(-MIN_METRIC_MAGNITUDE)
    expect(withoutUnderflow(MIN_METRIC_MAGNITUDE / 1.000_001)).toBe(0)
    expect(withoutUnderflow(-MIN_METRIC_MAGNITUDE / 1.000_001)).toBe(0)
  })
})
