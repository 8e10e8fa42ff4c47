import { createServer } from 'node:http'
import { createManualClock } from '@org/core/testing'
import express from 'express'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHealth, gracefulShutdown, type HealthOptions, SHUTDOWN_DEFAULTS } from '../src/index.js'
import { ask, listen, serve } from './fixtures/loopback.js'

/** Defects that were reproduced in other libraries, and complaints about them. None may come back here. */

async function start(options: HealthOptions = {}) {
  const clock = createManualClock()
  const health = createHealth({ clock, random: () => 0.5, startReady: true, onDiagnostic: () => {}, ...options })
  await clock.advance(0)
  const app = express()
    .use(health.middleware())
    .use((_request, response) => void response.send('app'))
  const { port, server } = await serve(app)
  return { clock, health, port, server }
}

const never = () => new Promise<void>(() => {})

describe('@godaddy/terminus', () => {
  it('1: what one endpoint answers never shows up in another', async () => {
    const run = async () => ({ status: 'pass' as const, secretDbHost: 'db.internal', output: 'db.internal' })
    const { port } = await start({ checks: [{ name: 'database', run }], details: 'always' })
    const before = (await ask(port, '/livez')).body
    for (let hit = 0; hit < 3; hit++) await ask(port, '/readyz')
    await ask(port, '/readyz/database')

    const after = (await ask(port, '/livez')).body

    expect(after).toBe(before)
    expect(after).not.toContain('db.internal')
  })

  it('2: a query does not make a probe fall through to the application, and a POST is no probe', async () => {
    const { port, health } = await start()
    health.drain()

    expect(await ask(port, '/readyz?x=1')).toMatchObject({ status: 503, body: '{"status":"fail"}' })
    expect(await ask(port, '/readyz', { method: 'POST' })).toMatchObject({ status: 405 })
  })

  it('3: probes start no check, a check that never answers does not hang them, and instances share nothing', async () => {
    let runs = 0
    const run = () => {
      runs += 1
      return never()
    }
    const a = await start({ checks: [{ name: 'hung', run, critical: true }] })
    const b = await start()

    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(a.port, '/readyz')))

    expect(runs).toBe(1)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    expect(await ask(b.port, '/readyz')).toMatchObject({ status: 200, body: '{"status":"pass"}' })
    a.health.drain()
    expect(await ask(b.port, '/readyz')).toMatchObject({ status: 200 })
  })

  it('4: the default drain is a drain: 503 for seconds, and a slow request in flight is not reset', async () => {
    const clock = createManualClock()
    const health = createHealth({ clock, startReady: true })
    let answerSlow: () => void = () => {}
    let arrived: () => void = () => {}
    const slowArrived = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const server = createServer((request, response) => {
      if (health.handle(request, response)) return
      answerSlow = () => void response.end('whole')
      arrived()
    })
    const exits: number[] = []
    const shutdown = gracefulShutdown(server, {
      health,
      clock,
      exit: (code) => exits.push(code),
      onDiagnostic: () => {},
    })
    const port = await listen(server)
    const slow = ask(port, '/slow')
    await slowArrived

    void shutdown.shutdown()
    await clock.advance(1_800)
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
    await clock.advance(SHUTDOWN_DEFAULTS.readinessDelayMs)
    answerSlow()

    expect(await slow).toMatchObject({ status: 200, body: 'whole' })
    expect(await shutdown.done).toMatchObject({ exitCode: 0, destroyedConnections: 0 })
    shutdown.dispose()
  })
})

describe('lightship', () => {
  afterEach(() => vi.unstubAllEnvs())

  it.each([
    ['on Kubernetes', '10.0.0.1'],
    ['elsewhere', ''],
  ])('5: %s the drain has its delay, liveness stays 200, and no port is opened', async (_where, host) => {
    vi.stubEnv('KUBERNETES_SERVICE_HOST', host)
    const { port, health, server, clock } = await start()
    const shutdown = gracefulShutdown(server, { health, clock, exit: () => {}, onDiagnostic: () => {} })

    void shutdown.shutdown()
    await clock.advance(SHUTDOWN_DEFAULTS.readinessDelayMs - 1)

    expect(server.address()).toMatchObject({ port })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200 })
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
    shutdown.dispose()
  })
})

describe('@fastify/under-pressure', () => {
  it('6: a hung check neither blocks the start, nor stops the refresh, nor keeps the last good verdict', async () => {
    let runs = 0
    const run = () => (++runs === 2 ? never() : Promise.resolve())
    const checks = [{ name: 'database', run, critical: true, failureThreshold: 1, intervalMs: 1_000, timeoutMs: 100 }]
    const { clock, port } = await start({ checks })
    expect(await ask(port, '/readyz')).toMatchObject({ status: 200 })

    await clock.advance(1_100)
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
    expect(await ask(port, '/orders')).toMatchObject({ status: 200, body: 'app' })
    await clock.advance(1_000)

    expect(runs).toBe(3)
    expect(await ask(port, '/readyz')).toMatchObject({ status: 200 })
  })

  it('7: a long healthy past does not dilute what is wrong now', async () => {
    let busy = false
    const run = () => ({ status: busy ? ('fail' as const) : ('pass' as const) })
    const checks = [{ name: 'event-loop', role: 'liveness' as const, run, intervalMs: 1_000, failureThreshold: 2 }]
    const { clock, port } = await start({ checks })
    await clock.advance(1_000_000)

    busy = true
    await clock.advance(2_000)

    expect(await ask(port, '/livez')).toMatchObject({ status: 503 })
  })
})

describe('@cloudnative/health, express-actuator, express-healthcheck', () => {
  it('8: a response of 500 is not up, whether it is returned or judged', async () => {
    const { port: upstream } = await serve((_request, response) => {
      response.writeHead(500)
      response.end()
    })
    const get = (signal: AbortSignal) => fetch(`http://127.0.0.1:${upstream}/`, { signal })
    const clock = createManualClock()
    const health = createHealth({
      clock,
      startReady: true,
      onDiagnostic: () => {},
      checks: [
        { name: 'returned', run: get as never },
        { name: 'judged', run: async (signal) => (await get(signal)).ok },
      ],
    })
    await clock.advance(0)

    await vi.waitFor(() =>
      expect(health.snapshot().readiness.checks.map(({ status }) => status)).toEqual(['fail', 'fail']),
    )
    health.close()
  })

  it('8: health is not a constant, and an asynchronous check that resolves is a pass', async () => {
    let up = true
    const run = async () => up
    const { clock, port } = await start({ checks: [{ name: 'database', run, critical: true }] })
    expect(await ask(port, '/readyz')).toMatchObject({ status: 200, body: '{"status":"pass"}' })

    up = false
    await clock.advance(30_000)

    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
  })

  it('8: an error is a body with words, not {}, and an asynchronous throw is no unhandled rejection', async () => {
    const rejections: unknown[] = []
    const listener = (reason: unknown) => rejections.push(reason)
    process.on('unhandledRejection', listener)
    const run = async () => {
      throw new Error('refused')
    }
    const { clock, port } = await start({ checks: [{ name: 'database', run }], details: 'always' })
    await clock.advance(60_000)

    expect(JSON.parse((await ask(port, '/readyz/database')).body)).toMatchObject({ output: 'Error: refused' })
    process.off('unhandledRejection', listener)
    expect(rejections).toEqual([])
  })
})

describe('complaints', () => {
  it('civitai#2384, spring-boot#43449: checks run side by side, so slow ones do not add up', async () => {
    const clock = createManualClock()
    const run = () => new Promise<void>((resolve) => clock.schedule(resolve, 1_900))
    const names = Array.from({ length: 15 }, (_, index) => `dependency-${index}`)
    const health = createHealth({
      clock,
      checks: names.map((name) => ({ name, run, critical: true })),
      startReady: true,
    })

    await clock.advance(1_900)

    expect(health.snapshot().readiness.status).toBe('pass')
  })

  it('govuk-helm-charts#132: a dependency that all instances share does not take the fleet out', async () => {
    const run = async () => false
    const { clock, port } = await start({ checks: [{ name: 'memcached', run }] })
    await clock.advance(600_000)

    expect(await ask(port, '/readyz')).toMatchObject({ status: 200, body: '{"status":"warn"}' })
  })

  it('curie#1582: an outage is visible to the prober when the check is critical', async () => {
    let up = true
    const { clock, port } = await start({ checks: [{ name: 'postgres', run: async () => up, critical: true }] })
    up = false

    await clock.advance(210_000)

    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
  })

  it('nestjs/terminus#945: a check that reports down without throwing is down', async () => {
    const run = async () => ({ status: 'down' }) as never
    const { port } = await start({ checks: [{ name: 'database', run, critical: true }] })

    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 })
  })

  it('aspnetcore#59561: a thousand probes cost the dependency nothing', async () => {
    let runs = 0
    const { health } = await start({ checks: [{ name: 'database', run: () => void runs++ }] })

    for (let probe = 0; probe < 1_000; probe++) health.snapshot()

    expect(runs).toBe(1)
  })

  it('server-health#37: anonymous callers learn neither names nor messages', async () => {
    const run = () => Promise.reject(new Error('password authentication failed for DATABASE_URL'))
    const { port } = await start({ checks: [{ name: 'orders-db', run, critical: true }] })

    for (const path of ['/readyz', '/readyz?verbose', '/readyz/orders-db', '/livez', '/livez/orders-db']) {
      const { body, headers } = await ask(port, path)
      expect(body + JSON.stringify(headers)).not.toMatch(/DATABASE_URL|orders|Error/)
    }
  })
})
