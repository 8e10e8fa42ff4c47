import { PassThrough } from 'node:stream'
import { runWithContext } from '@org/core/context'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import winston from 'winston'
import Transport from 'winston-transport'
import { createLogger, type Logger } from '../../src/index.js'
import { createCapture } from '../capture.js'

/** A transport of somebody else that keeps what it gets. */
class Keeping extends Transport {
  readonly infos: Record<string, unknown>[] = []
  override log(info: Record<string, unknown>, callback: () => void): void {
    this.infos.push(info)
    callback()
  }
}

describe('the logger is a winston logger', () => {
  it('by instanceof, also a child', () => {
    const { logger } = createCapture()

    expect(logger).toBeInstanceOf(winston.Logger)
    expect(logger.child({})).toBeInstanceOf(winston.Logger)
    expectTypeOf(logger).toExtend<winston.Logger>()
  })

  it('has a method per level, which returns the logger, also without a receiver', () => {
    const { logger, records } = createCapture({ level: 'silly' })
    const { info } = logger

    expect(logger.error('a').warn('b').http('c').verbose('d').debug('e').silly('f')).toBe(logger)
    info('g')
    expect(records().map(({ level, message }) => [level, message])).toEqual([
      ['error', 'a'],
      ['warn', 'b'],
      ['http', 'c'],
      ['verbose', 'd'],
      ['debug', 'e'],
      ['silly', 'f'],
      ['info', 'g'],
    ])
  })

  it('has log(level, …), log(info) and write(info)', () => {
    const { logger, records } = createCapture()

    expect(logger.log('info', 'a', { b: 1 })).toBe(logger)
    logger.log({ level: 'warn', message: 'c', d: 2 })
    expect(logger.write({ level: 'error', message: 'e' })).toBe(true)
    logger.log('debug', 'too low')
    logger.log({ level: 'debug', message: 'too low' })
    logger.write({ level: 'debug', message: 'too low' })

    expect(records()).toMatchObject([
      { level: 'info', message: 'a', b: 1 },
      { level: 'warn', message: 'c', d: 2 },
      { level: 'error', message: 'e' },
    ])
  })

  it('answers isLevelEnabled and its like by its own level and those of transports', () => {
    const { logger } = createCapture()
    expect([logger.isLevelEnabled('info'), logger.isLevelEnabled('debug'), logger.isDebugEnabled()]).toEqual([
      true,
      false,
      false,
    ])
    expect([logger.isLevelEnabled('toString'), logger.isLevelEnabled('loud')]).toEqual([false, false])

    logger.add(new Keeping({ level: 'debug' }))
    expect([logger.isDebugEnabled(), logger.isSillyEnabled()]).toEqual([true, false])
  })

  it('changes its level at run time, with its children', () => {
    const { logger, lines } = createCapture()
    const child = logger.child({})

    logger.level = 'debug'
    child.debug('a')
    child.level = 'error'
    child.warn('no')
    logger.debug('b')

    expect([logger.level, child.level, lines.length]).toEqual(['debug', 'error', 2])
  })

  it('keeps its level and says so when the new one does not exist', () => {
    const { logger, diagnostics } = createCapture()

    logger.level = 'loud'
    logger.setLevel('constructor')

    expect(logger.level).toBe('info')
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_LOGGER_UNKNOWN_LEVEL', 'MON_LOGGER_UNKNOWN_LEVEL'])
  })

  it('writes a record of an unknown level all the same, and says so', () => {
    const { logger, last, diagnostics } = createCapture()

    logger.log('loud', 'a')
    expect(last()).toEqual({ level: 'loud', message: 'a' })
    logger.log('toString', 'b')
    expect(last()).toEqual({ level: 'toString', message: 'b' })
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_LOGGER_UNKNOWN_LEVEL', 'MON_LOGGER_UNKNOWN_LEVEL'])
  })

  it('can be silenced', () => {
    const { logger, lines } = createCapture()

    logger.silent = true
    logger.error('a')
    logger.silent = false
    logger.error('b')

    expect(lines.length).toBe(1)
  })

  it('profiles and times, without writing into what it is given', () => {
    const { logger, records } = createCapture()
    const meta = Object.freeze({ a: 1 })

    logger.profile('work')
    logger.child({ c: 1 }).profile('work', meta)
    logger.startTimer().done(Object.freeze({ message: 'timed', level: 'warn' }))

    expect(records()).toMatchObject([
      { level: 'info', message: 'work', a: 1, c: 1, durationMs: expect.any(Number) },
      { level: 'warn', message: 'timed', durationMs: expect.any(Number) },
    ])
    expect(meta).toEqual({ a: 1 })
  })

  it('takes chunks of a pipe, as objects and as text', async () => {
    const { logger, records } = createCapture()
    const source = new PassThrough({ objectMode: true })
    source.pipe(logger)

    source.write({ level: 'warn', message: 'a' })
    source.write('GET / 200\n')
    source.write(Buffer.from('bytes'))
    await new Promise(setImmediate)

    expect(records()).toMatchObject([
      { level: 'warn', message: 'a' },
      { level: 'info', message: 'GET / 200' },
      { level: 'info', message: 'bytes' },
    ])
  })

  it('gives its records to a listener, a pipe and a stream of it, as winston does', async () => {
    const { logger, lines } = createCapture()
    const heard: unknown[] = []
    const sink = new PassThrough({ objectMode: true })
    const listener = (info: { message: string }): unknown => heard.push(info.message)

    logger.on('data', listener)
    logger.pipe(sink)
    logger.info('a')
    logger.unpipe(sink)
    logger.off('data', listener)
    logger.info('b')
    await new Promise(setImmediate)

    expect(heard).toEqual(['a'])
    expect((sink.read() as { message: string }).message).toBe('a')
    expect(lines.length).toBe(2)
  })

  it('queries and streams the transports of others', async () => {
    class Queryable extends Keeping {
      readonly name = 'queryable'
      query(_options: unknown, callback: (error: Error | null, results: unknown[]) => void): void {
        callback(
          null,
          this.infos.map(({ message }) => message),
        )
      }
    }
    const { logger } = createCapture({ transports: new Queryable() })

    logger.info('a')
    const results = await new Promise((resolve) => {
      logger.query({} as never, (_error, found) => resolve(found))
    })

    expect(results).toEqual({ queryable: ['a'] })
    expect(logger.stream({})).toBeDefined()
  })

  it('is configured anew: level, format, transports, defaultMeta, levels', () => {
    const before = new Keeping()
    const after = new Keeping()
    const { logger, records, lines } = createCapture({ transports: before })

    logger.configure({
      level: 'notice',
      levels: { alert: 0, notice: 1, info: 2 },
      transports: [after],
      defaultMeta: { team: 'a' },
      format: winston.format((info) => ({ ...info, formatted: true }))(),
    })
    logger.info('too low')
    logger.log('notice', 'b')

    expect(records()).toMatchObject([{ level: 'notice', message: 'b', team: 'a', service: 'test' }])
    expect(lines.length).toBe(1)
    expect(before.infos).toEqual([])
    expect(after.infos).toMatchObject([{ message: 'b', team: 'a', service: 'test', formatted: true }])
  })

  it('takes defaults that everything else beats', () => {
    const { logger, last } = createCapture()
    logger.defaultMeta = { a: 'default', b: 'default', c: 'default', d: 'default', service: 'no' }

    runWithContext({ b: 'context', c: 'context', d: 'context' }, () =>
      logger.child({ c: 'child', d: 'child' }).info('m', { d: 'own' }),
    )

    expect(last()).toEqual({
      level: 'info',
      message: 'm',
      a: 'default',
      b: 'context',
      c: 'child',
      d: 'own',
      service_: 'no',
    })
    expect(logger.defaultMeta).toMatchObject({ a: 'default', hostname: 'host-1' })
  })

  it('lives in winston.loggers', () => {
    const { logger, lines } = createCapture()
    winston.loggers.loggers.set('surface', logger)

    winston.loggers.get('surface').info('a')
    winston.loggers.close('surface')

    expect(winston.loggers.has('surface')).toBe(false)
    expect(lines.length).toBe(1)
  })

  it('has exceptions and rejections of winston', async () => {
    const keeping = new Keeping({ handleExceptions: true })
    const { logger, lines, last } = createCapture()
    const before = process.listenerCount('uncaughtException')
    logger.exitOnError = false

    logger.add(keeping)
    expect(process.listenerCount('uncaughtException')).toBe(before + 1)
    const handler = logger.exceptions as unknown as { _uncaughtException(error: Error): void }
    handler._uncaughtException(new Error('boom'))
    logger.rejections.handle()
    logger.rejections.unhandle()
    logger.exceptions.unhandle()

    expect(process.listenerCount('uncaughtException')).toBe(before)
    expect(keeping.infos).toMatchObject([{ exception: true }])
    expect(last()).toMatchObject({ message: 'uncaughtException: boom', exception: true, error: { message: 'boom' } })
    expect(lines.join()).not.toContain('argv')
  })

  it('ends: finish waits for the delivery and for the transports of others', async () => {
    let finished = false
    class Slow extends Keeping {
      override _final(callback: () => void): void {
        setImmediate(() => {
          finished = true
          callback()
        })
      }
    }
    const { logger } = createCapture({ transports: new Slow() })

    logger.info('a')
    await new Promise((resolve) => {
      logger.on('finish', resolve)
      logger.end()
    })

    expect(finished).toBe(true)
  })

  it('never throws after its end', async () => {
    const { logger, lines } = createCapture({ transports: new Keeping() })
    await new Promise<void>((resolve) => logger.end(resolve))

    expect(() => logger.info('a')).not.toThrow()
    await new Promise(setImmediate)
    expect(lines.length).toBe(1)
  })

  it('never throws for what is no record', () => {
    const { logger, records } = createCapture()
    const calls = logger as unknown as Record<'log' | 'write' | 'info' | 'child', (...args: unknown[]) => Logger>
    const hostile = {
      get level(): never {
        throw new Error('level')
      },
      message: 'hostile',
    }

    for (const value of [undefined, null, 5, '', Symbol('s'), Object.create(null), hostile, () => {}, []]) {
      for (const name of ['log', 'write', 'info'] as const) expect(() => calls[name](value)).not.toThrow()
      expect(() => calls.child(value)).not.toThrow()
    }
    expect(records().length).toBe(27)
  })
})

describe('custom levels', () => {
  const levels = { fatal: 0, info: 1, trace: 2 } as const

  it('have typed methods', () => {
    const lines: string[] = []
    const logger = createLogger({
      service: 's',
      levels,
      level: 'trace',
      console: { stream: { write: (line) => lines.push(line) } },
    })

    logger.fatal('a').info('b')
    logger.trace('c')

    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(['fatal', 'info', 'trace'])
    expect(logger.isTraceEnabled()).toBe(true)
    expectTypeOf(logger.fatal).toEqualTypeOf<winston.LeveledLogMethod>()
    expectTypeOf(logger).toExtend<Logger>()
    // @ts-expect-error there is no such level
    expect(logger.loud).toBeUndefined()
  })

  it('type the level', () => {
    vi.stubEnv('LOG_LEVEL', '')
    // @ts-expect-error debug is none of them
    expect(() => createLogger({ service: 's', levels, level: 'debug', console: false })).toThrow('`level`')
  })
})

describe('setLevel', () => {
  it('goes back after forMs', async () => {
    const { logger, clock, lines } = createCapture()

    logger.setLevel('debug', { forMs: 600_000 })
    logger.debug('a')
    await clock.advance(599_999)
    logger.debug('b')
    await clock.advance(1)
    logger.debug('c')

    expect([logger.level, lines.length]).toEqual(['info', 2])
  })

  it('of a child leaves the time of its parent alone', async () => {
    const { logger, clock } = createCapture()
    const child = logger.child({})

    logger.setLevel('debug', { forMs: 1_000 })
    child.setLevel('warn')
    await clock.advance(1_000)

    expect([logger.level, child.level]).toEqual(['info', 'warn'])
  })

  it('keeps its level where the time is misspelt, and says so', () => {
    const { logger, diagnostics } = createCapture()
    const misspelt = { forMS: 1_000 } as object

    logger.setLevel('debug', misspelt)

    expect(logger.level).toBe('info')
    expect(diagnostics).toMatchObject([
      {
        code: 'MON_LOGGER_LEVEL_DURATION',
        message: expect.stringContaining('setLevel has no option `forMS`; it knows `forMs`') as string,
      },
    ])
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, '10m'])('refuses %s as a time, and says so', (forMs) => {
    const { logger, diagnostics } = createCapture()

    logger.setLevel('debug', { forMs: forMs as number })

    expect(logger.level).toBe('info')
    expect(diagnostics).toMatchObject([{ code: 'MON_LOGGER_LEVEL_DURATION' }])
  })
})
