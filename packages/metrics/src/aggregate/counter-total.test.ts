import { MAX_METRIC_VALUE } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CounterTotal } from './counter-total.js'

describe('CounterTotal', () => {
  it('sends one value that is the exact total', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 })), (values) => {
        const total = new CounterTotal()
        for (const value of values) expect(total.record(value)).toBeUndefined()

        expect(total.take()()).toEqual([{ value: values.reduce((sum, value) => sum + value, 0) }])
      }),
    )
  })

  it('starts at 0 after each window', () => {
    const total = new CounterTotal()
    total.record(3)
    total.take()
    total.record(4)

    expect(total.take()()).toEqual([{ value: 4 }])
  })

  it.each([
    [-1, 'negative'],
    [Number.NEGATIVE_INFINITY, 'negative'],
    [Number.NaN, 'notFinite'],
    [Number.POSITIVE_INFINITY, 'notFinite'],
    [MAX_METRIC_VALUE * 1.001, 'outOfRange'],
  ])('refuses %d and keeps its total', (value, reason) => {
    const total = new CounterTotal()
    total.record(5)

    expect(total.record(value)).toBe(reason)
    expect(total.take()()).toEqual([{ value: 5 }])
  })

  it('refuses what would lift the total beyond the range', () => {
    const total = new CounterTotal()

    expect(total.record(MAX_METRIC_VALUE)).toBeUndefined()
    expect(total.record(MAX_METRIC_VALUE)).toBe('outOfRange')
    expect(total.take()()).toEqual([{ value: MAX_METRIC_VALUE }])
  })
})
