import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { gracefulShutdown } from '../shutdown/graceful-shutdown.js'
import { createManualClock, createTestHealth, createTestProcess } from '../testing.js'

describe('createTestHealth', () => {
  it('runs checks on demand, in a time that stands still, and keeps what was said', async () => {
    let up = true
    let runs = 0
    const { health, clock, transitions, diagnostics, runChecks } = createTestHealth({
      startReady: true,
      checks: [
        { name: 'database', critical: true, failureThreshold: 2, run: async () => ++runs > 0 && up },
        { name: 'heap', role: 'liveness', run: () => undefined },
      ],
    })
    const startedAt = clock.now()

    expect((await runChecks()).readiness.status).toBe('pass')
    up = false
    expect((await runChecks()).readiness.status).toBe('pass')
    expect((await runChecks()).readiness.status).toBe('fail')

    expect(runs).toBe(3)
    expect(clock.now()).toBe(startedAt)
    expect(transitions).toMatchObject([
      { kind: 'check', name: 'heap', from: 'unknown', to: 'pass' },
      { kind: 'probe', name: 'liveness' },
      { kind: 'check', name: 'database', from: 'unknown', to: 'pass' },
      { kind: 'probe', name: 'readiness', to: 'pass' },
      { kind: 'check', name: 'database', from: 'pass', to: 'fail' },
      { kind: 'probe', name: 'readiness', to: 'fail' },
    ])
    expect(diagnostics).toMatchObject([{ code: 'MON_HEALTH_CHECK_FAILED', subject: 'database' }])
    health.close()
  })

  it('lets a run that hangs end at its deadline, and starts no second one beside it', async () => {
    let runs = 0
    const run = () => {
      runs += 1
      return new Promise<void>(() => {})
    }
    const { clock, runChecks } = createTestHealth({ checks: [{ name: 'hung', run, timeoutMs: 100 }] })

    expect((await runChecks()).readiness.checks[0]).toMatchObject({ known: false })
    await runChecks()
    expect(runs).toBe(1)
    await clock.advance(100)

    expect((await runChecks()).readiness.checks[0]).toMatchObject({ status: 'fail', consecutiveFailures: 1 })
  })

  it('runs a check on demand and then at its interval, not at both times', async () => {
    let runs = 0
    const run = () => void runs++
    const { clock, runChecks } = createTestHealth({ checks: [{ name: 'database', run, intervalMs: 1_000 }] })

    await runChecks()
    await clock.advance(999)
    expect(runs).toBe(1)
    await clock.advance(1)

    expect(runs).toBe(2)
  })

  it('starts no run after close', async () => {
    let runs = 0
    const { health, runChecks } = createTestHealth({ checks: [{ name: 'database', run: () => void runs++ }] })

    health.close()
    await runChecks()

    expect(runs).toBe(0)
  })

  it('calls the onTransition that it is given, and takes the time of its start', async () => {
    const told: string[] = []
    const now = Date.UTC(2027, 0, 1)
    const { health, transitions } = createTestHealth({ now, onTransition: ({ name }) => void told.push(name) })

    health.markReady()

    expect(told).toEqual(['readiness'])
    expect(transitions).toMatchObject([{ name: 'readiness', at: now }])
  })
})

describe('createTestProcess', () => {
  it('stands in for the process of a shutdown', async () => {
    const clock = createManualClock()
    const { health } = createTestHealth()
    const process = createTestProcess()
    const { done } = gracefulShutdown(createServer(), { health, process, clock, onDiagnostic: () => {} })
    expect(process.signals).toEqual(['SIGTERM', 'SIGINT'])

    process.signal('SIGTERM')
    await clock.advance(5_000)

    expect(await done).toMatchObject({ signal: 'SIGTERM', exitCode: 0 })
    await clock.settle()
    expect(process.exits).toEqual([0])
  })
})
