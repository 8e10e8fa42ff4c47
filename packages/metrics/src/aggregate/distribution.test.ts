import { MAX_METRIC_VALUE, MAX_VALUES_PER_DATUM } from '@org/core/aws'
import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Measurement } from './aggregator.js'
import { Distribution, MAX_EXACT_VALUES } from './distribution.js'
import { maxRelativeError } from './exponential-buckets.js'
import { MAX_BUCKETS } from './signed-buckets.js'

/** What rounding to 6 significant digits adds. */
const ROUNDING = 5e-6

type Pair = readonly [value: number, count: number]

function pairsOf(measurements: readonly Measurement[]): Pair[] {
  return measurements.flatMap((measurement) => {
    if (!('values' in measurement)) throw new Error('A histogram is sent as values and counts.')
    expect(measurement.values.length).toBe(measurement.counts.length)
    expect(measurement.values.length).toBeLessThanOrEqual(MAX_VALUES_PER_DATUM)
    return measurement.values.map((value, index): Pair => [value, measurement.counts[index] ?? 0])
  })
}

function observe(values: Iterable<number>): Pair[] {
  const distribution = new Distribution()
  for (const value of values) expect(distribution.record(value)).toBeUndefined()
  return pairsOf(distribution.take()())
}

/** The observation of every rank, ascending. */
function ranks(pairs: readonly Pair[]): number[] {
  return pairs.flatMap(([value, count]) => new Array<number>(count).fill(value))
}

function expectWithin(pairs: readonly Pair[], values: readonly number[], bound: number): void {
  const exact = [...values].sort((a, b) => a - b)
  const sent = ranks(pairs)
  expect(sent).toHaveLength(exact.length)
  let worst = 0
  sent.forEach((value, rank) => {
    const truth = exact[rank] ?? Number.NaN
    const error = truth === 0 ? Math.abs(value) : Math.abs(value - truth) / Math.abs(truth)
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error)
  })
  expect(worst).toBeLessThanOrEqual(bound + ROUNDING)
}

/** So many values that differ, from `first` on and all within one octave. */
function different(count: number, first = 1_000): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

describe('Distribution', () => {
  it('counts each value exactly while there are at most 150 different ones', () => {
    const values = [...different(MAX_EXACT_VALUES), ...different(MAX_EXACT_VALUES)]

    const pairs = observe(values)

    expect(pairs).toEqual(different(MAX_EXACT_VALUES).map((value) => [value, 2]))
  })

  it('keeps whole numbers of any length exact, and others to 6 significant digits', () => {
    expect(observe([1_234_567, 0.123_456_78, 12.345_678])).toEqual([
      [0.123_457, 1],
      [12.3457, 1],
      [1_234_567, 1],
    ])
  })

  it('adds up values that become the same by rounding', () => {
    expect(observe([0.100_000_01, 0.1, 0.100_000_02])).toEqual([[0.1, 3]])
  })

  it('goes over to buckets at the 151st different value', () => {
    const values = different(MAX_EXACT_VALUES + 1)

    const pairs = observe(values)

    expect(pairs.length).toBeLessThan(20)
    expectWithin(pairs, values, maxRelativeError(6))
  })

  it('keeps the lowest and the highest value exact in buckets', () => {
    const random = createSeededRandom(7)
    const values = Array.from({ length: 5_000 }, () => Math.round(random() * 1e6) / 64)

    const pairs = observe(values)

    expect(pairs[0]?.[0]).toBe(Number(Math.min(...values).toPrecision(6)))
    expect(pairs.at(-1)?.[0]).toBe(Number(Math.max(...values).toPrecision(6)))
  })

  it('takes zero, negative and tiny values, each to its own side', () => {
    const positive = different(200, 1)
    const values = [...positive, ...positive.map((value) => -value), 0, 0, 1e-200, -1e-200]

    const pairs = observe(values)

    expect(pairs.find(([value]) => value === 0)?.[1]).toBe(4)
    expect(ranks(pairs)).toEqual([...ranks(pairs)].sort((a, b) => a - b))
    expectWithin(
      pairs,
      values.map((value) => (Math.abs(value) < 1e-100 ? 0 : value)),
      maxRelativeError(4),
    )
  })

  it('takes the ends of the range and refuses what is beyond', () => {
    const distribution = new Distribution()

    expect(distribution.record(MAX_METRIC_VALUE)).toBeUndefined()
    expect(distribution.record(-MAX_METRIC_VALUE)).toBeUndefined()
    expect(distribution.record(MAX_METRIC_VALUE * 1.001)).toBe('outOfRange')
    expect(distribution.record(-MAX_METRIC_VALUE * 1.001)).toBe('outOfRange')
    expect(distribution.record(Number.NaN)).toBe('notFinite')
    expect(distribution.record(Number.POSITIVE_INFINITY)).toBe('notFinite')

    expect(pairsOf(distribution.take()()).map(([, count]) => count)).toEqual([1, 1])
  })

  it('starts empty after each window, which may be written later', () => {
    const distribution = new Distribution()
    const [busy, quiet] = [different(500), [1, 2]].map((values) => {
      for (const value of values) distribution.record(value)
      return distribution.take()
    })
    distribution.record(-5)

    expect(pairsOf(distribution.take()())).toEqual([[-5, 1]])
    expect(pairsOf(quiet?.() ?? [])).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(ranks(pairsOf(busy?.() ?? []))).toHaveLength(500)
  })

  it('needs two datums at most, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -MAX_METRIC_VALUE, max: MAX_METRIC_VALUE, noNaN: true }), {
          minLength: 300,
          maxLength: 2_000,
        }),
        (values) => {
          const distribution = new Distribution()
          for (const value of values) distribution.record(value)
          const measurements = distribution.take()()

          expect(measurements.length).toBeLessThanOrEqual(2)
          expect(ranks(pairsOf(measurements))).toHaveLength(values.length)
        },
      ),
      { numRuns: 50, endOnFailure: true },
    )
  })

  it('keeps the finest scale up to the last bucket that fits, and halves it at the next', () => {
    // Three values in each bucket, the first and the last one near the outer ends.
    const inBuckets = (count: number): number[] =>
      Array.from({ length: count }, (_, index) => {
        const within = index === 0 ? 0.1 : index === count - 1 ? 0.9 : 0.5
        return new Array<number>(3).fill(2 ** ((index + within) / 64))
      }).flat()
    const most = observe(inBuckets(MAX_BUCKETS))
    const oneMore = observe(inBuckets(MAX_BUCKETS + 1))

    expect(most).toHaveLength(2 * MAX_VALUES_PER_DATUM)
    expectWithin(most, inBuckets(MAX_BUCKETS), maxRelativeError(6))
    expect(oneMore.length).toBeLessThanOrEqual(MAX_BUCKETS / 2 + 3)
    expectWithin(oneMore, inBuckets(MAX_BUCKETS + 1), maxRelativeError(5))
  })

  it('lists every value once and in ascending order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 1_000 }), (values) => {
        const sent = observe(values).map(([value]) => value)

        expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b))
      }),
      { numRuns: 200 },
    )
  })

  it('is off by 2.17 % at most at any rank for values within a factor of 250,000, however many', () => {
    // 2^18 is that factor: 18 octaves of 16 buckets are fewer than MAX_BUCKETS.
    expect(18 * 16 + 1).toBeLessThanOrEqual(MAX_BUCKETS)
    fc.assert(
      fc.property(
        fc.integer(),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.integer({ min: 500, max: 10_000 }),
        (seed, lowest, count) => {
          const random = createSeededRandom(seed)
          const values = Array.from({ length: count }, () => lowest * 2 ** (random() * 18))

          expectWithin(observe(values), values, maxRelativeError(4))
        },
      ),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('is off by 1.09 % at most for values within a factor of 500', () => {
    // 9 octaves of 32 buckets.
    expect(9 * 32 + 1).toBeLessThanOrEqual(MAX_BUCKETS)
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (seed, lowest) => {
        const random = createSeededRandom(seed)
        const values = Array.from({ length: 5_000 }, () => lowest * 2 ** (random() * 9))

        expectWithin(observe(values), values, maxRelativeError(5))
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it.each([
    ['lognormal', (random: () => number) => 25 * Math.exp(0.8 * normal(random))],
    ['bimodal', (random: () => number) => (random() < 0.8 ? 1.2 : 180) * Math.exp(0.2 * normal(random))],
    ['Pareto', (random: () => number) => 5 / (1 - random()) ** (1 / 1.2)],
  ])('is off by 1.09 %% at most for 2,000 %s latencies', (_name, draw) => {
    const random = createSeededRandom(42)
    const values = Array.from({ length: 2_000 }, () => draw(random))

    expectWithin(observe(values), values, maxRelativeError(5))
  })
})

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
