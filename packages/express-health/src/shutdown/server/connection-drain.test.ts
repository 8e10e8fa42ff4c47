import { once } from 'node:events'
import { Agent, get, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask } from '../../../test/fixtures/loopback.js'
import { start, until } from '../../../test/fixtures/shutdown.js'

function keepAliveAgent(): Agent {
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  return agent
}

describe('connections', () => {
  it('that idle on keep-alive are closed at once, although the client would keep them', async () => {
    const agent = keepAliveAgent()
    const { clock, shutdown, port } = await start({ readinessDelayMs: 0 })
    expect(await ask(port, '/', { agent })).toMatchObject({ headers: { connection: 'keep-alive' } })

    void shutdown.shutdown()
    await clock.advance(0)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
  })

  it('whose answer had begun before the drain are closed with its end, not 65 s later', async () => {
    const { clock, shutdown, held, server, hold } = await start({ readinessDelayMs: 0 })
    const streaming = await hold(keepAliveAgent())
    // Headers are on their way already, so this client cannot be told to close.
    held[0]?.write('first half, ')

    void shutdown.shutdown()
    await clock.advance(0)
    await until(() => !server.listening)
    held[0]?.end('second half')

    expect(await streaming.outcome).toMatchObject({
      body: 'first half, second half',
      headers: { connection: 'keep-alive' },
    })
    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
  })

  it('are asked to close by every answer from the start of the drain, by an application that answers at once too', async () => {
    const { clock, shutdown, port, held, hold } = await start()
    const inFlight = await hold()
    expect(await ask(port, '/')).toMatchObject({ headers: { connection: 'keep-alive' } })

    void shutdown.shutdown()

    expect(await ask(port, '/')).toMatchObject({ body: 'quick', headers: { connection: 'close' } })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200, headers: { connection: 'close' } })
    held[0]?.end('whole')
    expect(await inFlight.outcome).toMatchObject({ body: 'whole', headers: { connection: 'close' } })
    await clock.advance(5_000)
    await shutdown.done
  })

  it('that never spoke do not hold the shutdown up', async () => {
    const { clock, shutdown, port, server } = await start({ readinessDelayMs: 0 })
    const silent = connect(port, '127.0.0.1')
    await once(server, 'connection')

    void shutdown.shutdown()
    await clock.advance(0)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
    silent.destroy()
  })

  it('that are busy for longer than closeTimeoutMs are destroyed, counted and reported', async () => {
    const { clock, shutdown, hold, diagnostics, source } = await start({
      readinessDelayMs: 0,
      closeTimeoutMs: 2_000,
    })
    const cutOff = await hold()

    void shutdown.shutdown()
    await clock.advance(1_999)
    expect(source.exits).toEqual([])
    await clock.advance(1)

    expect(await cutOff.outcome).toMatchObject({ code: 'ECONNRESET' })
    expect(await shutdown.done).toMatchObject({ destroyedConnections: 1, exitCode: 0, durationMs: 2_000 })
    expect(diagnostics[1]).toMatchObject({
      code: 'MON_SHUTDOWN_CONNECTIONS_DESTROYED',
      message: '1 connection was busy for 2000 ms after the server closed, and cut off.',
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

describe('an answer that its client reads slowly', () => {
  const BYTES = 20_000_000

  /** A client that has the headers of a large answer, and reads on when told to. */
  async function download(agent: Agent) {
    const responses: ServerResponse[] = []
    const started = await start({ readinessDelayMs: 0, closeTimeoutMs: 2_000 }, (_request, response) => {
      responses.push(response)
      response.end(Buffer.alloc(BYTES))
    })
    const sent = get({ port: started.port, host: '127.0.0.1', path: '/', agent })
    const [answer] = await once(sent, 'response')
    async function read(): Promise<number | string> {
      let bytes = 0
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      const ended = once(answer, 'end').then(() => bytes)
      return Promise.race([ended, once(answer, 'error').then(([error]) => error.code as string)])
    }
    return { ...started, responses, read }
  }

  it('is whole although `end()` was called long before the server closed', async () => {
    const { clock, shutdown, server, read } = await download(keepAliveAgent())

    void shutdown.shutdown()
    await clock.advance(0)
    await until(() => !server.listening)

    expect(await read()).toBe(BYTES)
    expect(await shutdown.done).toMatchObject({ destroyedConnections: 0, durationMs: 0 })
  })

  it('is cut off after closeTimeoutMs and counted when its client does not read at all', async () => {
    const { clock, shutdown, source, responses } = await download(keepAliveAgent())

    void shutdown.shutdown()
    await clock.advance(1_999)
    expect(source.exits).toEqual([])
    await clock.advance(1)

    expect(await shutdown.done).toMatchObject({ destroyedConnections: 1, durationMs: 2_000 })
    expect(responses[0]?.closed).toBe(true)
  })
})

describe('requests that were cut off', () => {
  it.each([
    ['by closeTimeoutMs', (_client: Agent) => {}],
    ['by their own client, as the last of all', (client: Agent) => client.destroy()],
  ])('%s have closed, for whoever records them, when hooks begin', async (_title, intervene) => {
    const order: string[] = []
    const { clock, shutdown, hold, held } = await start({
      readinessDelayMs: 0,
      closeTimeoutMs: 300,
      onShutdown: [() => order.push('hook')],
    })
    const agent = new Agent()
    for (let request = 0; request < 3; request++) await hold(agent)
    for (const [index, response] of held.entries()) response.on('close', () => order.push(`record ${index}`))

    void shutdown.shutdown()
    await clock.advance(1)
    intervene(agent)
    await clock.advance(299)
    await shutdown.done

    expect(order.slice(0, 3).sort()).toEqual(['record 0', 'record 1', 'record 2'])
    expect(order.slice(3)).toEqual(['hook'])
  })
})

describe('a server that begins to listen during the shutdown', () => {
  it('is closed at once, so that no request comes that nobody waits for', async () => {
    const { clock, shutdown, server } = await start({ readinessDelayMs: 0, onShutdown: [listenAgain] })
    function listenAgain(): Promise<unknown> {
      server.listen(0, '127.0.0.1')
      return once(server, 'listening')
    }

    void shutdown.shutdown()
    await clock.advance(0)

    expect((await shutdown.done).hooks).toMatchObject([{ name: 'listenAgain', outcome: 'completed' }])
    expect(server.listening).toBe(false)
  })
})
