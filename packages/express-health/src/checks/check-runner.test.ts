import { createManualClock, createSeededRandom } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { type Check, resolveChecks } from './check.js'
import { CheckRunner } from './check-runner.js'

function start(check: Check, random: () => number = () => 0.5) {
  const clock = createManualClock()
  let results = 0
  const [resolved] = resolveChecks([check])
  if (resolved === undefined) throw new Error('no check')
  const runner = new CheckRunner(resolved, { clock, random, onResult: () => results++ })
  runner.start()
  return { clock, runner, results: () => results }
}

const never = () => new Promise<void>(() => {})

describe('CheckRunner', () => {
  it('runs a readiness check at once but not on the caller’s time, then every interval', async () => {
    const at: number[] = []
    const { clock, runner } = start({ name: 'a', intervalMs: 1_000, run: () => void at.push(clock.monotonic()) })
    expect(runner.state.status).toBeUndefined()

    await clock.advance(3_500)

    expect(at).toEqual([0, 1_000, 2_000, 3_000])
    expect(runner.state).toMatchObject({ status: 'pass', checkedAt: clock.now() - 500 })
  })

  it('draws each pause from 90 % to 110 % of the interval', async () => {
    const at: number[] = []
    const check: Check = { name: 'a', intervalMs: 1_000, run: () => void at.push(clock.monotonic()) }
    const { clock } = start(check, createSeededRandom(7))

    await clock.advance(200_000)

    const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0))
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(900)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(1_100)
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(150)
  })

  it('never has two runs at a time, however slow the dependency', async () => {
    let running = 0
    let most = 0
    const { clock } = start({
      name: 'a',
      intervalMs: 100,
      timeoutMs: 5_000,
      run: async () => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => clock.schedule(resolve, 950))
        running -= 1
      },
    })

    await clock.advance(10_000)

    expect(most).toBe(1)
  })

  it.each([
    ['done 1 ms before the deadline passes', 1_999, 'pass'],
    ['done 1 ms after the deadline fails', 2_001, 'fail'],
  ])('a run %s', async (_title, tookMs, status) => {
    const run = () => new Promise<void>((resolve) => clock.schedule(resolve, tookMs))
    const { clock, runner } = start({ name: 'a', timeoutMs: 2_000, run })

    await clock.advance(2_100)

    expect(runner.state.status).toBe(status)
    expect(runner.state.outcome?.output).toBe(status === 'pass' ? undefined : 'timed out after 2000 ms')
  })

  it('aborts a run at its deadline, and the echo of the abort is not a second result', async () => {
    let reason: unknown
    const { clock, runner, results } = start({
      name: 'a',
      timeoutMs: 100,
      run: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason
            reject(signal.reason)
          })
        }),
    })

    await clock.advance(100)

    expect(reason).toMatchObject({ name: 'TimeoutError' })
    expect(results()).toBe(1)
    expect(runner.state).toMatchObject({ status: 'fail', consecutiveFailures: 1, durationMs: 100 })
  })

  it('does not abort a run that ended in time', async () => {
    const signals: AbortSignal[] = []
    const { clock } = start({
      name: 'a',
      intervalMs: 10_000,
      timeoutMs: 100,
      run: (signal) => void signals.push(signal),
    })

    await clock.advance(9_000)

    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
  })

  it('recovers after runs that never ended, as long as they are few', async () => {
    let runs = 0
    const run = () => (++runs <= 2 ? never() : Promise.resolve())
    const { clock, runner } = start({ name: 'a', intervalMs: 1_000, timeoutMs: 100, run })

    await clock.advance(1_200)
    expect(runner.state.status).toBe('fail')
    await clock.advance(1_100)

    expect(runs).toBe(3)
    expect(runner.state.status).toBe('pass')
  })

  it('adds no fourth run to three that ignored their signal, keeps failing, and says what to do', async () => {
    let runs = 0
    const run = () => {
      runs += 1
      return never()
    }
    const { clock, runner, results } = start({ name: 'a', intervalMs: 1_000, timeoutMs: 100, run })

    await clock.advance(20_000)

    expect(runs).toBe(3)
    expect(results()).toBeGreaterThan(15)
    expect(runner.state.outcome?.output).toMatch(/^not run: 3 earlier runs .* when its signal aborts$/)
  })

  it('runs again once an abandoned run has ended', async () => {
    const release: (() => void)[] = []
    const run = () => new Promise<void>((resolve) => release.push(resolve))
    const { clock } = start({ name: 'a', intervalMs: 1_000, timeoutMs: 100, run })
    await clock.advance(20_000)
    expect(release).toHaveLength(3)

    release[0]?.()
    await clock.advance(1_100)

    expect(release).toHaveLength(4)
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('refused')
      },
    ],
    ['rejects', () => Promise.reject(new Error('refused'))],
    ['returns an error', () => new Error('refused') as never],
  ])('fails when the check %s', async (_title, run) => {
    const { clock, runner } = start({ name: 'a', run })

    await clock.advance(0)

    expect(runner.state.outcome).toMatchObject({ status: 'fail', output: 'Error: refused' })
  })

  it('has the first result of a liveness check before start returns', () => {
    const { runner } = start({ name: 'a', role: 'liveness', run: () => ({ status: 'warn', output: 'heap is high' }) })

    expect(runner.state).toMatchObject({ status: 'warn', outcome: { output: 'heap is high' } })
  })

  it('refuses a liveness check whose first answer is a promise', () => {
    const run = (async () => {}) as never

    expect(() => start({ name: 'a', role: 'liveness', run })).toThrow('`a` returned a promise')
  })

  it('does not kill the process for a liveness check that turns asynchronous later', async () => {
    let runs = 0
    const run = (() => (++runs === 1 ? undefined : Promise.reject(new Error('late')))) as () => undefined
    const { clock, runner } = start({ name: 'a', role: 'liveness', run })

    await clock.advance(60_000)

    expect(runs).toBeGreaterThan(3)
    expect(runner.state.status).toBe('warn')
  })

  it('stops for good: no timer is left, the run in progress is aborted, its answer is ignored', async () => {
    let signal: AbortSignal | undefined
    let resolve: () => void = () => {}
    const { clock, runner, results } = start({
      name: 'a',
      run: (given) => {
        signal = given
        return new Promise<void>((done) => {
          resolve = done
        })
      },
    })
    await clock.advance(0)

    runner.stop()
    expect(clock.pendingTimers).toBe(0)
    resolve()
    await clock.advance(60_000)

    expect(signal?.aborted).toBe(true)
    expect(results()).toBe(0)
  })

  it('stops for good also when the check itself stops it', async () => {
    let runs = 0
    const started = start({
      name: 'a',
      role: 'liveness',
      run: () => {
        runs += 1
        if (runs === 2) started.runner.stop()
        return undefined
      },
    })

    await started.clock.advance(60_000)

    expect(runs).toBe(2)
    expect(started.results()).toBe(0)
    expect(started.clock.pendingTimers).toBe(0)
  })
})
