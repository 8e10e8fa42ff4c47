import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SettledState, settle, UNKNOWN_STATE } from './hysteresis.js'
import type { HealthStatus } from './status.js'

const thresholds = { failureThreshold: 3, successThreshold: 2 }

function settleAll(results: readonly HealthStatus[], limits = thresholds): SettledState {
  return results.reduce((state, result) => settle(state, result, limits), UNKNOWN_STATE)
}

describe('settle', () => {
  it.each<[readonly HealthStatus[], HealthStatus | undefined]>([
    [[], undefined],
    [['pass'], 'pass'],
    [['fail'], 'fail'],
    [['fail', 'pass'], 'pass'],
    [['pass', 'fail', 'fail'], 'pass'],
    [['pass', 'fail', 'fail', 'fail'], 'fail'],
    [['pass', 'fail', 'fail', 'pass', 'fail', 'fail'], 'pass'],
    [['pass', 'fail', 'fail', 'fail', 'pass'], 'fail'],
    [['pass', 'fail', 'fail', 'fail', 'pass', 'fail', 'pass'], 'fail'],
    [['pass', 'fail', 'fail', 'fail', 'pass', 'pass'], 'pass'],
    [['pass', 'fail', 'fail', 'fail', 'warn', 'warn'], 'warn'],
    [['pass', 'warn'], 'warn'],
    [['warn', 'fail', 'fail'], 'warn'],
  ])('with 3 failures and 2 passes as thresholds, %j is %s', (results, expected) => {
    expect(settleAll(results).status).toBe(expected)
  })

  it('fails a check that has passed only with as many failures in a row as the threshold, for any history', () => {
    const status = fc.constantFrom<HealthStatus>('pass', 'warn', 'fail')
    fc.assert(
      fc.property(
        fc.array(status, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (results, limit) => {
          let state = UNKNOWN_STATE
          let row = 0
          for (const result of results) {
            const before = state
            state = settle(state, result, { failureThreshold: limit, successThreshold: 1 })
            row = result === 'fail' ? row + 1 : 0
            if (before.status !== 'fail' && before.hasPassed && state.status === 'fail') expect(row).toBe(limit)
            if (result !== 'fail') expect(state.status).toBe(result)
          }
        },
      ),
    )
  })
})
