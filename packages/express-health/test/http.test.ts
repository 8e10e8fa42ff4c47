import { createServer } from 'node:http'
import type { Diagnostic } from '@org/core'
import { createManualClock, type ManualClock } from '@org/core/testing'
import express, { type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { createHealth, type Health, type HealthOptions } from '../src/index.js'
import { ask, listen, serve } from './fixtures/loopback.js'

/** The ways a service can serve probes; the answers must not differ. */
const SERVERS: readonly (readonly [string, (health: Health) => Parameters<typeof serve>[0]])[] = [
  [
    'Express',
    (health) =>
      express()
        .use(health.middleware())
        .get('/', (_, response) => void response.send('app')),
  ],
  ['node:http', (health) => health.handler],
]

const SECRET = 'connect ECONNREFUSED db.internal:5432'

async function start(
  listener: (health: Health) => Parameters<typeof serve>[0],
  options: HealthOptions = {},
): Promise<{ port: number; health: Health; clock: ManualClock }> {
  const clock = createManualClock()
  const health = createHealth({
    clock,
    random: () => 0.5,
    startReady: true,
    onDiagnostic: () => {},
    checks: [
      { name: 'database', run: () => Promise.reject(new Error(SECRET)) },
      { name: 'queue', run: async () => ({ status: 'pass', observedValue: 3, observedUnit: 'messages' }) },
    ],
    ...options,
  })
  await clock.advance(0)
  const { port } = await serve(listener(health))
  return { port, health, clock }
}

describe.each(SERVERS)('probes on %s', (_name, listener) => {
  it('answer with the status alone, in a body of a few bytes that must not be stored', async () => {
    const { port } = await start(listener)

    for (const [path, body] of [
      ['/livez', '{"status":"pass"}'],
      ['/readyz', '{"status":"warn"}'],
    ] as const) {
      const answer = await ask(port, path)

      expect(answer).toMatchObject({ status: 200, body })
      expect(answer.headers).toMatchObject({
        'content-type': 'application/health+json; charset=utf-8',
        'cache-control': 'no-store',
        'content-length': String(body.length),
      })
      expect(answer.headers).not.toHaveProperty('etag')
      expect(answer.headers).not.toHaveProperty('last-modified')
    }
  })

  it('answer HEAD as GET without the body', async () => {
    const { port } = await start(listener)

    const answer = await ask(port, '/readyz', { method: 'HEAD' })

    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-length': '17' } })
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('refuse %s with 405', async (method) => {
    const { port } = await start(listener)

    expect(await ask(port, '/livez', { method })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
      body: '',
    })
  })

  it('answer a conditional request in full, never with 304', async () => {
    const { port } = await start(listener)
    const headers = { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() }

    expect(await ask(port, '/livez', { headers })).toMatchObject({ status: 200, body: '{"status":"pass"}' })
  })

  it('turn to 503 when readiness fails, asking the prober to connect anew', async () => {
    const { port, health } = await start(listener)
    health.drain()

    expect(await ask(port, '/readyz')).toMatchObject({
      status: 503,
      body: '{"status":"fail"}',
      headers: { connection: 'close' },
    })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200, body: '{"status":"pass"}' })
  })

  it('hide what exists: without details every single check is 404, right name or wrong', async () => {
    const { port } = await start(listener)

    expect(await ask(port, '/readyz/database')).toEqual(expect.objectContaining({ status: 404, body: '' }))
    expect(await ask(port, '/readyz/nothing')).toMatchObject({ status: 404, body: '' })
  })

  it('show every check with details, in the shape of the IETF draft', async () => {
    const { port } = await start(listener, { details: 'always' })

    expect(JSON.parse((await ask(port, '/readyz?verbose')).body)).toEqual({
      status: 'warn',
      notes: ['database'],
      time: '2026-01-01T00:00:00.000Z',
      checks: {
        database: [
          {
            status: 'fail',
            critical: false,
            time: '2026-01-01T00:00:00.000Z',
            durationMs: 0,
            consecutiveFailures: 1,
            output: `Error: ${SECRET}`,
          },
        ],
        queue: [
          {
            status: 'pass',
            critical: false,
            time: '2026-01-01T00:00:00.000Z',
            durationMs: 0,
            observedValue: 3,
            observedUnit: 'messages',
          },
        ],
      },
    })
  })

  it('show one check with details: 503 when it fails although readiness only warns', async () => {
    const { port } = await start(listener, { details: 'always' })

    expect(await ask(port, '/readyz/database')).toMatchObject({ status: 503 })
    expect(JSON.parse((await ask(port, '/readyz/queue/')).body)).toMatchObject({ status: 'pass' })
    expect(await ask(port, '/readyz/nothing')).toMatchObject({ status: 404 })
    expect(await ask(port, '/livez/queue')).toMatchObject({ status: 404 })
  })

  it('show details to whom a predicate lets in, and to nobody when it fails or waits', async () => {
    const diagnostics: Diagnostic[] = []
    const policies = {
      token: (request: { headers: Record<string, unknown> }) => request.headers['authorization'] === 'Bearer ops',
      throws: () => {
        throw new Error('no session store')
      },
      waits: (() => Promise.reject(new Error('denied'))) as never,
    }
    const seen: Record<string, boolean> = {}
    for (const [name, details] of Object.entries(policies)) {
      const { port } = await start(listener, { details, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
      const headers = { authorization: 'Bearer ops' }
      seen[name] = (await ask(port, '/readyz', { headers })).body.includes(SECRET)
      expect((await ask(port, '/readyz')).body).not.toContain(SECRET)
    }

    expect(seen).toEqual({ token: true, throws: false, waits: false })
    const handlerErrors = diagnostics.filter(({ code }) => code === 'MON_HEALTH_HANDLER_FAILED')
    expect(handlerErrors).toHaveLength(4)
  })

  it('answer on the paths and prefix of the options, and there only', async () => {
    const options = { prefix: '/internal', paths: { liveness: '/alive', readiness: '/ready' } }
    const { port } = await start(listener, options)

    expect((await ask(port, '/internal/alive')).status).toBe(200)
    expect((await ask(port, '/internal/ready?x')).status).toBe(200)
    expect((await ask(port, '/livez')).status).toBe(404)
    expect((await ask(port, '/alive')).status).toBe(404)
  })
})

describe('beside an application', () => {
  it('the middleware passes on everything else, and is an Express request handler by type', async () => {
    const { port } = await start((health) => {
      const handler: RequestHandler = health.middleware()
      return express()
        .use(handler)
        .use((_request, response) => void response.send('app'))
    })

    expect(await ask(port, '/orders')).toMatchObject({ status: 200, body: 'app' })
    expect(await ask(port, '/livez-but-not-quite')).toMatchObject({ body: 'app' })
  })

  it('the middleware can be mounted below a path', async () => {
    const { port } = await start((health) => express().use('/internal', health.middleware()))

    expect((await ask(port, '/internal/livez?x=1')).body).toBe('{"status":"pass"}')
    expect((await ask(port, '/livez')).status).toBe(404)
  })

  it('handle says whether it answered, and touches nothing when it did not', async () => {
    const { port } = await start((health) => (request, response) => {
      const answered = health.handle(request, response)
      if (!answered) response.end(`${response.headersSent} ${response.getHeaderNames().length}`)
    })

    expect((await ask(port, '/')).body).toBe('false 0')
    expect((await ask(port, '/livez')).body).toBe('{"status":"pass"}')
  })

  it('HEAD writes no body, also on a server that takes one for a mistake', async () => {
    const health = createHealth()
    const port = await listen(createServer({ rejectNonStandardBodyWrites: true }, health.handler))

    expect(await ask(port, '/livez', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  })

  it('an ETag that earlier middleware has set is taken off', async () => {
    const { port } = await start((health) =>
      express()
        .use((_request, response, next) => {
          response.setHeader('ETag', '"fixed"')
          next()
        })
        .use(health.middleware()),
    )

    const answer = await ask(port, '/livez', { headers: { 'if-none-match': '"fixed"' } })

    expect(answer.status).toBe(200)
    expect(answer.headers).not.toHaveProperty('etag')
  })
})
