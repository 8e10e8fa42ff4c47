import { runWithContext } from '@org/core/context'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import Transport from 'winston-transport'
import type { Logger } from '../../src/index.js'
import { LEVEL, MESSAGE, SPLAT } from '../../src/winston/triple-beam.js'
import { createCapture } from '../capture.js'
import { createFakeFirehose } from '../fake-firehose.js'

/** A transport of somebody else that keeps what it gets. */
class Keeping extends Transport {
  readonly infos: unknown[] = []
  override log(info: unknown, callback: () => void): void {
    this.infos.push(info)
    callback()
  }
}

/** What an info says, its symbols and its class included. */
function anatomy(info: unknown): unknown {
  const { [LEVEL]: level, [MESSAGE]: message, [SPLAT]: splat } = info as Record<symbol, unknown>
  const { name } = (info as object).constructor ?? { name: 'null' }
  const { stack, message: text } = info as { stack?: unknown; message?: unknown }
  return { level, message, splat, name, stack, text, own: { ...(info as object) } }
}

class Order {
  readonly message = 'an order'
  readonly id = 'o-1'
}

class AppError extends Error {
  readonly code = 'E_APP'
}

const boom = Object.assign(new AppError('boom', { cause: new Error('inner') }), { detail: { a: 1 } })

function callback(): void {}

/** A stream that was resumed flows in the next turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

type Call = (logger: winston.Logger) => unknown

const CALLS: readonly (readonly [string, Call])[] = [
  ['a message', (logger) => logger.info('a')],
  ['nothing', (logger) => (logger.info as (message?: string) => void)()],
  ['a message and fields', (logger) => logger.info('a', { b: 1 })],
  ['a message that is joined', (logger) => logger.info('a', { message: 'b' })],
  ['fields that want to be the level', (logger) => logger.info('a', { level: 'error', timestamp: 'x' })],
  ['fields alone', (logger) => logger.info({ b: 1 })],
  ['fields with a message', (logger) => logger.info({ message: 'a', b: 1 })],
  ['an object of a class', (logger) => logger.info(new Order())],
  ['an error', (logger) => logger.error(boom)],
  ['a message and an error', (logger) => logger.error('a', boom)],
  ['a message and an error in fields', (logger) => logger.error('a', { error: boom })],
  ['an error and fields', (logger) => logger.error(boom as never, { b: 1 })],
  ['tokens', (logger) => logger.info('%s has %d', 'a', 2, { b: 1 })],
  ['a callback', (logger) => logger.info('a', callback)],
  ['null', (logger) => logger.info('a', null)],
  ['an array', (logger) => logger.info('a', [1, 2])],
  ['a number', (logger) => logger.info(5)],
  ['zero', (logger) => logger.info(0)],
  ['log(level, message)', (logger) => logger.log('warn', 'a')],
  ['log(level, message, fields)', (logger) => logger.log('warn', 'a', { b: 1 })],
  ['log(level, fields)', (logger) => logger.log('warn', { b: 1 })],
  ['log(level, error)', (logger) => logger.log('warn', boom)],
  ['log(info)', (logger) => logger.log({ level: 'warn', message: 'a', b: 1 })],
  ['log(info) with an error', (logger) => logger.log({ level: 'warn', message: boom as never })],
  ['log(level, tokens)', (logger) => logger.log('warn', '%s', 'a')],
  ['write(info)', (logger) => logger.write({ level: 'warn', message: 'a', b: 1 })],
  ['an enabled and a disabled level', (logger) => logger.warn('a').debug('b')],
  ['exception: true', (logger) => logger.info('a', { exception: true })],
  ['a child', (logger) => logger.child({ c: 1 }).info('a', { b: 1 })],
  ['a child that repeats', (logger) => logger.child({ c: 1 }).info('a', { c: 2 })],
  ['a child of a child', (logger) => logger.child({ c: 1, d: 1 }).child({ d: 2, e: 2 }).info('a')],
  ['a child and an error', (logger) => logger.child({ c: 1 }).error(boom)],
  ['a child and log(info)', (logger) => logger.child({ c: 1 }).log({ level: 'warn', message: 'a' })],
  ['defaults that clash', (logger) => logger.info('a', { service: 'mine', hostname: 'mine' })],
]

const FORMATS: readonly (readonly [string, winston.Logform.Format | undefined])[] = [
  ['the default format', undefined],
  ['simple', winston.format.simple()],
  [
    'errors, splat and json',
    winston.format.combine(winston.format.errors({ stack: true }), winston.format.splat(), winston.format.json()),
  ],
]

describe.each(FORMATS)('a foreign transport with %s gets what winston would give it', (_name, format) => {
  it.each(CALLS)('for %s', (_shape, call) => {
    const ours = new Keeping()
    const theirs = new Keeping()
    const { logger } = createCapture({ transports: ours, ...(format === undefined ? {} : { format }) })
    const plain = winston.createLogger({
      defaultMeta: { ...(logger.defaultMeta as object) },
      transports: theirs,
      ...(format === undefined ? {} : { format }),
    })

    call(logger)
    call(plain)

    expect(ours.infos.map(anatomy)).toEqual(theirs.infos.map(anatomy))
  })
})

describe('a foreign transport', () => {
  it('gets the context of the request, captured at the call, below everything else', () => {
    const keeping = new Keeping()
    const { logger } = createCapture({ transports: keeping })

    runWithContext({ requestId: 'r-1', a: 'context' }, () => logger.child({ a: 'child' }).info('m', { b: 1 }))

    expect(keeping.infos).toMatchObject([{ requestId: 'r-1', a: 'child', b: 1 }])
  })

  it('has its own level, format and silence', () => {
    const debug = new Keeping({ level: 'debug' })
    const silent = new Keeping({ silent: true })
    const formatted = new Keeping({ format: winston.format((info) => ({ ...info, own: true }))() })
    const { logger, lines } = createCapture({ transports: [debug, silent, formatted] })

    logger.debug('a')
    logger.info('b')

    expect([debug.infos.length, silent.infos.length, formatted.infos.length, lines.length]).toEqual([2, 0, 1, 1])
    expect(formatted.infos).toMatchObject([{ own: true }])
  })

  it('gets nothing that was logged before it came or after it went', () => {
    const keeping = new Keeping()
    const { logger, lines } = createCapture()

    logger.info('a')
    logger.add(keeping)
    logger.info('b')
    logger.remove(keeping)
    logger.info('c')
    logger.add(new Keeping())
    logger.clear()
    logger.info('d')

    expect(keeping.infos).toMatchObject([{ message: 'b' }])
    expect(lines.length).toBe(4)
  })

  it.each<readonly [string, (logger: Logger, keeping: Keeping) => void, (logger: Logger, keeping: Keeping) => void]>([
    ['add and remove', (logger, keeping) => logger.add(keeping), (logger, keeping) => logger.remove(keeping)],
    ['add and clear', (logger, keeping) => logger.add(keeping), (logger) => logger.clear()],
    ['add and close', (logger, keeping) => logger.add(keeping), (logger) => logger.close()],
    ['pipe and unpipe', (logger, keeping) => logger.pipe(keeping), (logger, keeping) => logger.unpipe(keeping)],
    ['configure', (logger, keeping) => logger.configure({ transports: [keeping] }), (logger) => logger.configure({})],
    [
      'exceptions.handle and unhandle',
      (logger, keeping) => logger.exceptions.handle(keeping),
      (logger) => {
        logger.exceptions.unhandle()
        logger.exceptions.handlers?.clear()
      },
    ],
    [
      'on and removeAllListeners',
      (logger, keeping) => logger.on('data', (info) => keeping.infos.push(info)),
      (logger) => logger.removeAllListeners('data'),
    ],
  ])('may come and go between calls by %s, also for children that logged before', async (name, come, go) => {
    const keeping = new Keeping()
    const { logger, lines } = createCapture()
    const child = logger.child({ c: 1 })
    // What handles exceptions takes nothing else, what handles none takes no exceptions.
    const exception = name.startsWith('exceptions')
    const call = (message: string) => {
      for (const one of [logger, child]) one.info(message, { exception }).log('warn', message, { exception })
    }

    call('before')
    come(logger, keeping)
    call('during')
    await nextTurn()
    go(logger, keeping)
    call('after')
    come(logger, keeping)
    call('again')
    await nextTurn()

    const messages = keeping.infos.map((info) => (info as { message: string }).message)
    expect(messages).toEqual([...Array(4).fill('during'), ...Array(4).fill('again')])
    expect(lines.length).toBe(16)
    logger.close()
  })

  it('may come while a record is written, and gets that one too', () => {
    const keeping = new Keeping()
    const { logger } = createCapture()

    logger.info('m', {
      get late() {
        if (logger.transports.length === 0) logger.add(keeping)
        return true
      },
    })

    expect(keeping.infos).toMatchObject([{ message: 'm', late: true }])
  })

  it('may log itself', () => {
    const { logger, records } = createCapture()
    class Chatty extends Transport {
      override log(info: { message: string }, callback: () => void): void {
        if (info.message === 'a') {
          logger.log('info', 'from log')
          logger.write({ level: 'info', message: 'from write' })
        }
        callback()
      }
    }
    logger.add(new Chatty())

    logger.info('a')

    expect(records().map(({ message }) => message)).toEqual(['a', 'from log', 'from write'])
  })

  it('does not get our records twice when a field logs while winston copies it', () => {
    const { logger, records } = createCapture({ transports: new Keeping() })
    const fields = {
      get a(): number {
        logger.log('info', 'from a getter')
        return 1
      },
    }

    logger.info('m', fields)

    // Read once by our sinks and once by winston: two records of the getter, both on our sinks.
    expect(records().map(({ message }) => message)).toEqual(['from a getter', 'm', 'from a getter'])
  })
})

/** Calls of every shape, with values that tests of ours and winston's can hold side by side. */
function callsOf(seed: number): Call[] {
  return fc.sample(fc.constantFrom(...CALLS.map(([, call]) => call)), { seed, numRuns: 40 })
}

function linesWithout(attach: (logger: Logger) => void, calls: readonly Call[]): string[] {
  const { logger, lines } = createCapture()
  attach(logger)
  for (const call of calls) call(logger)
  // Only the id of the process differs.
  return lines.map((line) => line.replace(/"eventId":"[\w-]+-(\d+)"/, '"eventId":"$1"'))
}

/** Transports that misbehave in every way winston's own suffer from. */
const HOSTILE: readonly (readonly [string, () => Transport])[] = [
  ['keeps', () => new Keeping()],
  ['wants less', () => new Keeping({ level: 'error' })],
  [
    'never calls back',
    () =>
      new (class extends Transport {
        override log(): void {}
      })(),
  ],
  [
    'throws in log',
    () =>
      new (class extends Transport {
        override log(): void {
          throw new Error('log')
        }
      })(),
  ],
  [
    'throws in its format',
    () =>
      new Keeping({
        format: winston.format(() => {
          throw new Error('format')
        })(),
      }),
  ],
  [
    'emits error',
    () =>
      new (class extends Transport {
        override log(_info: unknown, callback: () => void): void {
          this.emit('error', new Error('emitted'))
          callback()
        }
      })(),
  ],
  [
    'calls back with an error',
    () =>
      new (class extends Transport {
        override log(_info: unknown, callback: (error?: Error) => void): void {
          callback(new Error('called back'))
        }
      })(),
  ],
  [
    'changes what it gets',
    () =>
      new (class extends Transport {
        override log(info: Record<string, unknown>, callback: () => void): void {
          for (const key of Object.keys(info)) info[key] = 'changed'
          callback()
        }
      })(),
  ],
  [
    'calls back late',
    () =>
      new (class extends Transport {
        override log(_info: unknown, callback: () => void): void {
          setImmediate(callback)
        }
      })(),
  ],
]

describe('our sinks', () => {
  it.each(HOSTILE)('get the same whether or not a transport is there that %s', async (_name, create) => {
    const calls = callsOf(7)
    const alone = linesWithout(() => {}, calls)
    const together = linesWithout((logger) => {
      logger.on('error', () => {})
      logger.add(create())
    }, calls)

    expect(together).toEqual(alone)
    await new Promise(setImmediate)
  })

  it.each(HOSTILE)('are neither stopped nor delayed by a transport that %s', async (_name, create) => {
    const firehose = createFakeFirehose()
    const { logger, lines, clock } = createCapture({
      exitHooks: false,
      firehose: { deliveryStreamName: 'logs', client: firehose },
      transports: [create(), new Keeping()],
    })
    logger.on('error', () => {})

    for (let index = 0; index < 1_000; index++) logger.info(`m${index}`)
    expect(lines.length).toBe(1_000)
    await clock.advance(1_000)

    expect(firehose.lines()).toEqual(lines)
  })

  it('say once per throw what a transport or a format did', () => {
    const { logger, diagnostics, lines } = createCapture({
      format: winston.format(() => {
        throw new Error('format')
      })(),
      transports: new Keeping(),
    })

    expect(() => logger.info('a')).not.toThrow()

    expect(lines.length).toBe(1)
    expect(diagnostics).toMatchObject([{ code: 'MON_LOGGER_TRANSPORT_FAILED', error: { message: 'format' } }])
  })

  it('deliver at the end although a foreign transport never finishes', async () => {
    const firehose = createFakeFirehose()
    const stuck = HOSTILE[2]?.[1]() as Transport
    const { logger, clock } = createCapture({
      exitHooks: false,
      firehose: { deliveryStreamName: 'logs', client: firehose },
      transports: stuck,
    })

    for (let index = 0; index < 100; index++) logger.info('a')
    logger.end()
    await clock.settle()

    expect(firehose.lines().length).toBe(100)
  })

  it('keep the level filter and emit no error after 1,000 failed deliveries', async () => {
    const firehose = createFakeFirehose(() => Promise.reject(new Error('reset')))
    const keeping = new Keeping()
    const { logger, clock, lines } = createCapture({
      exitHooks: false,
      firehose: {
        deliveryStreamName: 'logs',
        client: firehose,
        retry: { baseDelayMs: 1, maxDelayMs: 10, maxAgeMs: 3_600_000 },
      },
      random: () => 1,
      transports: keeping,
    })
    const errors: unknown[] = []
    logger.on('error', (error) => errors.push(error))

    logger.info('a')
    while (firehose.requests.length < 1_000) await clock.advance(1_000)
    logger.debug('hidden')
    logger.info('b')

    expect(errors).toEqual([])
    expect([lines.length, keeping.infos.length]).toEqual([2, 2])
  })
})

describe('the objects of the application', () => {
  it.each(CALLS)('are never changed and may be frozen: %s', (_shape, call) => {
    const frozen = new Proxy(createCapture({ transports: new Keeping() }).logger, {
      get(target, property, receiver) {
        const member: unknown = Reflect.get(target, property, receiver)
        if (typeof member !== 'function') return member
        return (...args: unknown[]) => {
          const result: unknown = Reflect.apply(member, target, args.map(deepFreeze))
          return result === target ? frozen : result
        }
      },
    })

    expect(() => call(frozen)).not.toThrow()
  })

  it('have no property more after a call', () => {
    const { logger, diagnostics } = createCapture({ transports: new Keeping() })
    const error = new Error('boom')
    const fields = { message: 'm', a: { b: 1 } }
    const bindings = { c: 1 }

    logger.child(bindings).error(error)
    logger.info(fields)
    logger.log('info', fields as never)
    logger.log(fields as never)
    logger.write(fields)

    expect(Reflect.ownKeys(error)).toEqual(['stack', 'message'])
    expect(fields).toEqual({ message: 'm', a: { b: 1 } })
    expect(Reflect.ownKeys(fields)).toEqual(['message', 'a'])
    expect(bindings).toEqual({ c: 1 })
    expect(diagnostics.filter(({ code }) => code === 'MON_LOGGER_TRANSPORT_FAILED')).toEqual([])
  })
})

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const key of Reflect.ownKeys(value)) deepFreeze(Reflect.get(value, key))
  return Object.freeze(value)
}
