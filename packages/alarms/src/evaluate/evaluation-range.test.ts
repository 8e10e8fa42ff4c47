import { describe, expect, it } from 'vitest'
import { type EvaluationRangeProfile, evaluationRangeOf } from './evaluation-range.js'

function rangeOf(evaluationPeriods: number, periodSeconds: number, range: EvaluationRangeProfile | number) {
  return evaluationRangeOf({ evaluationPeriods, periodSeconds }, range)
}

describe('evaluationRangeOf', () => {
  it.each([
    [3, 300, 5, 'the tables of the documentation'],
    [1, 60, 6, 'points up to 6 minutes old count'],
    [2, 60, 6, 'points up to 6 minutes old count'],
    [1, 540, 3, 'a point two periods back counts'],
    [1, 900, 3, 'a 15-minute alarm recovers 46 minutes after its last point'],
    [1, 86_400, 3, 'a daily alarm notices silence on the third or fourth day'],
  ])('by measurement, %d of %d s look back over %d datapoints: %s', (n, period, expected) => {
    expect(rangeOf(n, period, 'measured')).toBe(expected)
  })

  it('adds two datapoints for longer windows and for high resolution', () => {
    expect(rangeOf(5, 60, 'measured')).toBe(7)
    expect(rangeOf(3, 10, 'measured')).toBe(5)
    expect(rangeOf(1, 60, 'documented')).toBe(3)
  })

  it('takes a number from N on', () => {
    expect(rangeOf(3, 60, 3)).toBe(3)
    expect(() => rangeOf(3, 60, 2)).toThrow('at least evaluationPeriods (3); got 2')
    expect(() => rangeOf(3, 60, 3.5)).toThrow('whole number')
  })

  it('refuses a profile it does not know', () => {
    expect(() => rangeOf(3, 60, 'guessed' as never)).toThrow('one of measured, documented; got guessed')
  })
})
