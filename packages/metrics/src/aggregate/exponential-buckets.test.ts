import { MAX_METRIC_VALUE, MIN_METRIC_MAGNITUDE } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketIndex,
  createBucketValue,
  ExponentialBuckets,
  maxRelativeError,
  RECORDING_SCALE,
} from './exponential-buckets.js'

const anyMagnitude = fc.double({ min: MIN_METRIC_MAGNITUDE, max: MAX_METRIC_VALUE, noNaN: true })
const latency = fc.double({ min: 0.01, max: 100_000, noNaN: true })

/** Bounds are computed in doubles: values so close to one may lie on either side. */
const TOLERANCE = 1 + 1e-13

describe('bucketIndex', () => {
  it('puts a value above the lower bound and not above the upper bound of its bucket', () => {
    fc.assert(
      fc.property(fc.oneof(anyMagnitude, latency), (value) => {
        const index = bucketIndex(value)

        expect(2 ** (index / 64) / TOLERANCE).toBeLessThan(value)
        expect(2 ** ((index + 1) / 64) * TOLERANCE).toBeGreaterThanOrEqual(value)
      }),
      { numRuns: 5_000 },
    )
  })

  it('puts a power of two at the upper end of the bucket below, exactly', () => {
    for (let exponent = -350; exponent <= 360; exponent++) {
      expect(bucketIndex(2 ** exponent)).toBe(exponent * 64 - 1)
      expect(bucketIndex(2 ** exponent * (1 + Number.EPSILON))).toBe(exponent * 64)
    }
  })

  it('never falls when values rise', () => {
    fc.assert(
      fc.property(anyMagnitude, anyMagnitude, (a, b) => {
        expect(bucketIndex(Math.min(a, b))).toBeLessThanOrEqual(bucketIndex(Math.max(a, b)))
      }),
    )
  })
})

describe('createBucketValue', () => {
  it('is equally far, in relative terms, from both ends of its bucket', () => {
    for (const scale of [6, 5, 4, 0, -3]) {
      const lower = 2 ** (10 / 2 ** scale)
      const upper = 2 ** (11 / 2 ** scale)
      const value = createBucketValue(scale)(10)

      expect((value - lower) / lower).toBeCloseTo(maxRelativeError(scale), 10)
      expect((upper - value) / upper).toBeCloseTo(maxRelativeError(scale), 10)
    }
  })

  it('has the errors that the documentation states', () => {
    expect(maxRelativeError(6)).toBeLessThan(0.0055)
    expect(maxRelativeError(5)).toBeLessThan(0.0109)
    expect(maxRelativeError(4)).toBeLessThan(0.0217)
  })
})

describe('ExponentialBuckets', () => {
  it('lists the buckets in use in ascending order and loses no count', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyMagnitude, fc.integer({ min: 1, max: 1_000 }))), (observations) => {
        const buckets = new ExponentialBuckets()
        for (const [value, count] of observations) buckets.add(value, count)
        const { indices, counts } = buckets.occupied()

        expect(indices).toEqual([...new Set(observations.map(([value]) => bucketIndex(value)))].sort((a, b) => a - b))
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
          observations.reduce((sum, [, count]) => sum + count, 0),
        )
      }),
    )
  })

  it('merges neighbours exactly when the resolution is halved', () => {
    fc.assert(
      fc.property(latency, (value) => {
        const merged = bucketIndex(value) >> 1
        const base = 2 ** (2 ** -(RECORDING_SCALE - 1))

        expect(base ** merged / TOLERANCE).toBeLessThan(value)
        expect(base ** (merged + 1) * TOLERANCE).toBeGreaterThanOrEqual(value)
      }),
    )
  })
})
