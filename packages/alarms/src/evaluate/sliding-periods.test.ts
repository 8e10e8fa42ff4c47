import { describe, expect, it } from 'vitest'
import type { Observation } from './observation.js'
import { evaluationIntervalMs, slidingPeriods } from './sliding-periods.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const at = (minutes: number, seconds = 0): number => NOON + minutes * 60_000 + seconds * 1_000
const point = (timestamp: number): Observation => ({ timestamp, value: 1, count: 1 })
const FIVE_MINUTES = { periodSeconds: 300, evaluationPeriods: 3 }

describe('slidingPeriods', () => {
  it('counts periods back from the evaluation minute, as in the example of the documentation', () => {
    const startsAt = (moment: number) =>
      slidingPeriods([], { at: moment, count: 3, definition: FIVE_MINUTES }).map(({ start }) => (start - NOON) / 60_000)

    expect(startsAt(at(15))).toEqual([0, 5, 10])
    expect(startsAt(at(16))).toEqual([1, 6, 11])
    expect(startsAt(at(16, 59))).toEqual([1, 6, 11])
  })

  it('puts a point at the start of a period into it, and one at its end into the next', () => {
    const observations = [at(4, 59.999), at(5), at(9, 59.999), at(10), at(15)].map(point)

    const periods = slidingPeriods(observations, { at: at(15), count: 2, definition: FIVE_MINUTES })

    expect(periods.map(({ observations: inPeriod }) => inPeriod.map(({ timestamp }) => timestamp))).toEqual([
      [at(5), at(9, 59.999)],
      [at(10)],
    ])
  })

  it('evaluates a high-resolution alarm every ten seconds', () => {
    const definition = { periodSeconds: 10, evaluationPeriods: 2 }

    const periods = slidingPeriods([point(at(0, 5)), point(at(0, 15))], { at: at(0, 29), count: 2, definition })

    expect(periods.map(({ start, observations }) => [start, observations.length])).toEqual([
      [at(0), 1],
      [at(0, 10), 1],
    ])
  })

  it('evaluates once an hour, on data up to the hour, when the window is longer than a day', () => {
    expect(evaluationIntervalMs({ periodSeconds: 3_600, evaluationPeriods: 24 })).toBe(60_000)
    expect(evaluationIntervalMs({ periodSeconds: 3_600, evaluationPeriods: 25 })).toBe(3_600_000)
    const definition = { periodSeconds: 86_400, evaluationPeriods: 2 }

    const [period] = slidingPeriods([point(at(59))], { at: at(59, 30), count: 1, definition })

    expect(period).toMatchObject({ end: NOON, observations: [] })
  })
})
