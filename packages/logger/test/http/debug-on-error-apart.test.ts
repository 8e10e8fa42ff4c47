import { currentContext, runWithContext } from '@org/core/context'
import { describe, expect, it, vi } from 'vitest'
import Transport from 'winston-transport'
import { requestLogger } from '../../src/index.js'
import { LEVEL, MESSAGE, SPLAT } from '../../src/winston/triple-beam.js'
import { createCapture } from '../capture.js'
import { createFakeFirehose } from '../fake-firehose.js'
import { createHarness, handle, listen, messagesOf } from '../request-harness.js'

/** A transport of somebody else that keeps what it gets. */
class Keeping extends Transport {
  readonly infos: object[] = []
  override log(info: object, callback: () => void): void {
    this.infos.push(info)
    callback()
  }
}

describe('debugOnError', () => {
  it('keeps requests at the same time apart', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    handle(app, async () => {
      const { requestId } = currentContext()
      logger.debug('before', { of: requestId })
      await new Promise(setImmediate)
      logger.debug('after', { of: requestId })
    })
    const url = await start()

    await Promise.all(
      Array.from({ length: 40 }, (_unused, id) =>
        fetch(`${url}/status/${id % 2 === 0 ? 500 : 200}`, { headers: { 'x-request-id': `r-${id}` } }),
      ),
    )
    await accesses(40)

    const debug = records().filter(({ level }) => level === 'debug')
    expect(debug).toHaveLength(40)
    expect(debug.filter(({ requestId, of }) => requestId !== of)).toEqual([])
    const failed = records().filter(({ message, level }) => message === 'request' && level === 'error')
    for (const { requestId, sequence } of failed) {
      const own = debug.filter((record) => record['requestId'] === requestId)
      expect(own.map((record) => [record['message'], record['sequence']])).toEqual([
        ['before', Number(sequence) - 2],
        ['after', Number(sequence) - 1],
      ])
    }
  })

  it('is done once by nested requestLoggers, by the outermost', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    app.use((_request, _response, next) => {
      logger.debug('outer')
      next()
    })
    app.use(requestLogger(logger.child({ inner: true }), { debugOnError: { maxRecords: 1 } }))
    handle(app, () => logger.debug('inner'))
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(2)

    expect(records().map(({ message, inner }) => [message, inner])).toEqual([
      ['outer', undefined],
      ['inner', undefined],
      ['request', undefined],
      ['request', true],
    ])
  })

  it('is done by the inner of nested requestLoggers where the outer does not', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    app.use(requestLogger(logger, { debugOnError: true, message: 'inner' }))
    handle(app, () => logger.debug('held'))
    const url = await start({ message: 'outer' })

    await fetch(`${url}/status/500`)
    await accesses(2)

    expect(messagesOf(records())).toEqual(['outer', 'held', 'inner'])
  })

  it('holds for a request that is served inside another, each its own', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    let inner = ''
    handle(app, async (path) => {
      logger.debug(`before, in ${path}`)
      if (path !== '/status/500') return
      // Its connections are made in the context of the request that started it.
      inner = await listen(
        requestLogger.http(
          logger,
          (_request, response) => {
            logger.debug('inner')
            response.writeHead(200).end()
          },
          { debugOnError: true, message: 'inner request' },
        ),
      )
      await fetch(inner)
      await accesses(1)
      logger.debug(`after, in ${path}`)
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(2)

    expect(messagesOf(records())).toEqual([
      'inner request',
      'before, in /status/500',
      'after, in /status/500',
      'request',
    ])
  })

  it('holds the records of its logger alone', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const other = createCapture()
    handle(app, () => {
      logger.debug('ours')
      other.logger.debug('theirs')
      other.logger.info('theirs, written')
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(messagesOf(records())).toEqual(['ours', 'request'])
    expect(messagesOf(other.records())).toEqual(['theirs, written'])
  })

  it('holds for two loggers in one request, each its own', async () => {
    const { logger, app, start, accesses, records } = createHarness()
    const other = createHarness()
    app.use(requestLogger(other.logger, { debugOnError: true }))
    handle(app, () => {
      logger.debug('ours')
      other.logger.debug('theirs')
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await Promise.all([accesses(1), other.accesses(1)])

    expect(messagesOf(records())).toEqual(['ours', 'request'])
    expect(messagesOf(other.records())).toEqual(['theirs', 'request'])
  })

  it('gives transports of others nothing but what their levels say, once', async () => {
    const plain = new Keeping()
    const debug = new Keeping({ level: 'debug' })
    const { logger, app, start, accesses } = createHarness({ transports: [plain, debug] })
    handle(app, () => void logger.child({ a: 1 }).debug('held'))
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(plain.infos).toMatchObject([{ message: 'request' }])
    expect(debug.infos).toMatchObject([{ message: 'held', a: 1 }, { message: 'request' }])
    const symbols = [...plain.infos, ...debug.infos].flatMap(Object.getOwnPropertySymbols)
    expect(symbols.filter((symbol) => ![LEVEL, MESSAGE, SPLAT].includes(symbol as never))).toEqual([])
  })

  it('leaves no trace in the context', async () => {
    const { app, start, accesses } = createHarness()
    const keys: PropertyKey[] = []
    handle(app, () => runWithContext({ user: 'u-1' }, () => keys.push(...Reflect.ownKeys(currentContext()))))
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(keys).toEqual(['requestId', 'traceId', 'user'])
  })

  it('sends what it writes to Firehose, too', async () => {
    const firehose = createFakeFirehose()
    const { logger, app, clock, start, accesses, lines } = createHarness({
      firehose: { deliveryStreamName: 'FirehoseLogs', client: firehose },
    })
    handle(app, () => logger.debug('held'))
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)
    await clock.advance(1_000)

    expect(lines).toHaveLength(2)
    expect(firehose.lines()).toEqual(lines)
  })

  it('has nothing to deliver at a shutdown while requests go on, and accounts for what comes after it', async () => {
    const firehose = createFakeFirehose()
    const { logger, app, start, accesses, records } = createHarness({
      firehose: { deliveryStreamName: 'FirehoseLogs', client: firehose },
    })
    const results: unknown[] = []
    handle(app, async () => {
      logger.debug('held')
      results.push(await logger.shutdown())
    })
    const url = await start()

    await fetch(`${url}/status/500`)
    await accesses(1)

    expect(results).toEqual([{ delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} }])
    expect(messagesOf(records()).filter((message) => message !== 'log records were lost')).toEqual(['held', 'request'])
    expect(firehose.lines()).toEqual([])
    expect(logger.stats().delivery?.dropped).toMatchObject({ closed: 2 })
  })

  it('works where two copies of the package are loaded', async () => {
    const { logger, records, accesses } = createHarness()
    vi.resetModules()
    const copy = await import('../../src/index.js')
    expect(copy.requestLogger).not.toBe(requestLogger)
    const url = await listen(
      copy.requestLogger.http(
        logger,
        (_request, response) => {
          copy.runWithContext({ user: 'u-1' }, () => logger.debug('held'))
          response.writeHead(500).end()
        },
        { debugOnError: true },
      ),
    )

    await fetch(url, { headers: { 'x-request-id': 'r-1' } })
    await accesses(1)

    expect(records()).toMatchObject([{ message: 'held', user: 'u-1', requestId: 'r-1' }, { message: 'request' }])
  })
})
