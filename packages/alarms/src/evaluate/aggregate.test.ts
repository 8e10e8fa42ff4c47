import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MetricStatistic } from '../definition/statistic.js'
import { aggregate } from './aggregate.js'
import type { Observation } from './observation.js'

const seen = (value: number, count = 1): Observation => ({ timestamp: 0, value, count })
const set = (sampleCount: number, sum: number, minimum: number, maximum: number): Observation => ({
  timestamp: 0,
  statistics: { sampleCount, sum, minimum, maximum },
})

describe('aggregate', () => {
  it.each<[MetricStatistic, number]>([
    ['SampleCount', 4],
    ['Sum', 14],
    ['Average', 3.5],
    ['Minimum', 2],
    ['Maximum', 8],
  ])('computes %s over values and their counts', (statistic, expected) => {
    expect(aggregate([seen(2, 3), seen(8)], statistic)).toBe(expected)
  })

  it('merges statistic sets with plain values', () => {
    const observations = [set(3, 12, 1, 7), seen(10, 2)]

    expect(aggregate(observations, 'SampleCount')).toBe(5)
    expect(aggregate(observations, 'Sum')).toBe(32)
    expect(aggregate(observations, 'Average')).toBe(6.4)
    expect(aggregate(observations, 'Minimum')).toBe(1)
    expect(aggregate(observations, 'Maximum')).toBe(10)
  })

  it('has no value without samples', () => {
    expect(aggregate([], 'Sum')).toBeUndefined()
    expect(aggregate([seen(5, 0), set(0, 0, 0, 0)], 'Sum')).toBeUndefined()
    expect(aggregate([], 'p99')).toBeUndefined()
  })

  it('tells a sum of zero from no data', () => {
    expect(aggregate([seen(0)], 'Sum')).toBe(0)
  })

  it.each<[MetricStatistic, number]>([
    ['p0', 1],
    ['p50', 50],
    ['p95', 95],
    ['p99', 99],
    ['p99.5', 100],
    ['p100', 100],
  ])('takes %s of 1 to 100 by nearest rank', (statistic, expected) => {
    const observations = Array.from({ length: 100 }, (_, index) => seen(100 - index))

    expect(aggregate(observations, statistic)).toBe(expected)
  })

  it('answers a percentile with a value that was measured, never one between two modes', () => {
    expect(aggregate([seen(10, 50), seen(1_000, 50)], 'p50')).toBe(10)
    expect(aggregate([seen(10, 50), seen(1_000, 50)], 'p50.01')).toBe(1_000)
  })

  it('ranks exactly where floating point would slip', () => {
    const observations = Array.from({ length: 1_000 }, (_, index) => seen(index + 1))

    expect(aggregate(observations, 'p99.9')).toBe(999)
    expect(aggregate(observations, 'p1.1')).toBe(11)
  })

  it('has no percentile of a statistic set that hides its values', () => {
    expect(aggregate([set(3, 12, 1, 7)], 'p50')).toBeUndefined()
    expect(aggregate([seen(1, 100), set(2, 3, 1, 2)], 'p50')).toBeUndefined()
  })

  it('has a percentile of a statistic set of one sample or of equal values', () => {
    expect(aggregate([set(1, 7, 7, 7)], 'p99')).toBe(7)
    expect(aggregate([set(9, 18, 2, 2), seen(5)], 'p90')).toBe(2)
  })

  const observations = fc.array(
    fc.record({ timestamp: fc.constant(0), value: fc.integer(), count: fc.integer({ min: 1, max: 50 }) }),
    { minLength: 1, maxLength: 20 },
  )
  const percentile = fc.integer({ min: 0, max: 10_000 }).map((n): MetricStatistic => `p${n / 100}`)

  it('gives a percentile that enough samples do not exceed, and not too many', () => {
    fc.assert(
      fc.property(observations, percentile, (list, statistic) => {
        const expanded = list.flatMap(({ value, count }) => Array.from({ length: count }, () => value))
        const share = Number(statistic.slice(1)) / 100
        const result = aggregate(list, statistic) ?? Number.NaN

        const atMost = expanded.filter((value) => value <= result).length
        const below = expanded.filter((value) => value < result).length
        expect(expanded).toContain(result)
        expect(atMost).toBeGreaterThanOrEqual(share * expanded.length - 1e-6)
        expect(below === 0 || below < share * expanded.length + 1e-6).toBe(true)
      }),
    )
  })

  it('does not depend on the order of observations, nor on how equal values are split', () => {
    fc.assert(
      fc.property(observations, percentile, (list, statistic) => {
        const split = [...list]
          .reverse()
          .flatMap(({ value, count }) => Array.from({ length: count }, () => seen(value)))

        for (const each of ['SampleCount', 'Sum', 'Minimum', 'Maximum', statistic] as const) {
          expect(aggregate(split, each)).toBe(aggregate(list, each))
        }
      }),
    )
  })
})
