import { MAX_METRIC_VALUE } from '@org/core/aws'
import { describe, expect, it } from 'vitest'
import { GaugeLevel } from './gauge-level.js'

describe('GaugeLevel', () => {
  it('sends the last value', () => {
    const level = new GaugeLevel()
    for (const value of [3, -7.123_456_789]) expect(level.record(value)).toBeUndefined()

    expect(level.take()()).toEqual([{ value: -7.123_456_789 }])
  })

  it('keeps the last good value when a bad one follows', () => {
    const level = new GaugeLevel()
    level.record(3)

    expect(level.record(Number.NaN)).toBe('notFinite')
    expect(level.record(-MAX_METRIC_VALUE * 1.001)).toBe('outOfRange')
    expect(level.take()()).toEqual([{ value: 3 }])
  })

  it('sends 0 for a magnitude that CloudWatch may not take', () => {
    const level = new GaugeLevel()
    level.record(-1e-300)

    expect(level.take()()).toEqual([{ value: 0 }])
  })
})
