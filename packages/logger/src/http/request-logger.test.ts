import { request as httpRequest } from 'node:http'
import { ConfigurationError } from '@org/core'
import { currentContext } from '@org/core/context'
import express, { type Express } from 'express'
import express4 from 'express-4'
import { describe, expect, it, vi } from 'vitest'
import { type AccessCapture, captureAccesses, listen } from '../../test/request-harness.js'
import { type AccessRecord, createLogger, type RequestLoggerOptions, requestLogger } from '../index.js'

/** An application behind a `requestLogger`, and what that wrote. */
interface Harness extends AccessCapture {
  readonly app: Express
}

function createHarness(options: RequestLoggerOptions = {}, createApp = express): Harness {
  const capture = captureAccesses()
  const app = createApp()
  app.use(requestLogger(capture.logger, options))
  return { ...capture, app }
}

describe.each([
  ['4', express4],
  ['5', express],
])('requestLogger on Express %s', (_version, createApp) => {
  it('writes one access record per request', async () => {
    const { app, accesses } = createHarness({}, createApp)
    app.get('/orders/:id', (_request, response) => void response.json({ ok: true }))
    const url = await listen(app)

    const response = await fetch(`${url}/orders/7?token=hunter2`, {
      headers: { 'user-agent': 'probe', cookie: 'sid=hunter2', authorization: 'Bearer hunter2', 'x-request-id': 'r-1' },
    })
    const [record] = await accesses(1)

    expect(response.headers.get('x-request-id')).toBe('r-1')
    expect(record).toMatchObject({
      level: 'info',
      message: 'request',
      method: 'GET',
      route: '/orders/:id',
      path: '/orders/7',
      statusCode: 200,
      durationMs: expect.any(Number),
      responseBytes: 11,
      userAgent: 'probe',
      remoteAddress: '127.0.0.1',
      requestId: 'r-1',
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    })
    expect(JSON.stringify(record)).not.toContain('hunter2')
  })

  it('names the route of mounted routers, and none where none matched', async () => {
    const { app, accesses } = createHarness({}, createApp)
    const router = createApp.Router()
    router.get('/items/:item', (_request, response) => void response.send('ok'))
    app.use('/api/:version', router)
    const url = await listen(app)

    await fetch(`${url}/api/v1/items/5`)
    await fetch(`${url}/nowhere`)
    const [mounted, missing] = await accesses(2)

    expect(mounted).toMatchObject({ path: '/api/v1/items/5', route: '/api/v1/items/:item' })
    expect(missing).toMatchObject({ level: 'warn', statusCode: 404, path: '/nowhere' })
    expect(missing).not.toHaveProperty('route')
  })

  it('is as severe as the answer', async () => {
    const { app, accesses } = createHarness({}, createApp)
    app.get('/:status', (request, response) => void response.status(Number(request.params['status'])).end())
    const url = await listen(app)

    for (const status of [200, 399, 400, 499, 500, 503]) await fetch(`${url}/${status}`, { redirect: 'manual' })

    expect((await accesses(6)).map(({ level }) => level)).toEqual(['info', 'info', 'warn', 'warn', 'error', 'error'])
  })

  it('gives handlers, timers, what follows an await, and listeners of the body the context', async () => {
    const { app, logger, records, accesses } = createHarness({}, createApp)
    app.use(createApp.json())
    app.post('/', async (request, response) => {
      logger.info('handler', { body: request.body as object })
      await new Promise((resolve) => setTimeout(resolve, 0))
      logger.info('after a timer')
      response.on('finish', () => logger.info('finish'))
      response.end()
    })
    const url = await listen(app)

    await fetch(url, {
      method: 'POST',
      headers: { 'x-request-id': 'r-1', 'content-type': 'application/json' },
      body: '{"a":1}',
    })
    await accesses(1)

    expect(records().map(({ message, requestId }) => [message, requestId])).toEqual([
      ['handler', 'r-1'],
      ['after a timer', 'r-1'],
      ['finish', 'r-1'],
      ['request', 'r-1'],
    ])
  })

  it('keeps requests at the same time, on one connection after another, apart', async () => {
    const { app, logger, records, accesses } = createHarness({}, createApp)
    app.get('/:id', async (request, response) => {
      await new Promise(setImmediate)
      logger.info(`r-${request.params['id']}`)
      response.end()
    })
    const url = await listen(app)

    await Promise.all(
      Array.from({ length: 60 }, (_unused, id) =>
        fetch(`${url}/${id}`, { headers: { 'x-request-id': `r-${id}` } }).then((response) => response.text()),
      ),
    )
    await accesses(60)

    const handled = records().filter(({ message }) => message !== 'request')
    expect(handled.length).toBe(60)
    expect(handled.filter(({ message, requestId }) => message !== requestId)).toEqual([])
    const accessed = records().filter(({ message }) => message === 'request')
    expect(accessed.filter(({ path, requestId }) => `r-${String(path).slice(1)}` !== requestId)).toEqual([])
    expect(currentContext()).toEqual({})
  })

  it('replaces hostile ids, and says which it chose', async () => {
    const { app, accesses } = createHarness({}, createApp)
    app.get('/', (_request, response) => void response.end())
    const url = await listen(app)

    const response = await fetch(url, { headers: { 'x-request-id': '<script>' } })
    const [record] = await accesses(1)

    expect(record?.['requestId']).toMatch(/^[\da-f]{8}-/)
    expect(response.headers.get('x-request-id')).toBe(record?.['requestId'])
  })

  it('tells of a request whose client went away', async () => {
    const { app, accesses } = createHarness({}, createApp)
    let arrived: () => void = () => {}
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve
    })
    app.get('/', () => arrived())
    const url = await listen(app)

    const request = httpRequest(url).on('error', () => {})
    request.end()
    await arrival
    request.destroy()

    expect(await accesses(1)).toMatchObject([{ level: 'warn', aborted: true, path: '/' }])
  })

  it('leaves ignored paths out, and still tells onRequest of them', async () => {
    const seen: AccessRecord[] = []
    const { app, accesses } = createHarness(
      {
        ignore: ['/livez', /^\/ready/g],
        onRequest: (access) => seen.push(access),
        message: 'access',
      },
      createApp,
    )
    app.use((_request, response) => void response.end())
    const url = await listen(app)

    for (const path of ['/livez', '/readyz', '/readyz', '/livez/more', '/last']) await fetch(url + path)

    expect((await accesses(2)).map(({ path, message }) => [path, message])).toEqual([
      ['/livez/more', 'access'],
      ['/last', 'access'],
    ])
    expect(seen.map(({ path }) => path)).toEqual(['/livez', '/readyz', '/readyz', '/livez/more', '/last'])
  })

  it.each<[string, () => unknown, string | undefined]>([
    [
      'throws',
      () => {
        throw new Error('metrics')
      },
      'metrics',
    ],
    ['rejects', () => Promise.reject(new Error('metrics')), 'metrics'],
    [
      'rejects later',
      () => new Promise((_resolve, reject) => setImmediate(() => reject(new Error('metrics')))),
      'metrics',
    ],
    ['rejects with nothing', () => Promise.reject(), undefined],
    [
      'returns a thenable whose `then` throws',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: it is what is tested
        then() {
          throw new Error('metrics')
        },
      }),
      'metrics',
    ],
    [
      'returns a thenable that says twice that it failed',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: it is what is tested
        then(_resolve: unknown, reject: (error: Error) => void) {
          reject(new Error('metrics'))
          throw new Error('metrics')
        },
      }),
      'metrics',
    ],
  ])('survives an onRequest that %s, and logs it', async (_how, onRequest, message) => {
    const { app, records, accesses } = createHarness({ onRequest: onRequest as () => void }, createApp)
    app.get('/', (_request, response) => void response.end())
    const url = await listen(app)

    await fetch(url)
    await accesses(1)
    await vi.waitFor(() => expect(records().length).toBeGreaterThan(1))

    const [access, failure] = records()
    expect(access).toMatchObject({ message: 'request' })
    expect(failure).toMatchObject({ level: 'error', message: '`onRequest` of requestLogger failed' })
    if (message !== undefined) expect(failure).toMatchObject({ error: { message } })
  })

  it('survives an onRequest that returns what only looks like a thenable', async () => {
    const hostile = Object.defineProperty({}, 'then', {
      get() {
        throw new Error('no then')
      },
    })
    const { app, records, accesses } = createHarness({ onRequest: () => hostile as never }, createApp)
    app.get('/', (_request, response) => void response.end())
    const url = await listen(app)

    await fetch(url)
    await fetch(url)
    await accesses(2)

    expect(records().map(({ message }) => message)).toEqual(['request', 'request'])
  })

  it.each([
    [{ ignore: '/livez' }, 'requestLogger.ignore'],
    [{ ignore: [5] }, 'requestLogger.ignore'],
    [{ message: '' }, 'requestLogger.message'],
    [{ onRequest: 5 }, 'requestLogger.onRequest'],
    [{ debugOnError: { slow: 5 } }, 'slow'],
    [{ debugOnError: { slowMs: -5 } }, 'requestLogger.debugOnError.slowMs'],
    [{ skip: [] }, 'skip'],
  ])('refuses wrong options by name: %j', (options, name) => {
    expect(() => createHarness(options as never)).toThrow(ConfigurationError)
    expect(() => createHarness(options as never)).toThrow(`\`${name}\``)
  })

  it('writes through a logger with levels of its own', async () => {
    const lines: string[] = []
    const done = new Promise<void>((resolve) => {
      const logger = createLogger({
        service: 's',
        levels: { fatal: 0, note: 1 },
        console: {
          stream: {
            write(line) {
              lines.push(line)
              if (lines.length === 2) resolve()
            },
          },
        },
      })
      const app = createApp()
      app.use(requestLogger(logger))
      app.get('/', (_request, response) => void response.end())
      void listen(app).then(async (url) => {
        await fetch(url)
        await fetch(`${url}/missing`)
      })
    })
    await done

    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['note', 'fatal'])
  })
})

describe('what is no logger', () => {
  it.each([undefined, null, {}, { telemetry: {} }, 'logger'])('is refused at construction: %j', (value) => {
    expect(() => requestLogger(value as never)).toThrow(ConfigurationError)
    expect(() => requestLogger(value as never)).toThrow('`logger`')
  })
})

describe('requestLogger.http', () => {
  it('does the same for a listener of node:http, its body included', async () => {
    const { logger, records, accesses } = createHarness()
    const url = await listen(
      requestLogger.http(logger, (request, response) => {
        let body = ''
        request.on('data', (chunk: Buffer) => {
          body += String(chunk)
        })
        request.on('end', () => {
          logger.info('end', { body })
          response.end('ok')
        })
      }),
    )

    await fetch(`${url}/path?code=1`, { method: 'POST', headers: { 'x-request-id': 'r-1' }, body: 'hello' })
    await accesses(1)

    expect(records()).toMatchObject([
      { message: 'end', body: 'hello', requestId: 'r-1' },
      { message: 'request', method: 'POST', path: '/path', requestId: 'r-1', statusCode: 200 },
    ])
  })

  it('keeps the password of an absolute request target out', async () => {
    const { logger, accesses } = createHarness()
    const url = await listen(requestLogger.http(logger, (_request, response) => response.end()))

    await new Promise((resolve) =>
      httpRequest(url, { path: 'http://user:hunter2@proxy/a?b=c' }, (response) =>
        response.resume().on('end', resolve),
      ).end(),
    )

    expect(JSON.stringify(await accesses(1))).not.toContain('hunter2')
  })
})
