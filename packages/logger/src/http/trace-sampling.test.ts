import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTraceSampled } from './trace-sampling.js'

const XRAY_ROOT = '1-5759e988-bd862e3fe1be46a994272793'

/** A trace id whose random part is `randomness`. */
function traceOf(randomness: string): string {
  return 'ab'.repeat(9) + randomness
}

function hexDigits(count: number): fc.Arbitrary<string> {
  return fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: count, maxLength: count })
    .map((all) => all.join(''))
}

const anyId = fc.oneof(hexDigits(32), hexDigits(16), fc.uuid(), fc.string())
const anyRate = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 2 ** -56, 2 ** -53, 0.5, 1))

/** Ids as a service would make them, from a fixed seed. */
function* idsFrom(seed: number, count: number): Generator<string> {
  const random = createSeededRandom(seed)
  const word = (): string =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  for (let made = 0; made < count; made++) yield word() + word() + word() + word()
}

function expectShare(ids: Iterable<string>, count: number, rate: number): void {
  let sampled = 0
  for (const id of ids) if (isTraceSampled(id, rate)) sampled += 1
  // Five standard deviations of the binomial distribution.
  const tolerance = 5 * Math.sqrt(count * rate * (1 - rate))
  expect(Math.abs(sampled - count * rate)).toBeLessThan(tolerance)
}

describe('isTraceSampled', () => {
  // Thresholds and random values of https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/
  // and of the probability sampler's specification: th:c is 25 %, th:8 is 50 %.
  it.each([
    [0.25, 'c0000000000000'],
    [0.5, '80000000000000'],
    [1 - 0x456789a / 2 ** 28, '456789a0000000'],
    [0x100 / 2 ** 56, 'ffffffffffff00'],
    [3 / 2 ** 56, 'fffffffffffffd'],
    [2 ** -56, 'ffffffffffffff'],
  ])('has the threshold of OpenTelemetry at the rate %d', (rate, threshold) => {
    const below = (BigInt(`0x${threshold}`) - 1n).toString(16).padStart(14, '0')

    expect(isTraceSampled(traceOf(threshold), rate)).toBe(true)
    expect(isTraceSampled(traceOf(below), rate)).toBe(false)
  })

  it.each([
    ['d29d6a7215ced0', 0.25, true],
    ['d29d6a7215ced0', 0.1, false],
    // 1 % is th:fd70a4 in five digits.
    ['fd70a400000000', 0.01, true],
    ['fd70a300000000', 0.01, false],
  ])('agrees with the examples of OpenTelemetry: %s at %d', (randomness, rate, sampled) => {
    expect(isTraceSampled(traceOf(randomness), rate)).toBe(sampled)
  })

  it('never samples at 0 and always at 1', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect([isTraceSampled(id, 0), isTraceSampled(id, 1)]).toEqual([false, true])
      }),
    )
  })

  it('samples at every higher rate what it samples at a lower one', () => {
    fc.assert(
      fc.property(anyId, anyRate, anyRate, (id, a, b) => {
        fc.pre(isTraceSampled(id, Math.min(a, b)))
        expect(isTraceSampled(id, Math.max(a, b))).toBe(true)
      }),
    )
  })

  it.each([0.001, 0.01, 0.1, 0.5])('samples the share %d of random ids', (rate) => {
    expectShare(idsFrom(1, 100_000), 100_000, rate)
  })

  it.each([0.001, 0.01, 0.1, 0.5])('samples the share %d of ids that are counted up', (rate) => {
    const count = 50_000
    const counted = Array.from({ length: count }, (_unused, index) => `order-${String(index).padStart(14, '0')}`)

    expectShare(counted, count, rate)
  })

  it('gives both forms of an X-Ray id one verdict, in any case', () => {
    fc.assert(
      fc.property(hexDigits(8), hexDigits(24), anyRate, (time, random, rate) => {
        const verdict = isTraceSampled(time + random, rate)

        expect(isTraceSampled(`1-${time}-${random}`, rate)).toBe(verdict)
        expect(isTraceSampled(`1-${time}-${random}`.toUpperCase(), rate)).toBe(verdict)
      }),
    )
  })

  it('does not look at the time in an X-Ray id, nor at the first half of one of W3C', () => {
    fc.assert(
      fc.property(hexDigits(18), hexDigits(18), hexDigits(14), anyRate, (a, b, random, rate) => {
        expect(isTraceSampled(a + random, rate)).toBe(isTraceSampled(b + random, rate))
      }),
    )
    expect(isTraceSampled(XRAY_ROOT, 0.5)).toBe(isTraceSampled(XRAY_ROOT.replace('5759e988', 'ffffffff'), 0.5))
  })

  it('gives a 64-bit id the verdict of its 128-bit form', () => {
    fc.assert(
      fc.property(hexDigits(16), anyRate, (id, rate) => {
        expect(isTraceSampled(id, rate)).toBe(isTraceSampled(`${'0'.repeat(16)}${id}`, rate))
      }),
    )
  })

  it.each([
    [Number.NaN, false],
    [-0.5, false],
    [Number.NEGATIVE_INFINITY, false],
    [1.5, true],
    [Number.POSITIVE_INFINITY, true],
  ])('has a verdict at the rate %d, too', (rate, sampled) => {
    for (const id of ['0'.repeat(32), 'f'.repeat(32), 'order-1', '']) expect(isTraceSampled(id, rate)).toBe(sampled)
  })

  it('does not throw where there is no trace', () => {
    expect(isTraceSampled(undefined as never, 1)).toBe(true)
    expect(isTraceSampled(undefined as never, 0)).toBe(false)
  })
})
