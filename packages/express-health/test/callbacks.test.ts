import type { Diagnostic } from '@org/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createHealth } from '../src/index.js'
import { createTestHealth } from '../src/testing.js'
import { ask, serve } from './fixtures/loopback.js'
import { start, until } from './fixtures/shutdown.js'

/** The ways in which a function of the application can go wrong. Each must be reported, and must disturb nothing. */
const FAILURES: readonly (readonly [string, () => unknown])[] = [
  [
    'throws',
    () => {
      throw new Error('broken')
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken'))],
  [
    'rejects later',
    async () => {
      await new Promise((resolve) => setImmediate(resolve))
      throw new Error('broken')
    },
  ],
  [
    'returns what rejects when it is awaited',
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: a foreign promise is what this is about
      then: (_resolve: unknown, reject: (error: Error) => void) => reject(new Error('broken')),
    }),
  ],
  [
    'returns what throws when it is awaited',
    () => ({
      // biome-ignore lint/suspicious/noThenProperty: a foreign promise is what this is about
      then: () => {
        throw new Error('broken')
      },
    }),
  ],
]

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)

beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', onUnhandled)
})

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', onUnhandled)
  expect(unhandled).toEqual([])
})

describe.each(FAILURES)('a callback that %s', (_title, fails) => {
  const failing = fails as () => never

  it('as onTransition is reported, and the health changes all the same', async () => {
    const diagnostics: Diagnostic[] = []
    const onDiagnostic = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
    const health = createHealth({ onTransition: failing, onDiagnostic })

    health.markReady()
    await until(() => diagnostics.length > 0)

    expect(health.snapshot().readiness.status).toBe('pass')
    expect(diagnostics).toMatchObject([
      { code: 'MON_HEALTH_HANDLER_FAILED', subject: 'onTransition', error: { message: 'broken' } },
    ])
  })

  it('as details policy is reported, and hides the details', async () => {
    const { health, diagnostics } = createTestHealth({ startReady: true, details: failing })
    const { port } = await serve(health.handler)

    expect(await ask(port, '/readyz')).toMatchObject({ status: 200, body: '{"status":"pass"}' })
    await until(() => diagnostics.length > 0)

    expect(diagnostics).toMatchObject([{ code: 'MON_HEALTH_HANDLER_FAILED', subject: 'details' }])
  })

  it('as onDiagnostic disturbs nothing', async () => {
    const checks = [{ name: 'database', critical: true, run: () => false }]
    const { health, clock } = createTestHealth({ checks, startReady: true })
    const silent = createHealth({ checks, startReady: true, clock, random: () => 0.5, onDiagnostic: failing })

    await clock.advance(60_000)

    expect(silent.snapshot()).toEqual(health.snapshot())
  })

  it('as health.drain is reported, and neither ends the process nor keeps the hooks from running', async () => {
    const { clock, source, shutdown, diagnostics } = await start({
      health: { drain: failing },
      onShutdown: [async function flush() {}],
    })

    source.signal('SIGTERM')
    await clock.advance(5_000)

    expect(await shutdown.done).toMatchObject({ exitCode: 0, hooks: [{ name: 'flush', outcome: 'completed' }] })
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([0])
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'MON_SHUTDOWN_DRAIN_FAILED', subject: 'health.drain', level: 'error' }),
    )
  })

  it('as health.close is reported, and hooks run', async () => {
    const { clock, shutdown, diagnostics } = await start({ health: { drain() {}, close: failing } })

    void shutdown.shutdown()
    await clock.advance(5_000)

    expect(await shutdown.done).toMatchObject({ exitCode: 0 })
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'MON_CALLBACK_FAILED', subject: 'health.close' }),
    )
  })

  it('as hook is reported, and the others run', async () => {
    const ran: string[] = []
    const closePool = () => failing()
    const { clock, shutdown, diagnostics } = await start({
      readinessDelayMs: 0,
      onShutdown: [closePool, () => ran.push('other')],
    })

    void shutdown.shutdown()
    await clock.advance(0)

    expect(await shutdown.done).toMatchObject({ exitCode: 1, hooks: [{ outcome: 'failed' }, { outcome: 'completed' }] })
    expect(ran).toEqual(['other'])
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ code: 'MON_SHUTDOWN_HOOK_FAILED', subject: 'closePool' }),
    )
  })

  it('as exit is reported, and nothing else', async () => {
    const { clock, shutdown, diagnostics, source } = await start({ readinessDelayMs: 0, exit: failing })

    void shutdown.shutdown()
    await clock.advance(0)
    await shutdown.done
    await until(() => diagnostics.some(({ code }) => code === 'MON_CALLBACK_FAILED'))

    expect(diagnostics.at(-1)).toMatchObject({ code: 'MON_CALLBACK_FAILED', subject: 'exit', level: 'error' })
    expect(source.exits).toEqual([])
  })

  it('as check fails it, and the next run is tried at its time', async () => {
    let runs = 0
    const run = () => {
      runs += 1
      return failing()
    }
    const { clock, health } = createTestHealth({ checks: [{ name: 'database', run, intervalMs: 1_000 }] })

    await clock.advance(3_500)

    expect(runs).toBe(4)
    expect(health.snapshot().readiness.checks[0]).toMatchObject({ status: 'fail', output: 'Error: broken' })
  })

  it('as the run of a liveness check, from its second time on, does not end the process', async () => {
    let runs = 0
    const run = () => (++runs === 1 ? undefined : failing())
    const { clock, health } = createTestHealth({
      checks: [{ name: 'wedged', role: 'liveness', run, intervalMs: 1_000 }],
    })

    await clock.advance(2_500)

    expect(runs).toBe(3)
    expect(health.snapshot().liveness.status).not.toBe('fail')
  })
})

describe('a check', () => {
  const hostile: readonly (readonly [string, () => unknown])[] = [
    [
      'a report whose status throws when it is read',
      () =>
        Object.defineProperty({}, 'status', {
          get() {
            throw new Error('broken')
          },
        }),
    ],
    [
      'a proxy that throws whatever is done with it',
      () =>
        new Proxy(
          {},
          {
            get() {
              throw new Error('broken')
            },
            getPrototypeOf() {
              throw new Error('broken')
            },
          },
        ),
    ],
  ]

  const cases = hostile.flatMap(([title, make]) => [
    [`returns ${title}`, make] as const,
    [`resolves to ${title}`, async () => make()] as const,
  ])

  it.each(cases)('that %s has failed, and neither ends the process nor its schedule', async (_title, answer) => {
    let runs = 0
    const run = () => {
      runs += 1
      return answer() as never
    }
    const { clock, health } = createTestHealth({ checks: [{ name: 'database', run, intervalMs: 1_000 }] })

    await clock.advance(1_500)

    expect(runs).toBe(2)
    expect(health.snapshot().readiness.checks[0]).toMatchObject({ status: 'fail', output: 'Error: broken' })
  })
})

it('a details policy that resolves to true hides them all the same, as nobody waits for it', async () => {
  const health = createHealth({ startReady: true, details: (async () => true) as never })
  const { port } = await serve(health.handler)

  expect((await ask(port, '/readyz')).body).toBe('{"status":"pass"}')
})
