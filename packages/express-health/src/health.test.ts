import { ConfigurationError, type Diagnostic } from '@org/core'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createHealth } from './health.js'
import type { HealthOptions } from './options.js'
import type { HealthTransition } from './probe/transition.js'

function start(options: HealthOptions = {}) {
  const clock = createManualClock()
  const transitions: HealthTransition[] = []
  const diagnostics: Diagnostic[] = []
  const health = createHealth({
    clock,
    random: () => 0.5,
    onTransition: (transition) => transitions.push(transition),
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    ...options,
  })
  const statuses = () => {
    const { liveness, readiness } = health.snapshot()
    return { live: liveness.status, ready: readiness.status, reason: readiness.reason }
  }
  return { clock, health, transitions, diagnostics, statuses }
}

/** A dependency that can be switched off. */
function dependency() {
  const state = { up: true, runs: 0 }
  const run = async () => {
    state.runs += 1
    if (!state.up) throw new Error('connect ECONNREFUSED db.internal:5432')
  }
  return { state, run }
}

describe('readiness', () => {
  it('without checks is 503 until markReady, while liveness passes at once', () => {
    const { health, statuses } = start()
    expect(statuses()).toEqual({ live: 'pass', ready: 'fail', reason: 'starting' })

    health.markReady()

    expect(statuses()).toEqual({ live: 'pass', ready: 'pass', reason: undefined })
  })

  it('can start ready', () => {
    expect(start({ startReady: true }).statuses().ready).toBe('pass')
  })

  it('waits for the first pass of every critical check, whatever the threshold', async () => {
    const { state, run } = dependency()
    state.up = false
    const checks = [{ name: 'database', run, critical: true, failureThreshold: 5, successThreshold: 5 }]
    const { clock, statuses } = start({ checks, startReady: true })
    expect(statuses()).toMatchObject({ ready: 'fail', reason: 'starting' })

    await clock.advance(0)
    expect(statuses()).toMatchObject({ ready: 'fail', reason: 'database' })

    state.up = true
    await clock.advance(10_000)
    expect(statuses().ready).toBe('pass')
  })

  it('only warns when a check that is not critical fails', async () => {
    const { state, run } = dependency()
    const { clock, statuses } = start({ checks: [{ name: 'cache', run }], startReady: true })
    expect(statuses()).toMatchObject({ ready: 'warn', reason: 'cache' })
    await clock.advance(0)
    expect(statuses().ready).toBe('pass')

    state.up = false
    await clock.advance(30_000)

    expect(statuses()).toEqual({ live: 'pass', ready: 'warn', reason: 'cache' })
  })

  it('fails for a critical check only at its threshold, and comes back at the other', async () => {
    const { state, run } = dependency()
    const checks = [{ name: 'database', run, critical: true, failureThreshold: 3, successThreshold: 2 }]
    const { clock, statuses } = start({ checks, startReady: true })
    await clock.advance(0)

    state.up = false
    await clock.advance(20_000)
    expect(statuses().ready).toBe('pass')
    await clock.advance(10_000)
    expect(statuses().ready).toBe('fail')

    state.up = true
    await clock.advance(10_000)
    expect(statuses().ready).toBe('fail')
    await clock.advance(10_000)
    expect(statuses().ready).toBe('pass')
  })

  it('is not touched by liveness checks, nor liveness by readiness checks', async () => {
    const checks = [
      { name: 'wedged', role: 'liveness' as const, run: () => false },
      { name: 'database', critical: true, run: async () => {} },
    ]
    const { clock, statuses } = start({ checks, startReady: true })
    await clock.advance(0)

    expect(statuses()).toMatchObject({ live: 'fail', ready: 'pass' })
  })

  it('turns a pass that nobody renewed into warn, and back with the next result', async () => {
    const { run } = dependency()
    const { clock, health, transitions } = start({
      checks: [{ name: 'database', run, critical: true }],
      startReady: true,
    })
    await clock.advance(0)
    health.close()
    const edges = transitions.length

    await clock.advance(22_000)
    expect(health.snapshot().readiness.status).toBe('pass')
    await clock.advance(1)

    expect(health.snapshot().readiness).toMatchObject({ status: 'warn', reason: 'database' })
    expect(health.snapshot().readiness.checks[0]).toMatchObject({ stale: true, status: 'warn' })
    expect(transitions).toHaveLength(edges)
  })

  it('does not let staleness improve a failure', async () => {
    const run = async () => false
    const { clock, health } = start({ checks: [{ name: 'database', run, critical: true }], startReady: true })
    await clock.advance(0)
    health.close()

    await clock.advance(100_000)

    expect(health.snapshot().readiness.status).toBe('fail')
  })
})

describe('drain', () => {
  it('fails readiness at once and for good, and leaves liveness alone', async () => {
    const { health, clock, statuses } = start({ startReady: true })

    health.drain()
    expect(statuses()).toEqual({ live: 'pass', ready: 'fail', reason: 'draining' })

    health.markReady()
    await clock.advance(60_000)
    expect(statuses().ready).toBe('fail')
  })
})

describe('transitions', () => {
  it('are told once each, with the check before the probe that it explains', async () => {
    const { state, run } = dependency()
    const { clock, health, transitions } = start({ checks: [{ name: 'database', run, critical: true }] })
    health.markReady()
    health.markReady()
    await clock.advance(100_000)
    state.up = false
    await clock.advance(100_000)
    for (let probe = 0; probe < 50; probe++) health.snapshot()
    health.drain()

    const reason = 'Error: connect ECONNREFUSED db.internal:5432'
    expect(transitions).toMatchObject([
      { kind: 'check', name: 'database', from: 'unknown', to: 'pass', reason: undefined },
      { kind: 'probe', name: 'readiness', from: 'fail', to: 'pass' },
      { kind: 'check', name: 'database', from: 'pass', to: 'fail', reason },
      { kind: 'probe', name: 'readiness', from: 'pass', to: 'fail', reason: 'database' },
    ])
  })

  it('reports a failing check once and its recovery once', async () => {
    const { state, run } = dependency()
    const { clock, diagnostics } = start({ checks: [{ name: 'database', run }] })
    state.up = false
    await clock.advance(200_000)
    state.up = true
    await clock.advance(200_000)

    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_HEALTH_CHECK_FAILED', 'MON_HEALTH_CHECK_RECOVERED'])
    expect(diagnostics[0]?.message).toContain('`database`')
    expect(diagnostics.map(({ subject }) => subject)).toEqual(['database', 'database'])
  })

  it('names each of several checks that fail at once', async () => {
    const names = ['database', 'queue', 'cache']
    const { clock, diagnostics } = start({ checks: names.map((name) => ({ name, critical: true, run: () => false })) })

    await clock.advance(0)

    expect(diagnostics.map(({ code, subject }) => [code, subject])).toEqual(
      names.map((name) => ['MON_HEALTH_CHECK_FAILED', name]),
    )
  })
})

describe('createHealth', () => {
  it('serves the same deeply frozen snapshot until something changes', async () => {
    const { clock, health } = start({ checks: [{ name: 'database', run: async () => {} }] })
    await clock.advance(0)
    const snapshot = health.snapshot()

    expect(health.snapshot()).toBe(snapshot)
    for (const part of [snapshot, snapshot.readiness, snapshot.readiness.checks, snapshot.readiness.checks[0]]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it('leaves no timer behind when a liveness check is refused, and none after close', () => {
    const clock = createManualClock()
    const checks = [
      { name: 'a', run: async () => {} },
      { name: 'b', role: 'liveness' as const, run: (async () => {}) as never },
    ]
    expect(() => createHealth({ clock, checks })).toThrow('returned a promise')
    expect(clock.pendingTimers).toBe(0)

    const health = createHealth({ clock, checks: checks.slice(0, 1) })
    expect(clock.pendingTimers).toBe(1)
    health[Symbol.dispose]()
    expect(clock.pendingTimers).toBe(0)
  })

  it.each([
    [{ check: [] }, 'no option `check`'],
    [{ checks: {} }, '`checks` must be an array'],
    [{ startReady: 1 }, '`startReady`'],
    [{ details: 'sometimes' }, '`details`'],
    [{ details: true }, '`details`'],
    [{ prefix: 'internal' }, '`prefix`'],
    [{ prefix: '/internal/' }, '`prefix`'],
    [{ paths: { liveness: '/livez?x' } }, '`paths.liveness`'],
    [{ paths: { liveness: '/health', readiness: '/health' } }, 'must not contain each other'],
    [{ paths: { liveness: '/health', readiness: '/health/ready' } }, 'must not contain each other'],
    [{ paths: { startup: '/startupz' } }, 'no option `startup`'],
    [{ onTransition: 'log' }, '`onTransition`'],
    [{ onDiagnostic: true }, '`onDiagnostic`'],
    [{ random: 1 }, '`random`'],
    [{ clock: {} }, '`clock` must have the methods now, monotonic, schedule, keepAlive'],
    [{ clock: { now: Date.now, monotonic: Date.now, schedule: setTimeout } }, 'it has no keepAlive'],
    [{ clock: Date }, '`clock`'],
    [null, 'createHealth'],
    [[], 'createHealth'],
  ])('refuses %j', (options, message) => {
    const create = () => createHealth(options as HealthOptions)

    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(message)
  })
})
