import { describe, expect, it } from 'vitest'
import { guardedRandom } from './guarded-random.js'

describe('random numbers of the application', () => {
  it.each([0, 0.25, 1 - Number.EPSILON])('are used as they are: %s', (value) => {
    expect(guardedRandom(() => value)()).toBe(value)
  })

  it.each<[string, () => unknown]>([
    ['1', () => 1],
    ['a negative number', () => -0.1],
    ['no number', () => 'x'],
    ['NaN', () => Number.NaN],
    ['nothing', () => undefined],
    [
      'an error',
      () => {
        throw new Error('of the application')
      },
    ],
    ['a promise that rejects', () => Promise.reject(new Error('of the application'))],
  ])('are the middle where the function gives %s, and nothing else happens', async (_what, random) => {
    expect(guardedRandom(random as () => number)()).toBe(0.5)
    // An unhandled rejection would fail the test run.
    await new Promise((resolve) => setImmediate(resolve))
  })
})
