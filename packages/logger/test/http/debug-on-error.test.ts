import { AsyncResource } from 'node:async_hooks'
import { request as httpRequest } from 'node:http'
import { runWithContext } from '@org/core/context'
import { describe, expect, it } from 'vitest'
import { requestLogger } from '../../src/index.js'
import { createHarness, handle, listen, messagesOf } from '../request-harness.js'

describe('debugOnError', () => {
  it('writes what a failing request logged below the level, in order, right before the access record', async () => {
    const { logger, app, clock, start, accesses, records } = createHarness()
    handle(app, async () => {
      logger.debug('first', { step: 1 })
      await clock.advance(5)
      logger.info('between')
      await clock.advance(5)
      logger.debug('second', { step: 2 })
      logger.silly('less severe than what is held')
    })
    const url = await start()

    await fetch(`${url}/status/500`, { headers: { 'x-request-id': 'r-1' } })
    await accesses(1)

    expect(records()).toMatchObject([
      { level: 'info', message: 'between', sequence: 1, timestamp: '2026-01-01T00:00:00.005Z' },
      { level: 'debug', message: 'first', step: 1, sequence: 2, timestamp: '2026-01-01T00:00:00.000Z' },
      { level: 'debug', message: 'second', step: 2, sequence: 3, timestamp: '2026-01-01T00:00:00.010Z' },
      { level: 'error', message: 'request', sequence: 4, timestamp: '2026-01-01T00:00:00.010Z' },
    ])
    for (const record of records()) {
      expect(record).toMatchObject({ requestId: 'r-1', service: 'test', eventId: expect.stringMatching(/-\d+$/) })
      expect(record).not.toHaveProperty('debugRecordsDropped')
      expect(String(record['eventId']).split('-').at(-1)).toBe(String(record['sequence']))
    }
  })

  it('forgets what a good request logged, and leaves no gap in the sequence', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, (path) => logger.debug(path))
    const url = await start()

    for (const status of [200, 404, 499, 500, 200]) await fetch(`${url}/status/${status}`)
    await accesses(5)

    expect(records().map(({ message, path, level }) => [level, path ?? message])).toEqual([
      ['info', '/status/200'],
      ['warn', '/status/404'],
      ['warn', '/status/499'],
      ['debug', '/status/500'],
      ['error', '/status/500'],
      ['info', '/status/200'],
    ])
    expect(records().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('writes what an aborted request logged', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const arrived = new Promise<void>((resolve) => {
      app.get('/', () => {
        logger.debug('waiting')
        resolve()
      })
    })
    const url = await start()

    const request = httpRequest(url).on('error', () => {})
    request.end()
    await arrived
    request.destroy()
    await accesses(1)

    expect(records()).toMatchObject([{ message: 'waiting' }, { message: 'request', aborted: true }])
  })

  it.each([
    [undefined, 999, 0],
    [undefined, 1_000, 1],
    [50, 49, 0],
    [50, 50, 1],
    [0, 0, 1],
  ])('with slowMs %s, of a request that lasts %d ms, writes %d held records', async (slowMs, lastsMs, count) => {
    const { logger, app, clock, start, accesses, records } = createHarness()
    handle(app, async () => {
      logger.debug('slow?')
      await clock.advance(lastsMs)
    })
    const url = await start({ debugOnError: slowMs === undefined ? true : { slowMs } })

    await fetch(`${url}/status/200`)
    await accesses(1)

    expect(records().filter(({ level }) => level === 'debug')).toHaveLength(count)
  })

  it('holds every form of a call, that of a child and of a timer too', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, () => {
      logger.log('debug', 'log', { a: 1 })
      logger.log({ level: 'debug', message: 'log(info)', a: 2 })
      logger.write({ level: 'debug', message: 'write(info)', a: 3 })
      logger.debug({ message: 'fields', a: 4 })
      logger.debug('%s', 'tokens', { a: 5 })
      logger.debug(new Error('an error'))
      logger.child({ child: 'c' }).child({ grandchild: 'g' }).debug('child', { a: 6 })
      runWithContext({ job: 'j-1' }, () => logger.verbose('nested context'))
      logger.startTimer().done({ level: 'debug', message: 'timer' })
    })
    const url = await start()

    await fetch(`${url}/status/500`, { headers: { 'x-request-id': 'r-1' } })
    await accesses(1)

    expect(records()).toMatchObject([
      { message: 'log', a: 1 },
      { message: 'log(info)', a: 2 },
      { message: 'write(info)', a: 3 },
      { message: 'fields', a: 4 },
      { message: 'tokens', a: 5 },
      { message: 'an error', error: { name: 'Error', stack: expect.stringContaining('an error') } },
      { message: 'child', child: 'c', grandchild: 'g', a: 6 },
      { level: 'verbose', message: 'nested context', job: 'j-1', requestId: 'r-1' },
      { message: 'timer', durationMs: expect.any(Number) },
      { message: 'request' },
    ])
  })

  it('goes by the level of each child', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, () => {
      const quiet = logger.child({ child: 'quiet' })
      quiet.level = 'error'
      const loud = logger.child({ child: 'loud' })
      loud.level = 'silly'
      quiet.warn('held, though the parent would write it')
      quiet.error('written')
      loud.silly('written, though less severe than what is held')
      logger.info('written')
    })
    const url = await start()

    await fetch(`${url}/status/503`)
    await accesses(1)

    expect(messagesOf(records())).toEqual([
      'written',
      'written, though less severe than what is held',
      'written',
      'held, though the parent would write it',
      'request',
    ])
  })

  it('holds down to its level', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, () => {
      logger.http('http')
      logger.verbose('verbose')
      logger.debug('debug')
    })
    const url = await start({ debugOnError: { level: 'verbose' } })

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(messagesOf(records())).toEqual(['http', 'verbose', 'request'])
  })

  it('holds the least severe level of a logger without debug', async () => {
    const { logger, app, start, accesses, records } = createHarness({
      levels: { fatal: 0, note: 1, trace: 2 },
      level: 'note',
    })
    handle(app, () => logger.log('trace', 'a trace'))
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(records()).toMatchObject([
      { level: 'trace', message: 'a trace' },
      { level: 'fatal', message: 'request' },
    ])
  })

  it('follows levels that are changed later', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, () => logger.log('debug', 'held'))
    const url = await start()
    logger.configure({ levels: { error: 0, warn: 1, info: 2, debug: 900 }, level: 'info' })

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(messagesOf(records())).toEqual(['held', 'request'])
  })

  it('says in isLevelEnabled what is held, while the request goes on', async () => {
    const { logger, app, start, accesses } = createHarness()
    const ask = (): boolean[] => [
      logger.isLevelEnabled('debug'),
      logger.child({}).isLevelEnabled('debug'),
      logger.isDebugEnabled(),
      logger.isLevelEnabled('silly'),
      logger.isLevelEnabled('info'),
      logger.isLevelEnabled('none'),
    ]
    let late: () => boolean[] = () => []
    const inside: boolean[][] = []
    handle(app, () => {
      inside.push(ask())
      late = AsyncResource.bind(ask)
    })
    const url = await start()

    const outside = ask()
    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(outside).toEqual([false, false, false, false, true, false])
    expect(inside).toEqual([[true, true, true, false, true, false]])
    expect(late()).toEqual([false, false, false, false, true, false])
  })

  it('holds nothing of what runs on when the response is closed', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    let goOn: () => void = () => {}
    const ended = new Promise<boolean>((resolve) => {
      handle(app, () => {
        void new Promise<void>((proceed) => {
          goOn = proceed
        }).then(() => {
          logger.debug('late')
          logger.info('late, but of its level')
          resolve(logger.isLevelEnabled('debug'))
        })
      })
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)
    goOn()

    expect(await ended).toBe(false)
    expect(messagesOf(records())).toEqual(['request', 'late, but of its level'])
  })

  it('writes what the values were at the call, redacted, whatever they are', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const order = { id: 'o-1', items: ['a'], password: 'hunter2' }
    const hostile = {
      get boom(): string {
        throw new Error('getter')
      },
      self: undefined as unknown,
    }
    hostile.self = hostile
    handle(app, () => {
      logger.debug('order', { order })
      order.id = 'o-2'
      order.items.push('b')
      logger.debug('hostile', hostile)
      logger.debug('a getter that logs', {
        get inner() {
          logger.debug('inner')
          return 1
        },
      })
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(records()).toMatchObject([
      { message: 'order', order: { id: 'o-1', items: ['a'], password: '[REDACTED]' } },
      { message: 'hostile', boom: expect.stringContaining('Unreadable'), self: expect.anything() },
      { message: 'inner' },
      { message: 'a getter that logs', inner: 1 },
      { message: 'request' },
    ])
    expect(records().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
  })

  it('keeps every line within its limit, however large the sequence has become', async () => {
    const { logger, app, start, accesses, lines } = createHarness({ limits: { maxLineBytes: 4_096 } })
    handle(app, () => {
      for (let length = 3_600; length < 4_000; length++) logger.debug('x', { a: 'x'.repeat(length) })
    })
    const url = await start({ debugOnError: { maxRecords: 1_000, maxBytes: 10_000_000 } })

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(lines).toHaveLength(401)
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(4_096)
  })

  it('holds as many records as the bound, and says how many more there were', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, (path) => {
      const count = path === '/status/500' ? 3 : 5
      for (let step = 1; step <= count; step++) logger.debug(`step ${step}`)
    })
    const url = await start({ debugOnError: { maxRecords: 3 } })

    await fetch(`${url}/status/500`)
    await fetch(`${url}/status/501`)
    await fetch(`${url}/status/200`)
    const [exact, over, good] = await accesses(3)

    expect(messagesOf(records())).toEqual([
      ...['step 1', 'step 2', 'step 3', 'request'],
      ...['step 3', 'step 4', 'step 5', 'request'],
      'request',
    ])
    expect(exact).not.toHaveProperty('debugRecordsDropped')
    expect(over).toMatchObject({ debugRecordsDropped: 2 })
    expect(good).not.toHaveProperty('debugRecordsDropped')
  })

  it('holds as many bytes as the bound, and counts a record that has no room at all', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const seen: unknown[] = []
    handle(app, () => {
      logger.debug('€ 1')
      logger.debug('€ 2')
      logger.debug('too large', { text: 'x'.repeat(10_000) })
    })
    // The ids of the request are of one length; a line is held without `eventId` and `sequence`.
    const probe = createHarness()
    handle(probe.app, () => probe.logger.debug('€ 1'))
    const headers = { 'x-request-id': 'r-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
    await fetch(`${await probe.start()}/status/500`, { headers })
    await probe.accesses(1)
    const bytes = Buffer.byteLength((probe.lines[0] ?? '').replace(/,"eventId".*$/, ''))

    for (const maxBytes of [2 * bytes, 2 * bytes - 1]) {
      const url = await start({
        debugOnError: { maxBytes },
        onRequest: ({ debugRecordsDropped }) => seen.push(debugRecordsDropped),
      })
      await fetch(`${url}/status/500`, { headers })
    }
    await accesses(2)

    expect(messagesOf(records())).toEqual(['€ 1', '€ 2', 'request', '€ 2', 'request'])
    expect(seen).toEqual([1, 2])
  })

  it('holds nothing on ignored paths', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const enabled: boolean[] = []
    handle(app, () => {
      logger.debug('hidden')
      enabled.push(logger.isLevelEnabled('debug'))
    })
    const url = await start({ debugOnError: true, ignore: ['/status/500'] })

    await fetch(`${url}/status/500?a=1`)
    await fetch(`${url}/status/200`)
    await accesses(1)

    expect(enabled).toEqual([false, true])
    expect(messagesOf(records())).toEqual(['request'])
  })

  it('forgets where the path is an ignored one in the end', async () => {
    const { logger, records, accesses } = createHarness()
    const url = await listen(
      requestLogger.http(
        logger,
        (request, response) => {
          logger.debug(String(request.url))
          if (request.url === '/old') request.url = '/livez'
          response.writeHead(500).end()
        },
        { debugOnError: true, ignore: ['/livez'] },
      ),
    )

    await fetch(`${url}/old`)
    await fetch(`${url}/new`)
    await accesses(1)

    expect(messagesOf(records())).toEqual(['/new', 'request'])
  })

  it('writes nothing of a silent logger', async () => {
    const { logger, app, start, records } = createHarness()
    let silence = true
    handle(app, () => {
      logger.silent = silence
      logger.debug('while silent')
      logger.silent = false
      logger.debug('while not')
      logger.silent = silence
    })
    const done: (() => void)[] = []
    const url = await start({ debugOnError: true, onRequest: () => done.shift()?.() })
    const visit = async (): Promise<void> => {
      const over = new Promise<void>((resolve) => done.push(resolve))
      await fetch(`${url}/status/500`)
      await over
    }

    await visit()
    silence = false
    logger.silent = false
    await visit()

    expect(messagesOf(records())).toEqual(['while silent', 'while not', 'request'])
  })

  it('works for a listener of node:http', async () => {
    const { logger, records, accesses } = createHarness()
    const url = await listen(
      requestLogger.http(
        logger,
        (request, response) => {
          request.on('data', (chunk: Buffer) => logger.debug('body', { body: String(chunk) }))
          request.on('end', () => {
            logger.debug('end')
            response.writeHead(502).end()
          })
        },
        { debugOnError: true },
      ),
    )

    await fetch(url, { method: 'POST', body: 'hello' })
    await accesses(1)

    expect(records()).toMatchObject([{ message: 'body', body: 'hello' }, { message: 'end' }, { message: 'request' }])
  })
})
