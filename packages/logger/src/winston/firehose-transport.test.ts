import { ConfigurationError, type Diagnostic } from '@org/core'
import { createManualClock, createSeededRandom, type ManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import winston from 'winston'
import { parseStrictJson } from '../../../../scripts/testing/strict-json.mjs'
import { createFakeFirehose, type FakeFirehose, takeAll } from '../../test/fake-firehose.js'
import { standardError } from '../../test/standard-error.js'
import { FirehoseTransport, type FirehoseTransportOptions } from '../index.js'

interface Harness {
  readonly transport: FirehoseTransport
  readonly firehose: FakeFirehose
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  readonly errors: unknown[]
  /** The records that arrived, after a second. */
  records(): Promise<Record<string, unknown>[]>
}

function createHarness(options: Partial<FirehoseTransportOptions> = {}): Harness {
  const firehose = createFakeFirehose()
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const errors: unknown[] = []
  const transport = new FirehoseTransport({
    deliveryStreamName: 'logs',
    client: firehose,
    exitHooks: false,
    clock,
    random: createSeededRandom(1),
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    ...options,
  })
  transport.on('error', (error) => errors.push(error))
  return {
    transport,
    firehose,
    clock,
    diagnostics,
    errors,
    async records() {
      await clock.advance(1_000)
      return firehose.lines().map((line) => parseStrictJson(line) as Record<string, unknown>)
    },
  }
}

describe('FirehoseTransport in a plain winston logger', () => {
  it('delivers what the format made of each record, newline-terminated', async () => {
    const { transport, records, firehose } = createHarness()
    const logger = winston.createLogger({ transports: transport, defaultMeta: { team: 'a' } })

    logger.info('€ 𝄞', { b: 1 })
    logger.child({ c: 2 }).warn('d')
    logger.debug('too low')

    expect(await records()).toEqual([
      { level: 'info', message: '€ 𝄞', b: 1, team: 'a' },
      { level: 'warn', message: 'd', c: 2, team: 'a' },
    ])
    expect(firehose.accepted.every((data) => data.endsWith('}\n'))).toBe(true)
  })

  it('keeps the shape of text, on one line', async () => {
    const { transport, firehose, clock } = createHarness()
    const logger = winston.createLogger({ transports: transport, format: winston.format.simple() })

    logger.info('two\nlines\r\nand\rmore token=hunter2')
    await clock.advance(1_000)

    expect(firehose.accepted).toEqual(['info: two\\nlines\\nand\\nmore token=[REDACTED]\n'])
  })

  it('makes one line of JSON over several', async () => {
    const { transport, records } = createHarness()
    const logger = winston.createLogger({ transports: transport, format: winston.format.json({ space: 2 }) })

    logger.info('a', { b: { c: 1 } })

    expect(await records()).toEqual([{ level: 'info', message: 'a', b: { c: 1 } }])
  })

  it('takes secrets out of JSON at any depth, and leaves them in when told to', async () => {
    const off = createHarness({ redact: false })
    const on = createHarness()
    const logger = winston.createLogger({ transports: [on.transport, off.transport] })

    logger.info('a', { user: { password: 'hunter2' }, url: '/?token=hunter2' })

    expect(await on.records()).toMatchObject([{ user: { password: '[REDACTED]' }, url: '/?token=[REDACTED]' }])
    expect(await off.records()).toMatchObject([{ user: { password: 'hunter2' }, url: '/?token=hunter2' }])
  })

  it('has its own level, format and silence', async () => {
    const { transport, records } = createHarness({
      level: 'warn',
      format: winston.format.combine(winston.format((info) => ({ ...info, own: true }))(), winston.format.json()),
    })
    const logger = winston.createLogger({ transports: transport, level: 'silly' })

    logger.info('a')
    logger.error('b')
    transport.silent = true
    logger.error('c')

    expect(await records()).toEqual([{ level: 'error', message: 'b', own: true }])
  })

  it('leaves out what its format leaves out', async () => {
    const { transport, records } = createHarness({ format: winston.format((info) => info['keep'] === true && info)() })
    const logger = winston.createLogger({ transports: transport })

    logger.info('a')
    logger.info('b', { keep: true })

    expect((await records()).map(({ message }) => message)).toEqual(['b'])
  })

  it('does not let a format that throws reach the logger, and says so', async () => {
    const { transport, records, diagnostics } = createHarness({
      format: winston.format((info) => {
        if (info.message === 'bad') throw new Error('format')
        return info
      })(),
    })
    const logger = winston.createLogger({ transports: transport })

    expect(() => logger.info('bad')).not.toThrow()
    transport.cork()
    for (const message of ['a', 'bad', 'b']) logger.info(message)
    transport.uncork()

    expect((await records()).map(({ message }) => message)).toEqual(['a', 'b'])
    expect(diagnostics).toMatchObject([{ code: 'MON_LOGGER_FORMAT_FAILED' }, { code: 'MON_LOGGER_FORMAT_FAILED' }])
  })

  it('delivers a record with a field named exception', async () => {
    const { transport, records } = createHarness()

    winston.createLogger({ transports: transport }).info('a', { exception: true })

    expect(await records()).toEqual([{ level: 'info', message: 'a', exception: true }])
  })

  it.each([
    ['json', winston.format.json()],
    ['simple', winston.format.simple()],
  ])('keeps the arguments of the process out of a crash with %s', async (_name, format) => {
    const { transport, firehose, clock } = createHarness({ handleExceptions: true })
    const logger = winston.createLogger({ transports: transport, format, exitOnError: false })
    const handler = logger.exceptions as unknown as { _uncaughtException(error: Error): void }

    handler._uncaughtException(new Error('boom'))
    logger.exceptions.unhandle()
    await clock.advance(1_000)

    expect(firehose.lines().join()).toContain('boom')
    expect(firehose.lines().join()).not.toMatch(/argv|execPath|memoryUsage/)
  })

  it('keeps no other transport waiting, whatever Firehose does', async () => {
    const { transport, firehose, clock, errors } = createHarness()
    firehose.answer = () => new Promise(() => {})
    const seen: unknown[] = []
    const other = new winston.transports.Stream({
      stream: new (await import('node:stream')).Writable({
        write(chunk, _encoding, callback) {
          seen.push(chunk)
          callback()
        },
      }),
    })
    const logger = winston.createLogger({ transports: [transport, other] })

    for (let index = 0; index < 1_000; index++) logger.info('a')
    await clock.advance(60_000)

    expect(seen.length).toBe(1_000)
    expect(errors).toEqual([])
  })

  it('ends with its logger: finish waits for the delivery', async () => {
    const { transport, firehose, clock } = createHarness()
    let release: () => void = () => {}
    firehose.answer = (request) =>
      new Promise((resolve) => {
        release = () => resolve(takeAll(request))
      })
    const logger = winston.createLogger({ transports: transport })
    let finished = false

    logger.info('a')
    logger.on('finish', () => {
      finished = true
    })
    logger.end()
    await clock.settle()
    expect([firehose.requests.length, finished]).toEqual([1, false])
    release()
    await clock.settle()

    expect([firehose.lines().length, finished]).toEqual([1, true])
  })

  it('finishes in time although Firehose never answers, and leaves the record on stderr', async () => {
    const stderr = standardError()
    const { transport, firehose, clock } = createHarness()
    firehose.answer = () => new Promise(() => {})
    const logger = winston.createLogger({ transports: transport })
    let finished = false

    logger.info('a')
    logger.on('finish', () => {
      finished = true
    })
    logger.end()
    await clock.advance(5_000)

    expect(finished).toBe(true)
    expect(transport.stats().dropped.unsent).toBe(1)
    expect(stderr()).toEqual([{ unsent: true, level: 'info', message: 'a' }])
  })

  it('counts what comes after its end, and emits no error', async () => {
    const stderr = standardError()
    const { transport, clock, errors } = createHarness()
    const first = winston.createLogger({ transports: transport })
    const second = winston.createLogger({ transports: transport })

    first.info('a')
    first.end()
    await clock.settle()
    // winston detaches it from the other logger, too.
    expect(() => second.info('late')).not.toThrow()
    expect(transport.write({ level: 'info', message: 'later' })).toBe(true)
    await clock.settle()

    expect(errors).toEqual([])
    expect(transport.stats()).toMatchObject({ delivered: 1, dropped: { closed: 1 } })
    expect(stderr()).toEqual([{ unsent: true, level: 'info', message: 'later' }])
  })

  it('serves many loggers without a warning of a leak', async () => {
    const { transport, records } = createHarness()
    const warnings: Error[] = []
    const listen = (warning: Error): void => void warnings.push(warning)
    process.on('warning', listen)
    onTestFinished(() => void process.off('warning', listen))

    for (let number = 0; number < 25; number++) winston.createLogger({ transports: transport }).info(`${number}`)

    expect(await records()).toHaveLength(25)
    expect(warnings).toEqual([])
  })

  it('serves two loggers, and keeps the level of the one that stays', async () => {
    const { transport, records } = createHarness()
    const first = winston.createLogger({ transports: transport })
    const second = winston.createLogger({ transports: transport })

    first.info('a')
    first.close()
    second.debug('too low')
    second.info('b')

    expect((await records()).map(({ message }) => message)).toEqual(['a', 'b'])
  })

  it('gives up the least important records first, by the levels of its logger', async () => {
    const { transport, firehose, clock } = createHarness({ buffer: { maxItems: 3 } })
    firehose.answer = () => new Promise(() => {})
    const levels = { fatal: 0, note: 1 }
    const logger = winston.createLogger({ levels, level: 'note', transports: transport })

    for (const level of ['note', 'fatal', 'note', 'fatal', 'fatal']) logger.log(level, level)
    firehose.answer = takeAll
    await clock.advance(1_000)

    expect(firehose.lines().map((line) => (JSON.parse(line) as { level: string }).level)).toEqual([
      'fatal',
      'fatal',
      'fatal',
    ])
    expect(transport.stats().dropped.overflow).toBe(2)
  })

  it('is closed by await using', async () => {
    const { transport } = createHarness()

    winston.createLogger({ transports: transport }).info('a')
    await transport[Symbol.asyncDispose]()

    expect(transport.stats().delivered).toBe(1)
  })

  it.each([
    [undefined, 'options'],
    [{}, 'firehose.deliveryStreamName'],
    [{ deliveryStreamName: 'logs', stream: 'x' }, 'stream'],
    [{ deliveryStreamName: 'logs', redact: { keys: 1 } }, 'redact.keys'],
  ])('refuses wrong options by name: %j', (options, name) => {
    expect(() => new FirehoseTransport(options as never)).toThrow(ConfigurationError)
    expect(() => new FirehoseTransport(options as never)).toThrow(`\`${name}\``)
  })
})
