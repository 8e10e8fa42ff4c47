import { MonitoringError } from '@org/core'
import { describe, expect, it } from 'vitest'
import { CHECK_DEFAULTS, type Check, type LivenessCheck, resolveChecks } from './check.js'

const run = () => true

function refusal(check: unknown): string {
  try {
    resolveChecks([check as Check])
  } catch (error) {
    expect(MonitoringError.is(error) && error.code).toBe('MON_CONFIG_INVALID')
    return error instanceof Error ? error.message : ''
  }
  return 'accepted'
}

describe('resolveChecks', () => {
  it('makes a check a readiness check that does not gate, unless it says otherwise', () => {
    expect(resolveChecks([{ name: 'database', run }])).toEqual([
      { name: 'database', role: 'readiness', run, ...CHECK_DEFAULTS },
    ])
  })

  it('accepts each limit exactly', () => {
    const limits = { intervalMs: 10, timeoutMs: 1, failureThreshold: 1, successThreshold: 1_000 }
    expect(refusal({ name: 'x'.repeat(64), run, ...limits })).toBe('accepted')
  })

  it.each([
    [{ name: 'x'.repeat(65), run }, 'at most 64 characters'],
    [{ name: 'a/b', run }, 'checks[0].name'],
    [{ name: '', run }, 'checks[0].name'],
    [{ run }, 'got nothing'],
    [{ name: 'a' }, 'checks[0].run'],
    [{ name: 'a', run, intervalMs: 9 }, 'at least 10|from 10'],
    [{ name: 'a', run, intervalMs: 2_147_483_648 }, 'to 2147483647'],
    [{ name: 'a', run, timeoutMs: 0 }, 'from 1'],
    [{ name: 'a', run, failureThreshold: 0 }, 'from 1 to 1000'],
    [{ name: 'a', run, successThreshold: 1_001 }, 'from 1 to 1000'],
    [{ name: 'a', run, critical: 'yes' }, 'checks[0].critical'],
    [{ name: 'a', run, role: 'startup' }, 'checks[0].role'],
    [{ name: 'a', run, timeout: 5 }, 'no option `timeout`'],
    [{ name: 'a', role: 'liveness', run, timeoutMs: 5 }, 'no option `timeoutMs`'],
    [{ name: 'a', role: 'liveness', run, critical: true }, 'no option `critical`'],
    [null, 'checks[0]'],
  ])('refuses %j', (check, message) => {
    expect(refusal(check)).toMatch(new RegExp(message.replace(/[[\]]/g, '\\$&')))
  })

  it('refuses two checks of one name', () => {
    expect(() =>
      resolveChecks([
        { name: 'a', run },
        { name: 'a', role: 'liveness', run },
      ]),
    ).toThrow('named `a`')
  })

  it('does not compile when a liveness check is asynchronous', () => {
    const asynchronous: LivenessCheck = {
      name: 'a',
      role: 'liveness',
      // @ts-expect-error a liveness check must not wait for anything
      run: async () => true,
    }
    // @ts-expect-error a promise of nothing is a promise all the same
    const silent: LivenessCheck = { name: 'a', role: 'liveness', run: () => Promise.resolve() }
    // @ts-expect-error a response is not a verdict
    const response: Check = { name: 'a', run: async () => new Response() }

    expect([asynchronous, silent, response]).toHaveLength(3)
  })
})
