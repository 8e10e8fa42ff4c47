import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:http2'
import { type Diagnostic, MonitoringError } from '@org/core'
import { processLifecycle } from '@org/core/lifecycle'
import { describe, expect, it, vi } from 'vitest'
import { ask } from '../../test/fixtures/loopback.js'
import { type Extra, start, until } from '../../test/fixtures/shutdown.js'
import { createManualClock, createTestProcess } from '../testing.js'
import { gracefulShutdown } from './graceful-shutdown.js'

describe('the sequence', () => {
  it('is readiness 503, wait, close, finish requests, hooks, exit 0', async () => {
    const order: string[] = []
    const { clock, source, port, held, server, shutdown, codes, hold } = await start({
      onShutdown: [() => void order.push('hook')],
      exit: (code) => void order.push(`exit ${code}`),
    })
    const inFlight = await hold()

    source.signal('SIGTERM')
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503, headers: { connection: 'close' } })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200 })
    expect(await ask(port, '/')).toMatchObject({ status: 200, body: 'quick', headers: { connection: 'close' } })

    await clock.advance(4_999)
    expect(server.listening).toBe(true)
    await clock.advance(1)
    expect(server.listening).toBe(false)
    await expect(ask(port, '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    expect(order).toEqual([])

    held[0]?.end('whole')
    expect(await inFlight.outcome).toMatchObject({ status: 200, body: 'whole', headers: { connection: 'close' } })
    const report = await shutdown.done
    await until(() => order.length === 2)

    expect(order).toEqual(['hook', 'exit 0'])
    expect(report).toMatchObject({ signal: 'SIGTERM', exitCode: 0, destroyedConnections: 0, durationMs: 5_000 })
    expect(report.hooks).toMatchObject([{ name: 'onShutdown[0]', outcome: 'completed' }])
    expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_COMPLETED'])
  })

  it('runs once, however it is asked', async () => {
    let hooks = 0
    const { clock, shutdown, source } = await start({ onShutdown: [() => hooks++] })

    const first = shutdown.shutdown()
    const second = shutdown.shutdown()
    await clock.advance(5_000)

    expect(await first).toBe(await second)
    expect(await shutdown.done).toMatchObject({ signal: undefined, exitCode: 0 })
    await until(() => source.exits.length > 0)
    expect(hooks).toBe(1)
    expect(source.exits).toEqual([0])
  })

  it('keeps the process alive until the exit, and not before it started', async () => {
    const { clock, shutdown, source } = await start()
    expect(clock.holds).toBe(0)

    void shutdown.shutdown()
    expect(clock.holds).toBe(1)
    await clock.advance(5_000)
    await until(() => source.exits.length > 0)

    expect(clock.holds).toBe(0)
  })

  it('comes to its exit although the server never listened', async () => {
    const { clock, options, source } = await start()
    const { done } = gracefulShutdown(createServer(), options)

    source.signal('SIGINT')
    await clock.advance(5_000)

    expect(await done).toMatchObject({ signal: 'SIGINT', exitCode: 0 })
  })

  it('ends the checks before the hooks close what they ask', async () => {
    const order: string[] = []
    const health = { drain: () => order.push('drain'), close: () => order.push('close') }
    const { clock, shutdown } = await start({ health, onShutdown: [() => order.push('hook')] })

    void shutdown.shutdown()
    await clock.advance(5_000)
    await shutdown.done

    expect(order).toEqual(['drain', 'close', 'hook'])
  })

  it('starts anew for servers that are made after it, when the application survived its exit', async () => {
    const first = await start({ exit: () => {}, readinessDelayMs: 0 })
    void first.shutdown.shutdown()
    await first.clock.advance(0)
    await first.shutdown.done

    const second = gracefulShutdown(createServer(), first.options)
    first.source.signal('SIGTERM')
    await first.clock.advance(0)

    expect(await second.done).toMatchObject({ signal: 'SIGTERM' })
  })
})

describe('telemetry', () => {
  it('is delivered after the hooks and before the exit, also when a hook hangs', async () => {
    const order: string[] = []
    vi.spyOn(processLifecycle(), 'flush').mockImplementation(async () => void order.push('flush'))
    const { clock, shutdown, source } = await start({
      readinessDelayMs: 0,
      onShutdown: [
        () => {
          order.push('hook')
          return new Promise(() => {})
        },
      ],
      exit: (code) => void order.push(`exit ${code}`),
    })

    source.signal('SIGTERM')
    await clock.advance(5_000)
    await shutdown.done
    await until(() => order.length === 3)

    expect(order).toEqual(['hook', 'flush', 'exit 1'])
  })

  it.each([
    ['as long as the hooks', 30_000, 5_000],
    ['less when the process would be killed before', 8_000, 2_500],
    ['no time when it is killed at once', 5_200, 0],
    ['as long as the hooks when it should have been killed already', 5_000, 5_000],
  ])('has %s', async (_title, stopTimeoutMs, expected) => {
    const flush = vi.spyOn(processLifecycle(), 'flush')
    const { clock, shutdown } = await start({ closeTimeoutMs: 0, stopTimeoutMs })

    void shutdown.shutdown()
    await clock.advance(5_000)
    await shutdown.done

    expect(flush.mock.calls).toEqual([[expected]])
  })
})

describe('dispose', () => {
  it('leaves no listener behind', async () => {
    const { source, server, shutdown } = await start({ signals: ['SIGTERM', 'SIGHUP'] })
    expect(source.signals).toEqual(['SIGTERM', 'SIGHUP'])

    shutdown.dispose()

    expect(source.signals).toEqual([])
    expect(server.listenerCount('connection') + server.listenerCount('request')).toBe(2)
  })

  it('of all servers during the shutdown lets it go on, and a server that is made then has no part in it', async () => {
    const { clock, options, shutdown, source } = await start()
    source.signal('SIGTERM')
    shutdown.dispose()
    const server = createServer()
    const next = gracefulShutdown(server, options)

    await clock.advance(5_000)
    expect(await shutdown.done).toMatchObject({ signal: 'SIGTERM' })
    await until(() => source.exits.length === 1)
    source.signal('SIGTERM')
    await clock.advance(5_000)

    expect(await next.done).toMatchObject({ signal: 'SIGTERM', durationMs: 5_000 })
  })

  it('right after done does not keep the exit from coming', async () => {
    const { clock, source, shutdown, server } = await start({ readinessDelayMs: 0 })
    const listeners = server.listenerCount('listening')

    void shutdown.shutdown()
    await clock.advance(0)
    await shutdown.done
    shutdown.dispose()
    await until(() => source.exits.length > 0)

    expect(source.exits).toEqual([0])
    expect(server.listenerCount('listening')).toBe(listeners)
  })
})

describe('keep-alive', () => {
  const health = { drain() {} }
  const timeouts = (prepare: (server: ReturnType<typeof createServer>) => void, extra: Extra = {}) => {
    const server = createServer()
    prepare(server)
    gracefulShutdown(server, { health, process: createTestProcess(), ...extra })
    return [server.keepAliveTimeout, server.headersTimeout]
  }

  it('outlives the 60 s of a load balancer by default', () => {
    expect(timeouts(() => {})).toEqual([65_000, 66_000])
  })

  it.each([
    ['a longer time stays', 120_000, 300_000, {}, [120_000, 300_000]],
    ['headersTimeout stays above', 120_000, 60_000, {}, [120_000, 121_000]],
    ['no limit stays no limit', 0, 60_000, {}, [0, 60_000]],
    ['no limit on headers stays', 5_000, 0, {}, [65_000, 0]],
    ['false turns it off', 5_000, 60_000, { keepAliveTimeoutMs: false as const }, [5_000, 60_000]],
    ['a chosen time is used', 5_000, 60_000, { keepAliveTimeoutMs: 4_001_000 }, [4_001_000, 4_002_000]],
  ])('%s', (_title, keepAliveTimeout, headersTimeout, extra, expected) => {
    expect(timeouts((server) => Object.assign(server, { keepAliveTimeout, headersTimeout }), extra)).toEqual(expected)
  })
})

describe('options', () => {
  const health = { drain() {} }

  it.each([
    [19_998, undefined],
    [19_999, 'readinessDelayMs + closeTimeoutMs + hookTimeoutMs = 30000 ms'],
  ])('with %i ms to close, the sum is compared with the 30 s of the orchestrator', (closeTimeoutMs, message) => {
    const diagnostics: Diagnostic[] = []
    const times = { readinessDelayMs: 5_001, closeTimeoutMs, hookTimeoutMs: 5_000 }
    const onDiagnostic = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
    gracefulShutdown(createServer(), { health, process: createTestProcess(), onDiagnostic, ...times })

    expect(diagnostics.map(({ code }) => code)).toEqual(message === undefined ? [] : ['MON_SHUTDOWN_BUDGET'])
    expect(diagnostics[0]?.message).toEqual(message === undefined ? undefined : expect.stringContaining(message))
  })

  it.each([
    [undefined, 'gracefulShutdown'],
    [{}, '`health`'],
    [{ health: {} }, '`health.drain`'],
    [{ health: { drain() {}, close: true } }, '`health.close`'],
    [{ health, signals: ['SIGKILL'] }, '`signals[0]`'],
    [{ health, signals: 'SIGTERM' }, '`signals`'],
    [{ health, readinessDelayMs: -1 }, '`readinessDelayMs`'],
    [{ health, closeTimeoutMs: 2_147_483_648 }, '`closeTimeoutMs`'],
    [{ health, hookTimeoutMs: Number.NaN }, '`hookTimeoutMs`'],
    [{ health, stopTimeoutMs: '30s' }, '`stopTimeoutMs`'],
    [{ health, keepAliveTimeoutMs: true }, '`keepAliveTimeoutMs`'],
    [{ health, onShutdown: () => {} }, '`onShutdown` must be an array'],
    [{ health, onShutdown: ['flush'] }, '`onShutdown[0]`'],
    [{ health, exit: 0 }, '`exit`'],
    [{ health, process: {} }, '`process`'],
    [{ health, clock: {} }, '`clock`'],
    [{ health, clock: createManualClock().now }, '`clock`'],
    [{ health, onDiagnostic: 'stderr' }, '`onDiagnostic`'],
    [{ health, timeout: 1 }, 'no option `timeout`'],
  ])('refuses %j', (options, message) => {
    const source = createTestProcess()
    const server = createServer()
    const given = options === undefined ? undefined : { process: source, ...options }

    const refused = refusal(() => gracefulShutdown(server, given as never))

    expect(refused).toMatchObject({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(message) as string })
    expect(source.signals).toEqual([])
    expect(server.keepAliveTimeout).toBe(5_000)
  })

  it.each([
    ['nothing', undefined],
    ['an Express application', () => {}],
    ['a server of HTTP/2, which cannot close its idle connections', createSecureServer()],
  ])('refuses to drain %s', (_title, server) => {
    const source = createTestProcess()

    const refused = refusal(() => gracefulShutdown(server as never, { health, process: source }))

    expect(refused).toMatchObject({
      code: 'MON_CONFIG_INVALID',
      message: expect.stringContaining('`server`') as string,
    })
    expect(source.signals).toEqual([])
  })
})

function refusal(call: () => unknown): MonitoringError | undefined {
  try {
    call()
  } catch (error) {
    if (MonitoringError.is(error)) return error
    throw error
  }
  return undefined
}
