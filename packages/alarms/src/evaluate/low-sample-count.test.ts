import { describe, expect, it } from 'vitest'
import { significantSampleCount } from './low-sample-count.js'

describe('significantSampleCount', () => {
  it.each([
    [99, 1_000],
    [99.9, 10_000],
    [95, 200],
    [90, 100],
    [50, 20],
    [49, 1_000 / 49],
    [10, 100],
    [1, 1_000],
  ])('p%d wants %d samples', (percentile, samples) => {
    expect(significantSampleCount(percentile)).toBeCloseTo(samples, 10)
  })

  it('asks nothing of the minimum and the maximum', () => {
    expect(significantSampleCount(0)).toBeUndefined()
    expect(significantSampleCount(100)).toBeUndefined()
  })
})
