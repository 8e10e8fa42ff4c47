import { runWithContext } from '@org/core/context'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../../../scripts/testing/strict-json.mjs'
import { createCapture } from '../capture.js'
import { createFakeFirehose } from '../fake-firehose.js'
import { standardError } from '../standard-error.js'

describe('a record', () => {
  it('says when, how severe, what, who and which', () => {
    const { logger, records, lines } = createCapture({ region: 'eu-west-1' })

    logger.info('order created', { orderId: 'o-17' })

    expect(records()).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'info',
        message: 'order created',
        service: 'test',
        version: '1.0.0',
        environment: 'test',
        hostname: 'host-1',
        region: 'eu-west-1',
        orderId: 'o-17',
        eventId: expect.stringMatching(/^[\w-]{8}-1$/),
        sequence: 1,
      },
    ])
    expect(lines[0]).toMatch(/^\{"timestamp":"[^"]+","level":"info","message":"order created","service":"test"/)
  })

  it('has the time of its call', async () => {
    const { logger, records, clock } = createCapture()

    logger.info('a')
    await clock.advance(1_234)
    logger.info('b')

    expect(records().map(({ timestamp }) => timestamp)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.234Z',
    ])
  })

  it('is numbered without a gap over a family of loggers, and unlike those of another start', () => {
    const first = createCapture()
    const second = createCapture()

    first.logger.info('a')
    first.logger.child({}).info('b')
    first.logger.debug('not made')
    first.logger.info('c')
    second.logger.info('d')

    expect(first.records().map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    const ids = [...first.records(), ...second.records()].map(({ eventId }) => eventId)
    expect(new Set(ids).size).toBe(4)
  })

  it('is the same on the console and in Firehose', async () => {
    const firehose = createFakeFirehose()
    const { logger, lines, clock } = createCapture({
      exitHooks: false,
      firehose: { deliveryStreamName: 'logs', client: firehose },
    })

    logger.info('a', { text: '€ 𝄞 \n' })
    await clock.advance(1_000)

    expect(firehose.accepted).toEqual(lines.map((line) => `${line}\n`))
  })
})

describe('fields', () => {
  it('of the record beat those of the child, which beat those of the context', () => {
    const { logger, last } = createCapture()

    runWithContext({ a: 'context', b: 'context', c: 'context' }, () =>
      logger.child({ b: 'child', c: 'child' }).info('m', { c: 'own' }),
    )

    expect(last()).toEqual({ level: 'info', message: 'm', a: 'context', b: 'child', c: 'own' })
  })

  it('of an inner child beat those of the outer one', () => {
    const { logger, last } = createCapture()

    logger.child({ a: 1, b: 1, c: 1 }).child({ b: 2, c: 2 }).child({ c: 3 }).info('m')

    expect(last()).toEqual({ level: 'info', message: 'm', a: 1, b: 2, c: 3 })
  })

  it('cannot take the place of the logger’s own: the clash gets an underscore', () => {
    const { logger, records } = createCapture({ region: 'r' })
    const own = ['timestamp', 'level', 'message', 'service', 'version', 'environment', 'hostname', 'region']
    const names = [...own, 'eventId', 'sequence', 'truncated']

    logger.info('m', Object.fromEntries(names.map((name) => [name, 'spoofed'])))

    const [record] = records()
    expect(names.filter((name) => record?.[name] === 'spoofed')).toEqual([])
    expect(names.filter((name) => record?.[`${name}_`] !== 'spoofed')).toEqual([])
  })

  it('of a child and of a context cannot do so either', () => {
    const { logger, records } = createCapture()

    runWithContext({ level: 'spoofed', hostname: 'spoofed' }, () => logger.child({ service: 'spoofed' }).info('m'))

    expect(records()).toMatchObject([
      {
        level: 'info',
        hostname: 'host-1',
        service: 'test',
        level_: 'spoofed',
        hostname_: 'spoofed',
        service_: 'spoofed',
      },
    ])
  })

  it('cannot take the place of the ids of the request', () => {
    const { logger, last } = createCapture()

    runWithContext({ requestId: 'r-1', traceId: 't-1', spanId: 's-1' }, () => {
      logger.child({ traceId: 'child' }).info('m', { spanId: 'own' })
      expect(last()).toMatchObject({ traceId: 't-1', spanId: 's-1', traceId_: 'child', spanId_: 'own' })
      logger.info('m', { traceId: 'own' })
      expect(last()).toMatchObject({ traceId: 't-1', traceId_: 'own' })
    })

    logger.info('outside', { traceId: 'own' })
    expect(last()).toEqual({ level: 'info', message: 'outside', traceId: 'own' })
  })

  it('that clash find a name that is free', () => {
    const { logger, last } = createCapture()

    logger.info('m', { level: 1, level_: 2, level__: 3 })
    expect(last()).toEqual({ level: 'info', message: 'm', level_: 2, level__: 3, level___: 1 })

    logger.child({ level: 'child' }).info('m', { level_: 'own', level: 'clash' })
    expect(Object.values(last()).sort()).toEqual(['clash', 'info', 'm', 'own'])
  })

  it('named error stay beside an error', () => {
    const { logger, last } = createCapture()

    logger.error('m', new Error('boom'), { error: 'mine' } as never)
    expect(last()).toMatchObject({ error: { message: 'boom' }, error_: 'mine' })

    logger.child({ error: 'child' }).error('m', new Error('boom'))
    expect(last()).toMatchObject({ error: { message: 'boom' } })
  })

  it('never make a line with a key twice, whatever the layers hold', () => {
    const { logger, lines } = createCapture()
    const names = [
      'a',
      'level',
      'level_',
      'error',
      'traceId',
      'requestId',
      'service',
      '__proto__',
      'constructor',
      'toString',
    ]
    const some = (bits: number): Record<string, unknown> =>
      Object.defineProperties(
        {},
        Object.fromEntries(
          names
            .filter((_name, index) => (bits >> index) & 1)
            .map((name) => [name, { value: `${bits}`, enumerable: true }]),
        ),
      ) as Record<string, unknown>

    for (let bits = 0; bits < 2 ** names.length; bits++) {
      const other = (bits * 7) % 2 ** names.length
      const third = (bits * 13) % 2 ** names.length
      runWithContext(some(bits), () => {
        const child = logger.child(some(other))
        child.info('m', some(third))
        child.error('m', new Error('e'))
        child.info(some(third))
      })
    }

    for (const line of lines) parseStrictJson(line)
    expect(lines.length).toBe(3 * 2 ** names.length)
  })

  it('are read by their names in every preset', () => {
    const { logger, records } = createCapture({ fieldNames: 'ecs' })

    runWithContext({ requestId: 'r-1', traceId: 't-1' }, () =>
      logger.error('m', { 'service.name': 'spoofed', level: 'free' }),
    )

    expect(records()).toMatchObject([
      {
        '@timestamp': '2026-01-01T00:00:00.000Z',
        'log.level': 'error',
        message: 'm',
        'service.name': 'test',
        'service.name_': 'spoofed',
        'http.request.id': 'r-1',
        'trace.id': 't-1',
        level: 'free',
      },
    ])
  })
})

describe('the context', () => {
  it('is that of the call, also in timers and promises, and none outside', async () => {
    const { logger, records } = createCapture()

    await runWithContext({ requestId: 'r-1' }, async () => {
      logger.info('at once')
      await Promise.resolve()
      logger.info('in a promise')
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          logger.info('in a timer')
          resolve()
        }, 0)
      })
      runWithContext({ step: 2 }, () => logger.info('inside'))
      logger.info('after')
    })
    logger.info('outside')

    expect(records().map(({ message, requestId, step }) => [message, requestId, step])).toEqual([
      ['at once', 'r-1', undefined],
      ['in a promise', 'r-1', undefined],
      ['in a timer', 'r-1', undefined],
      ['inside', 'r-1', 2],
      ['after', 'r-1', undefined],
      ['outside', undefined, undefined],
    ])
  })

  it('of requests at the same time stays apart', async () => {
    const { logger, records } = createCapture()

    await Promise.all(
      Array.from({ length: 50 }, (_unused, index) =>
        runWithContext({ requestId: `r-${index}` }, async () => {
          for (let step = 0; step < 3; step++) {
            await new Promise(setImmediate)
            logger.info(`r-${index}`)
          }
        }),
      ),
    )

    expect(records().filter(({ message, requestId }) => message !== requestId)).toEqual([])
    expect(records().length).toBe(150)
  })

  it('is redacted like any other field', () => {
    const { logger, last } = createCapture()

    runWithContext({ token: 'hunter2', url: '/a?token=hunter2' }, () => logger.child({ password: 'hunter2' }).info('m'))

    expect(last()).toMatchObject({ token: '[REDACTED]', url: '/a?token=[REDACTED]', password: '[REDACTED]' })
  })
})

describe('losses', () => {
  it('are told by one record once records are taken again: how many, of which level, and why', async () => {
    const firehose = createFakeFirehose(() => new Promise(() => {}))
    const { logger, clock } = createCapture({
      exitHooks: false,
      console: false,
      level: 'debug',
      firehose: { deliveryStreamName: 'logs', client: firehose, buffer: { maxItems: 10 }, requestTimeoutMs: 1_000 },
    })

    for (let index = 0; index < 8; index++) logger.debug('debug')
    for (let index = 0; index < 6; index++) logger.error('error')
    firehose.answer = ({ records }) => records.map(() => ({}))
    await clock.advance(120_000)

    const delivered = firehose.lines().map((line) => parseStrictJson(line) as Record<string, unknown>)
    expect(delivered.filter(({ message }) => message === 'error').length).toBe(6)
    expect(delivered.find(({ message }) => message === 'log records were lost')).toMatchObject({
      level: 'warn',
      lost: { total: 4, byReason: { overflow: 4 }, byLevel: { debug: 4 } },
    })
  })

  it('account for everything at the end, and what was not sent is on stderr, with one record of the rest', async () => {
    const stderr = standardError()
    const firehose = createFakeFirehose(() => Promise.reject(new Error('down')))
    const { logger, clock } = createCapture({
      exitHooks: false,
      console: false,
      firehose: { deliveryStreamName: 'logs', client: firehose, buffer: { maxItems: 5 } },
    })

    for (let index = 0; index < 20; index++) logger.info('a')
    const ended = logger.shutdown({ timeoutMs: 100 })
    await clock.advance(100)

    const account = { delivered: 0, dropped: 20, spilled: 0, pending: 0, byReason: { overflow: 15, unsent: 5 } }
    expect(await ended).toEqual(account)
    expect(stderr().map(({ message, unsent }) => [message, unsent])).toEqual([
      ...Array.from({ length: 5 }, () => ['a', true]),
      ['log records were lost', true],
    ])
    expect(await logger.shutdown()).toEqual(account)
  })
})

describe('a logger without a stream', () => {
  it('has nothing to flush, to shut down or to tell', async () => {
    const { logger } = createCapture()

    const nothing = { delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} }
    expect(await logger.flush()).toEqual(nothing)
    expect(await logger.shutdown()).toEqual(nothing)
    expect(logger.stats()).toEqual({ redacted: 0, console: undefined, delivery: undefined })
    await logger[Symbol.asyncDispose]()
  })
})
