import { EventEmitter, once } from 'node:events'
import { Agent, createServer, type RequestListener, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Diagnostic } from '@org/core'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask, listen } from '../test/fixtures/loopback.js'
import { gracefulShutdown } from './graceful-shutdown.js'
import { createHealth } from './health.js'
import type { GracefulShutdownOptions, ShutdownSignal } from './shutdown-options.js'

class FakeProcess extends EventEmitter {
  readonly exits: number[] = []
  exit(code: number): void {
    this.exits.push(code)
  }
  signal(signal: ShutdownSignal): void {
    this.emit(signal, signal)
  }
}

type Extra = Partial<GracefulShutdownOptions>

/** A server with probes, `/hold` that answers when told to, and everything else injected. */
async function start(extra: Extra = {}, listener?: RequestListener) {
  const clock = createManualClock()
  const health = createHealth({ startReady: true, clock })
  const held: ServerResponse[] = []
  const arrivals = new EventEmitter()
  const server = createServer((request, response) => {
    if (health.handle(request, response)) return
    if (listener !== undefined) return void listener(request, response)
    if (request.url !== '/hold') return void response.end('quick')
    held.push(response)
    arrivals.emit('held')
  })
  const source = new FakeProcess()
  const diagnostics: Diagnostic[] = []
  const shutdown = gracefulShutdown(server, {
    health,
    clock,
    process: source,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    ...extra,
  })
  const port = await listen(server)
  async function hold(agent?: Agent) {
    const arrived = once(arrivals, 'held')
    const answer = ask(port, '/hold', agent === undefined ? {} : { agent })
    answer.catch(() => {})
    await arrived
    return answer.then(
      (value) => value,
      (error: Error) => error,
    )
  }
  const codes = () => diagnostics.map(({ code }) => code)
  return { clock, health, held, server, source, diagnostics, codes, shutdown, port, hold, arrivals }
}

/** Lets loopback traffic and promises catch up, without looking at any time. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}

describe('the sequence', () => {
  it('is readiness 503, wait, close, finish requests, hooks, exit 0', async () => {
    const order: string[] = []
    const { clock, source, port, held, server, shutdown, codes, arrivals } = await start({
      onShutdown: [() => void order.push('hook')],
      exit: (code) => order.push(`exit ${code}`),
    })
    const arrived = once(arrivals, 'held')
    const inFlight = ask(port, '/hold')
    await arrived

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
    expect(await inFlight).toMatchObject({ status: 200, body: 'whole', headers: { connection: 'close' } })
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

  it('exits although the server never listened and health.drain throws', async () => {
    const clock = createManualClock()
    const source = new FakeProcess()
    const diagnostics: Diagnostic[] = []
    const health = {
      drain: () => {
        throw new Error('broken')
      },
    }
    const onDiagnostic = (diagnostic: Diagnostic) => diagnostics.push(diagnostic)
    const { done } = gracefulShutdown(createServer(), { health, clock, process: source, onDiagnostic })

    source.signal('SIGINT')
    await clock.advance(5_000)

    expect(await done).toMatchObject({ signal: 'SIGINT', exitCode: 0 })
    expect(diagnostics.map(({ code }) => code)).toContain('MON_SHUTDOWN_DRAIN_FAILED')
  })
})

describe('connections', () => {
  it('that idle on keep-alive are closed at once, although the client would keep them', async () => {
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const { clock, shutdown, port } = await start({ readinessDelayMs: 0 })
    expect(await ask(port, '/', { agent })).toMatchObject({ headers: { connection: 'keep-alive' } })

    void shutdown.shutdown()
    await clock.advance(0)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
  })

  it('whose answer had begun before the drain are closed with its end, not 65 s later', async () => {
    const agent = new Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const { clock, shutdown, held, server, hold } = await start({ readinessDelayMs: 0 })
    const streaming = hold(agent)
    await until(() => held.length === 1)
    // Headers are on their way already, so this client cannot be told to close.
    held[0]?.write('first half, ')

    void shutdown.shutdown()
    await clock.advance(0)
    await until(() => !server.listening)
    held[0]?.end('second half')

    expect(await streaming).toMatchObject({ body: 'first half, second half', headers: { connection: 'keep-alive' } })
    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
  })

  it('are asked to close by every answer from the start of the drain, by an application that answers at once too', async () => {
    const { clock, shutdown, port, held, hold } = await start()
    const inFlight = hold()
    await until(() => held.length === 1)
    expect(await ask(port, '/')).toMatchObject({ headers: { connection: 'keep-alive' } })

    void shutdown.shutdown()

    expect(await ask(port, '/')).toMatchObject({ body: 'quick', headers: { connection: 'close' } })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200, headers: { connection: 'close' } })
    held[0]?.end('whole')
    expect(await inFlight).toMatchObject({ body: 'whole', headers: { connection: 'close' } })
    await clock.advance(5_000)
    await shutdown.done
  })

  it('that never spoke do not hold the shutdown up', async () => {
    const { clock, shutdown, port, server } = await start({ readinessDelayMs: 0 })
    const silent = connect(port, '127.0.0.1')
    const accepted = once(server, 'connection')
    await accepted

    void shutdown.shutdown()
    await clock.advance(0)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
    silent.destroy()
  })

  it('that are busy for longer than closeTimeoutMs are destroyed, counted and reported', async () => {
    const { clock, shutdown, hold, held, diagnostics, source } = await start({
      readinessDelayMs: 0,
      closeTimeoutMs: 2_000,
    })
    const cutOff = hold()
    await until(() => held.length === 1)

    void shutdown.shutdown()
    await clock.advance(1_999)
    expect(source.exits).toEqual([])
    await clock.advance(1)

    expect(await cutOff).toMatchObject({ code: 'ECONNRESET' })
    expect(await shutdown.done).toMatchObject({ destroyedConnections: 1, exitCode: 0, durationMs: 2_000 })
    expect(diagnostics[1]).toMatchObject({
      code: 'MON_SHUTDOWN_CONNECTIONS_DESTROYED',
      details: { destroyedConnections: 1 },
    })
  })

  it('that were upgraded are destroyed too', async () => {
    const { clock, shutdown, port, server } = await start({ readinessDelayMs: 0, closeTimeoutMs: 10 })
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    })
    const client = connect(port, '127.0.0.1')
    client.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n')
    await once(client, 'data')
    const closed = once(client, 'close')

    void shutdown.shutdown()
    await clock.advance(10)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 1 })
    await closed
  })
})

describe('hooks', () => {
  it('make the exit code 1 when one fails, and the others run all the same', async () => {
    const ran: string[] = []
    const { clock, shutdown, source, diagnostics } = await start({
      readinessDelayMs: 0,
      onShutdown: [
        async function flushLogs() {
          throw new Error('the pipe is gone')
        },
        () => {
          throw new Error('at once')
        },
        function flushMetrics() {
          ran.push('metrics')
        },
      ],
    })
    void shutdown.shutdown()
    await clock.advance(0)

    expect((await shutdown.done).hooks).toMatchObject([
      { name: 'flushLogs', outcome: 'failed', error: { message: 'the pipe is gone' } },
      { name: 'onShutdown[1]', outcome: 'failed' },
      { name: 'flushMetrics', outcome: 'completed' },
    ])
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([1])
    expect(ran).toEqual(['metrics'])
    const failed = diagnostics.filter(({ code }) => code === 'MON_SHUTDOWN_HOOK_FAILED')
    expect(failed.map(({ message }) => message)).toEqual([
      'Shutdown hook `flushLogs` failed.',
      'Shutdown hook `onShutdown[1]` failed.',
    ])
  })

  it('share one budget: one that hangs is named, and takes nothing from the others', async () => {
    let given: { timeoutMs: number; signal: AbortSignal } | undefined
    const { clock, shutdown, diagnostics } = await start({
      readinessDelayMs: 0,
      hookTimeoutMs: 3_000,
      onShutdown: [
        function hang(context) {
          given = context
          return new Promise(() => {})
        },
        () => new Promise<void>((resolve) => clock.schedule(resolve, 2_999)),
      ],
    })
    void shutdown.shutdown()
    await clock.advance(2_999)
    expect(given?.signal.aborted).toBe(false)
    await clock.advance(1)

    const report = await shutdown.done
    expect(report).toMatchObject({ exitCode: 1, durationMs: 3_000 })
    expect(report.hooks.map(({ outcome }) => outcome)).toEqual(['timed out', 'completed'])
    expect(given).toMatchObject({ timeoutMs: 3_000, signal: { aborted: true } })
    expect(diagnostics.find(({ code }) => code === 'MON_SHUTDOWN_HOOK_TIMED_OUT')?.message).toBe(
      'Shutdown hook `hang` was not done within 3000 ms.',
    )
  })
})

describe('signals', () => {
  it.each<[ShutdownSignal, ShutdownSignal, number]>([
    ['SIGTERM', 'SIGTERM', 143],
    ['SIGTERM', 'SIGINT', 130],
    ['SIGINT', 'SIGTERM', 143],
  ])('%s and then %s exits at once with %i', async (first, second, code) => {
    const { source, codes } = await start()

    source.signal(first)
    source.signal(second)

    expect(source.exits).toEqual([code])
    expect(codes()).toEqual(['MON_SHUTDOWN_STARTED', 'MON_SHUTDOWN_FORCED'])
  })

  it('takes a SIGINT that npm repeats within 50 ms for the same key stroke, and a later one for impatience', async () => {
    const { clock, source } = await start()

    source.signal('SIGINT')
    await clock.advance(49)
    source.signal('SIGINT')
    expect(source.exits).toEqual([])

    await clock.advance(1)
    source.signal('SIGINT')
    expect(source.exits).toEqual([130])
  })

  it('leaves no listener behind after dispose', async () => {
    const { source, server, shutdown } = await start({ signals: ['SIGTERM', 'SIGHUP'] })
    expect(source.eventNames()).toEqual(['SIGTERM', 'SIGHUP'])

    shutdown.dispose()

    expect(source.eventNames()).toEqual([])
    expect(server.listenerCount('connection') + server.listenerCount('request')).toBe(2)
  })
})

describe('keep-alive', () => {
  const health = { drain() {} }
  const timeouts = (prepare: (server: ReturnType<typeof createServer>) => void, extra: Extra = {}) => {
    const server = createServer()
    prepare(server)
    gracefulShutdown(server, { health, process: new FakeProcess(), ...extra })
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
    gracefulShutdown(createServer(), { health, process: new FakeProcess(), onDiagnostic, ...times })

    expect(diagnostics.map(({ code }) => code)).toEqual(message === undefined ? [] : ['MON_SHUTDOWN_BUDGET'])
    expect(diagnostics[0]?.message).toEqual(message === undefined ? undefined : expect.stringContaining(message))
  })

  it.each([
    [{}, '`health`'],
    [{ health: {} }, '`health.drain`'],
    [{ health, signals: ['SIGKILL'] }, '`signals[0]`'],
    [{ health, signals: 'SIGTERM' }, '`signals`'],
    [{ health, readinessDelayMs: -1 }, '`readinessDelayMs`'],
    [{ health, closeTimeoutMs: 2_147_483_648 }, '`closeTimeoutMs`'],
    [{ health, keepAliveTimeoutMs: true }, '`keepAliveTimeoutMs`'],
    [{ health, onShutdown: () => {} }, '`onShutdown` must be an array'],
    [{ health, onShutdown: ['flush'] }, '`onShutdown[0]`'],
    [{ health, timeout: 1 }, 'no option `timeout`'],
  ])('refuses %j', (options, message) => {
    const source = new FakeProcess()
    const server = createServer()

    expect(() => gracefulShutdown(server, { process: source, ...options } as never)).toThrow(message)
    expect(source.eventNames()).toEqual([])
    expect(server.keepAliveTimeout).toBe(5_000)
  })
})
