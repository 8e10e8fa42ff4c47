import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import type { Diagnostic } from '@org/core'
import { currentContext, runWithContext } from '@org/core/context'
import { describe, expect, it, vi } from 'vitest'
import { ask, listen } from '../../test/fixtures/loopback.js'
import { type Extra, start, until } from '../../test/fixtures/shutdown.js'
import { createHealth } from '../health.js'
import { createManualClock, createTestProcess } from '../testing.js'
import { gracefulShutdown } from './graceful-shutdown.js'

/** Servers of one process, each of which notes what happens to it. Its requests are answered when told to. */
async function startServers(extras: readonly Extra[]) {
  const clock = createManualClock()
  const source = createTestProcess()
  const order: string[] = []
  const diagnostics: Diagnostic[] = []
  const onDiagnostic = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic)
  const drain = vi.fn(() => void order.push('drain'))
  const health = { drain, close: vi.fn(() => void order.push('checks end')) }
  const servers = await Promise.all(
    extras.map(async (extra, index) => {
      const held: ServerResponse[] = []
      const arrived: RequestListener = (_request, response) => void held.push(response)
      const server = createServer(arrived)
      server.on('close', () => order.push(`${index} closed`))
      const hook = () => void order.push(`${index} hook`)
      const options = { health, clock, process: source, onDiagnostic, onShutdown: [hook], ...extra }
      const shutdown = gracefulShutdown(server, options)
      const port = await listen(server)
      async function hold(): Promise<Promise<unknown>[]> {
        const answer = ask(port, '/').catch((error: unknown) => error)
        await until(() => held.length > 0)
        return [answer]
      }
      return { server, shutdown, held, port, hold }
    }),
  )
  const codes = () => diagnostics.map(({ code }) => code)
  const reports = () => Promise.all(servers.map(({ shutdown }) => shutdown.done))
  return { clock, source, order, diagnostics, codes, health, servers, reports }
}

describe.each([2, 3])('%i servers in one process', (count) => {
  const times = { readinessDelayMs: 300, closeTimeoutMs: 5_000 }
  const extras = Array.from({ length: count }, () => times)
  const indices = Array.from({ length: count }, (_, index) => index)

  it('go through each phase together, drain a health they share once, and exit once', async () => {
    const { clock, source, order, servers, health, codes, reports } = await startServers(extras)
    const [answer] = (await servers[0]?.hold()) ?? []

    source.signal('SIGTERM')
    expect(order).toEqual(['drain'])
    await clock.advance(300)
    await until(() => order.length === count)
    // The first still answers its request; nobody runs a hook, or exits, before it has.
    expect(order.slice(1).sort()).toEqual(indices.slice(1).map((index) => `${index} closed`))
    await clock.advance(1_500)
    expect(source.exits).toEqual([])
    servers[0]?.held[0]?.end('whole')

    expect(await answer).toMatchObject({ status: 200, body: 'whole' })
    expect(await reports()).toMatchObject(indices.map(() => ({ signal: 'SIGTERM', exitCode: 0 })))
    await until(() => source.exits.length > 0)
    expect(order.slice(count)).toEqual(['0 closed', 'checks end', ...indices.map((index) => `${index} hook`)])
    expect(health.drain).toHaveBeenCalledTimes(1)
    expect(source.exits).toEqual([0])
    expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_COMPLETED'])
  })

  it('shut down together, whichever is asked', async () => {
    const { clock, source, servers, reports } = await startServers(extras)

    void servers[count - 1]?.shutdown.shutdown()
    await clock.advance(300)

    expect(await reports()).toMatchObject(indices.map(() => ({ signal: undefined, exitCode: 0 })))
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([0])
  })

  it('leave at once on a later signal, and say so once', async () => {
    const { clock, source, codes, servers, diagnostics } = await startServers(extras)
    for (const server of servers) await server.hold()

    source.signal('SIGTERM')
    await clock.advance(500)
    source.signal('SIGTERM')

    expect(source.exits).toEqual([143])
    expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_FORCED'])
    expect(diagnostics[1]?.message).toContain(`with ${count} requests in flight`)
  })
})

describe('several servers', () => {
  it('wait for the longest readinessDelayMs before any closes', async () => {
    const { clock, source, servers } = await startServers([{ readinessDelayMs: 100 }, { readinessDelayMs: 2_000 }])
    const listening = () => servers.map(({ server }) => server.listening)

    source.signal('SIGTERM')
    await clock.advance(1_999)
    expect(listening()).toEqual([true, true])
    await clock.advance(1)

    expect(listening()).toEqual([false, false])
  })

  it('each have their own report, and the process the worst exit code', async () => {
    const broken = async () => {
      throw new Error('the pipe is gone')
    }
    const { clock, source, servers, reports } = await startServers([
      { readinessDelayMs: 0, closeTimeoutMs: 10 },
      { readinessDelayMs: 0, onShutdown: [broken] },
    ])
    await servers[0]?.hold()

    source.signal('SIGINT')
    await clock.advance(10)

    expect(await reports()).toMatchObject([
      { exitCode: 0, destroyedConnections: 1, hooks: [{ outcome: 'completed' }] },
      { exitCode: 1, destroyedConnections: 0, hooks: [{ name: 'broken', outcome: 'failed' }] },
    ])
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([1])
  })

  it('each give their hooks their own hookTimeoutMs', async () => {
    const hang = () => new Promise(() => {})
    const hangLonger = () => new Promise(() => {})
    const { clock, source, reports } = await startServers([
      { readinessDelayMs: 0, hookTimeoutMs: 100, onShutdown: [hang] },
      { readinessDelayMs: 0, hookTimeoutMs: 300, onShutdown: [hangLonger] },
    ])

    source.signal('SIGTERM')
    await clock.advance(300)

    const durations = (await reports()).map(({ hooks }) => hooks.map(({ durationMs }) => durationMs))
    expect(durations).toEqual([[100], [300]])
  })

  it('run a hook once that all were given, and each reports it', async () => {
    let runs = 0
    const closePool = () => runs++
    const { clock, source, reports } = await startServers([
      { readinessDelayMs: 0, onShutdown: [closePool] },
      { readinessDelayMs: 0, onShutdown: [closePool] },
    ])

    source.signal('SIGTERM')
    await clock.advance(0)

    const hooks = (await reports()).map((report) => report.hooks.map(({ name, outcome }) => [name, outcome]))
    expect(hooks).toEqual([[['closePool', 'completed']], [['closePool', 'completed']]])
    expect(runs).toBe(1)
  })

  it('listen for the signals that any of them asked for, and start together on each', async () => {
    const { clock, source, servers, reports } = await startServers([
      { readinessDelayMs: 0 },
      { readinessDelayMs: 0, signals: ['SIGHUP', 'SIGTERM'] },
    ])
    expect(source.signals).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP'])
    const [, second] = servers

    source.signal('SIGHUP')
    await clock.advance(0)
    expect(await reports()).toMatchObject([{ signal: 'SIGHUP' }, { signal: 'SIGHUP' }])
    second?.shutdown.dispose()

    expect(source.signals).toEqual(['SIGTERM', 'SIGINT'])
  })

  it('go without one that was disposed of before', async () => {
    const { clock, source, servers, order } = await startServers([{ readinessDelayMs: 0 }, { readinessDelayMs: 0 }])
    const [first, second] = servers
    second?.shutdown.dispose()

    source.signal('SIGTERM')
    await clock.advance(0)
    await first?.shutdown.done

    expect(second?.server.listening).toBe(true)
    expect(order).not.toContain('1 hook')
  })

  it('take along one that comes when the shutdown has begun: it is closed at once, and its hooks run before the exit', async () => {
    const { source, clock, options } = await start({ readinessDelayMs: 0 })
    const health = createHealth({ clock, startReady: true })
    const late = createServer(health.handler)
    source.signal('SIGTERM')

    const { done } = gracefulShutdown(late, { ...options, health, onShutdown: [async function lateHook() {}] })
    expect(health.snapshot().draining).toBe(true)
    await clock.advance(0)

    expect(await done).toMatchObject({ exitCode: 0, hooks: [{ name: 'lateHook', outcome: 'completed' }] })
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([0])
  })

  it('are compared with stopTimeoutMs by the longest of each time', async () => {
    const { codes, diagnostics } = await startServers([
      { readinessDelayMs: 20_000, closeTimeoutMs: 1_000 },
      { readinessDelayMs: 1_000, closeTimeoutMs: 5_000 },
    ])

    expect(codes()).toEqual(['MON_SHUTDOWN_BUDGET'])
    expect(diagnostics[0]?.message).toContain('30000 ms (the longest of each of 2 servers)')
  })
})

describe('the exit of several servers', () => {
  const quick = { readinessDelayMs: 0 }

  it('is each function that was given, once, and not that of the process', async () => {
    const shared = vi.fn()
    const own = vi.fn()
    const { clock, source, reports } = await startServers([
      { ...quick, exit: shared },
      { ...quick, exit: shared },
      { ...quick, exit: own },
      quick,
    ])

    source.signal('SIGTERM')
    await clock.advance(0)
    await reports()
    await clock.settle()

    expect([shared.mock.calls, own.mock.calls, source.exits]).toEqual([[[0]], [[0]], []])
  })
})

describe('two copies of this package', () => {
  it('share the group of the process, so that it exits once when the servers of both are done', async () => {
    const { clock, source, options, shutdown, held, hold } = await start({ readinessDelayMs: 0 })
    const inFlight = await hold()
    vi.resetModules()
    const copy = await import('./graceful-shutdown.js')
    expect(copy.gracefulShutdown).not.toBe(gracefulShutdown)
    const other = copy.gracefulShutdown(createServer(), options)

    source.signal('SIGTERM')
    await clock.advance(0)
    await clock.settle()
    expect(source.exits).toEqual([])
    held[0]?.end('whole')

    expect(await inFlight.outcome).toMatchObject({ body: 'whole' })
    expect(await Promise.all([shutdown.done, other.done])).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }])
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([0])
  })
})

describe('processes', () => {
  it('that are injected have groups of their own', async () => {
    const one = await start({ readinessDelayMs: 0 })
    const other = await start({ readinessDelayMs: 0 })

    one.source.signal('SIGTERM')
    await one.clock.advance(0)
    await one.shutdown.done

    expect(other.server.listening).toBe(true)
    expect(other.health.snapshot().draining).toBe(false)
  })
})

describe('a shutdown that a request asked for', () => {
  it('runs outside of that request’s context', async () => {
    const seen: unknown[] = []
    const { clock, shutdown } = await start({
      readinessDelayMs: 0,
      onShutdown: [async () => seen.push(currentContext())],
    })

    runWithContext({ requestId: 'r-1' }, () => void shutdown.shutdown())
    await clock.advance(0)
    await shutdown.done

    expect(seen).toEqual([currentContext()])
  })
})

it('a server that is given twice is drained once more, without harm', async () => {
  const { clock, source, server, options, shutdown, hold, held } = await start({ readinessDelayMs: 0 })
  const again = gracefulShutdown(server, options)
  const inFlight = await hold()
  const closed = once(server, 'close')

  source.signal('SIGTERM')
  await clock.advance(0)
  held[0]?.end('whole')

  expect(await inFlight.outcome).toMatchObject({ body: 'whole' })
  await closed
  await Promise.all([shutdown.done, again.done])
})
