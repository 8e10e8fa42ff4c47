import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigurationError, type Diagnostic } from '@org/core'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { segmentsIn, temporaryDirectory, until } from '../../../../scripts/testing/spill-directory.mjs'
import { createLogger, type FirehoseOptions, FirehoseTransport, type Logger } from '../../src/index.js'
import { awsError, createFakeFirehose, type FakeFirehose, takeAll } from '../fake-firehose.js'
import { standardError } from '../standard-error.js'

interface Service {
  readonly logger: Logger
  readonly firehose: FakeFirehose
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  /** Messages of what Firehose took, in order. */
  delivered(): string[]
}

/** One run of a service, as if it were a process. */
function startService(options: Partial<FirehoseOptions>, firehose = createFakeFirehose()): Service {
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const logger = createLogger({
    service: 'test',
    hostname: 'host-1',
    level: 'debug',
    console: false,
    runtimeMetadata: false,
    exitHooks: false,
    clock,
    random: () => 0.5,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    firehose: { deliveryStreamName: 'logs', client: firehose, ...options },
  })
  return { logger, firehose, clock, diagnostics, delivered: () => messagesIn(firehose.lines()) }
}

const messagesIn = (lines: readonly string[]): string[] =>
  lines.map((line) => (JSON.parse(line) as { message: string }).message)

const down = (): never => {
  throw awsError('InternalFailure', 500)
}

async function endWithFirehoseDown(service: Service): Promise<unknown> {
  service.firehose.answer = down
  const ended = service.logger.shutdown({ timeoutMs: 1_000 })
  await service.clock.advance(1_000)
  return ended
}

describe('a logger with a spill directory', () => {
  it('keeps what is unsent at shutdown, and the next process sends it, each record once', async () => {
    const spill = { directory: temporaryDirectory() }
    const first = startService({ spill })
    first.logger.info('one')
    first.logger.error('two')
    expect(await endWithFirehoseDown(first)).toEqual({ delivered: 0, dropped: 0, spilled: 2, pending: 0, byReason: {} })

    const second = startService({ spill })
    second.logger.info('three')
    await until(() => second.logger.stats().delivery?.queued.items === 3)
    expect(second.diagnostics).toMatchObject([{ code: 'MON_SPILL_RETRIEVED', details: { lines: 2 } }])
    await second.clock.advance(1_000)
    expect(second.delivered().sort()).toEqual(['one', 'three', 'two'])
    await second.logger.shutdown()
    await until(() => filesIn(spill.directory).length === 0)

    const third = startService({ spill })
    await third.clock.advance(20_000)
    await third.logger.shutdown()
    expect(third.delivered()).toEqual([])
  })

  it('keeps the lines as they were: their ids, their timestamps and their importance', async () => {
    const spill = { directory: temporaryDirectory() }
    const first = startService({ spill, destination: 'http' })
    first.logger.warn('Zürich 🙂\u2028', { nested: { deep: ['ä'] } })
    await endWithFirehoseDown(first)
    const [sent] = first.firehose.requests.flatMap(({ records }) => records)

    const second = startService({ spill, destination: 'http' })
    await until(() => second.logger.stats().delivery?.queued.items === 1)
    await second.logger.flush()

    expect(second.firehose.accepted).toEqual([sent])
  })

  it('writes nothing that is delivered as usual', async () => {
    const spill = { directory: temporaryDirectory() }
    const { logger, clock, delivered } = startService({ spill })
    for (let each = 0; each < 10; each++) {
      logger.info(`record ${each}`)
      await clock.advance(700)
    }
    await clock.advance(10_000)
    expect(delivered()).toHaveLength(10)
    await until(() => filesIn(spill.directory).length === 0)
    await logger.shutdown()
  })

  it('has on disk what waits for longer than it said, so that a killed process loses no more', async () => {
    const spill = { directory: temporaryDirectory(), writeWithinMs: 1_000 }
    const first = startService({ spill, flushIntervalMs: 60_000 })
    const isOnDisk = (message: string): boolean => segmentsIn(spill.directory).join('').includes(message)
    first.logger.info('first')
    await first.clock.advance(400)
    first.logger.info('second')
    await first.clock.advance(599)
    expect(first.logger.stats().delivery?.spill).toEqual({ lines: 0, bytes: 0 })
    await first.clock.advance(1)
    first.logger.info('third')
    await until(() => isOnDisk('first') && isOnDisk('second'))
    expect(isOnDisk('third')).toBe(false)

    await first.clock.advance(1_000)
    await until(() => isOnDisk('third'))
    await first.logger.flush()
    expect(first.delivered()).toEqual(['first', 'second', 'third'])
    await until(() => segmentsIn(spill.directory).length === 0)
  })

  it('sends what overflowed once there is room again, in the same process, and loses nothing', async () => {
    const spill = { directory: temporaryDirectory() }
    const service = startService({ spill, buffer: { maxItems: 100 }, retry: { maxAgeMs: 3_600_000 } })
    const { logger, firehose, clock, delivered } = service
    firehose.answer = down
    const messages = Array.from({ length: 1_000 }, (_value, index) => `record ${index}`)
    for (const message of messages) logger.info(message)
    expect(logger.stats().delivery).toMatchObject({ queued: { items: 100 }, spilled: 900, spill: { lines: 900 } })

    await clock.advance(60_000)
    firehose.answer = takeAll
    await until(
      () => delivered().length >= 1_000,
      () => clock.advance(1_000),
    )

    expect(delivered().sort()).toEqual(messages.sort())
    expect(logger.stats().delivery).toMatchObject({ dropped: { overflow: 0, expired: 0 }, spill: { lines: 0 } })
    expect(service.diagnostics.map(({ code }) => code)).not.toContain('MON_DELIVERY_LOST')
    await logger.shutdown()
    await until(() => filesIn(spill.directory).length === 0)
  })

  it('keeps what gets too old, tries one record now and then, and sends all of it once Firehose is back', async () => {
    const spill = { directory: temporaryDirectory() }
    const { logger, firehose, clock, delivered } = startService({ spill, retry: { maxAgeMs: 30_000 } })
    const messages = Array.from({ length: 50 }, (_value, index) => `record ${index}`)
    firehose.answer = down
    for (const message of messages) logger.info(message)
    await clock.advance(120_000)
    const { spill: kept, queued, inFlight, dropped } = logger.stats().delivery ?? {}
    expect(dropped).toMatchObject({ expired: 0, overflow: 0 })
    expect((queued?.items ?? 0) + (inFlight?.items ?? 0)).toBeLessThanOrEqual(1)
    expect((kept?.lines ?? 0) + (queued?.items ?? 0) + (inFlight?.items ?? 0)).toBe(50)

    // Nobody logs any more; the backlog resumes by itself.
    firehose.answer = takeAll
    await until(
      () => delivered().length >= 50,
      () => clock.advance(1_000),
    )
    expect(delivered().sort()).toEqual(messages.sort())
    await logger.shutdown()
    await until(() => filesIn(spill.directory).length === 0)
  })

  it('drops the least important first, and counts it, when the directory is full too', async () => {
    const stderr = standardError()
    const spill = { directory: temporaryDirectory(), maxBytes: 1_048_576 }
    const { logger, firehose, clock, diagnostics } = startService({ spill, buffer: { maxItems: 50 } })
    firehose.answer = down
    const payload = 'x'.repeat(10_000)
    for (let each = 0; each < 50; each++) logger.error(`error ${each}`, { payload })
    for (let each = 0; each < 500; each++) logger.debug(`debug ${each}`, { payload })

    const { dropped, spilled = 0, queued, spill: kept } = logger.stats().delivery ?? {}
    expect(queued?.items).toBe(50)
    expect(dropped?.overflow).toBe(500 - spilled)
    expect(kept?.lines).toBe(spilled)
    expect(kept?.bytes).toBeLessThanOrEqual(1_048_576)
    expect(spilled).toBeGreaterThan(90)
    expect(diagnostics.map(({ code }) => code)).toContain('MON_SPILL_FULL')

    firehose.answer = takeAll
    const ended = logger.shutdown()
    await clock.advance(5_000)
    expect(await ended).toMatchObject({ delivered: 50, spilled })
    expect(stderr()).toMatchObject([{ message: 'log records were lost', lost: { byLevel: { debug: 500 - spilled } } }])
  })

  it('keeps nothing that Firehose refuses for good', async () => {
    const stderr = standardError()
    const spill = { directory: temporaryDirectory(), writeWithinMs: 10 }
    const { logger, firehose, clock } = startService({ spill })
    firehose.answer = () => {
      throw awsError('ValidationException', 400)
    }
    logger.info('refused')
    await clock.advance(5_000)
    expect(logger.stats().delivery?.dropped.rejected).toBe(1)
    await logger.shutdown()
    expect(stderr()).toMatchObject([{ message: 'log records were lost', lost: { byReason: { rejected: 1 } } }])
    await until(() => filesIn(spill.directory).length === 0)
  })

  it('keeps the records of each stream apart', async () => {
    const spill = { directory: temporaryDirectory() }
    const other = startService({ spill, deliveryStreamName: 'other' })
    other.logger.info('for the other stream')
    await endWithFirehoseDown(other)

    const { logger, clock, delivered } = startService({ spill })
    await clock.advance(20_000)
    await logger.shutdown()
    expect(delivered()).toEqual([])
    expect(readdirSync(spill.directory)).toEqual(['firehose-other.spill'])
  })

  it('delivers as ever, and says so once, when the directory cannot be used', async () => {
    const directory = join(temporaryDirectory(), 'file')
    writeFileSync(directory, 'in the way')
    const { logger, clock, delivered, diagnostics } = startService({ spill: { directory, writeWithinMs: 10 } })
    for (let each = 0; each < 5; each++) {
      logger.info(`record ${each}`)
      await clock.advance(1_000)
      await until(() => diagnostics.length > 0)
    }

    expect(delivered()).toHaveLength(5)
    expect(diagnostics).toMatchObject([{ code: 'MON_SPILL_FAILED', source: 'firehose:logs' }])
    expect(diagnostics[0]?.message).toContain(join(directory, 'firehose-logs.spill'))
    await logger.shutdown()
  })

  it('lets a foreign winston logger keep its records too', async () => {
    const spill = { directory: temporaryDirectory() }
    const client = createFakeFirehose(down)
    const clock = createManualClock()
    const common = { deliveryStreamName: 'logs', exitHooks: false, clock, onDiagnostic: () => {}, spill } as const
    const transport = new FirehoseTransport({ ...common, client })
    winston.createLogger({ transports: [transport] }).info('from winston')
    const ended = transport.shutdown({ timeoutMs: 100 })
    await clock.advance(100)
    expect(await ended).toMatchObject({ spilled: 1 })

    const next = new FirehoseTransport({ ...common, client: createFakeFirehose() })
    await until(() => next.stats().queued.items === 1)
    expect(await next.shutdown()).toMatchObject({ delivered: 1 })
    expect(existsSync(join(spill.directory, 'firehose-logs.spill'))).toBe(true)
    await until(() => filesIn(spill.directory).length === 0)
  })
})

describe('a logger with a spill store of its own', () => {
  it('hands it what waits, what is unsent, and forgets what is delivered', async () => {
    const store = createFakeSpillStore()
    const service = startService({ spill: { store, writeWithinMs: 100 }, flushIntervalMs: 1_000 })
    service.logger.info('delivered')
    await service.clock.advance(100)
    expect(store.kept.size).toBe(1)
    await service.clock.advance(1_000)
    expect(store.kept.size).toBe(0)

    service.logger.error('unsent')
    expect(await endWithFirehoseDown(service)).toMatchObject({ delivered: 1, spilled: 1 })
    expect([...store.kept.values()]).toMatchObject([{ line: expect.stringContaining('unsent'), priority: 15 }])
  })

  it('watches the end of the process until the store has written what it took', async () => {
    const store = createFakeSpillStore()
    const answers: ((isWritten: boolean) => void)[] = []
    store.onWritten = () => new Promise((resolve) => answers.push(resolve))
    const clock = createManualClock()
    const logger = createLogger({
      service: 'test',
      console: false,
      runtimeMetadata: false,
      clock,
      firehose: { deliveryStreamName: 'logs', client: createFakeFirehose(), spill: { store } },
    })
    const isWatched = (): boolean => process.listenerCount('exit') > 0
    logger.info('first')
    await clock.advance(1_000)
    expect([logger.stats().delivery?.delivered, isWatched()]).toEqual([1, true])
    answers.shift()?.(false)
    await clock.settle()
    expect(isWatched()).toBe(true)

    logger.info('second')
    await clock.advance(1_000)
    answers.shift()?.(true)
    await clock.settle()
    expect(isWatched()).toBe(false)
    await logger.shutdown()
  })

  it('goes on without it when it throws and rejects at every call', async () => {
    const broken = (): never => {
      throw new Error('broken store')
    }
    const store = Object.assign(createFakeSpillStore(), {
      keep: broken,
      letGo: broken,
      forget: broken,
      close: broken,
      stats: broken,
      retrieve: () => Promise.reject(new Error('broken store')),
      written: () => Promise.reject(new Error('broken store')),
    })
    const service = startService({ spill: { store, writeWithinMs: 100 }, buffer: { maxItems: 1 } })
    service.logger.info('evicted')
    service.logger.info('delivered')
    await service.clock.advance(30_000)
    expect(service.delivered()).toEqual(['delivered', 'log records were lost'])
    expect(service.logger.stats().delivery).toMatchObject({ dropped: { overflow: 1 }, spill: { lines: 0 } })
    expect(new Set(service.diagnostics.map(({ code }) => code))).toContain('MON_CALLBACK_FAILED')
    expect(await service.logger.shutdown()).toMatchObject({ delivered: 2, dropped: 1 })
  })

  describe.each([
    [
      'throws',
      () => {
        throw new Error('broken store')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken store'))],
    ['answers what it may not', () => Promise.resolve('nonsense')],
  ])('of which a method %s', (how, broken) => {
    it.each(['keep', 'letGo', 'forget', 'retrieve', 'written', 'close', 'stats'] as const)(
      'delivers without it, and says which: %s',
      async (method) => {
        const stderr = standardError()
        const store = Object.assign(createFakeSpillStore(), { [method]: broken })
        const service = startService({ spill: { store, writeWithinMs: 100 }, buffer: { maxItems: 2 } })
        for (const message of ['one', 'two', 'three']) service.logger.info(message)
        await service.clock.advance(30_000)
        service.logger.info('four')
        service.firehose.answer = down
        await service.clock.advance(500)
        service.logger.stats()
        const ended = service.logger.shutdown({ timeoutMs: 1_000 })
        await service.clock.advance(1_000)
        const { delivered, dropped, spilled, pending } = await ended

        expect(service.delivered()).toEqual(expect.arrayContaining(['two', 'three']))
        expect(pending).toBe(0)
        expect(delivered + dropped + spilled).toBe(service.logger.stats().delivery?.offered)
        const failed = service.diagnostics.filter(({ code }) => code === 'MON_CALLBACK_FAILED')
        // A method that answers nothing, or whose answer is awaited, may well be async.
        const isAllowed =
          how === 'answers what it may not' && ['letGo', 'forget', 'written', 'retrieve'].includes(method)
        // What `close` throws goes through the whole hand-over, which is what failed then.
        const names = method === 'close' ? ['spill.store.close', 'spill.takeAll'] : [`spill.store.${method}`]
        if (!isAllowed) expect(failed.some(({ subject = '' }) => names.includes(subject))).toBe(true)
        // What nobody can know to be kept is on stderr.
        if (method === 'close')
          expect(stderr()).toContainEqual(expect.objectContaining({ unsent: true, message: 'four' }))
      },
    )
  })

  it.each([
    ['no object', 'spill', /`spill` must be/],
    ['an empty directory', { directory: '' }, /`spill\.directory`/],
    ['too little room', { directory: 'x', maxBytes: 1_048_575 }, /`spill\.maxBytes`.*1048576/s],
    ['no interval', { directory: 'x', writeWithinMs: 0 }, /`spill\.writeWithinMs`/],
    ['an unknown option', { directory: 'x', maxFiles: 3 }, /maxFiles/],
    ['a directory and a store', { directory: 'x', store: createFakeSpillStore() }, /directory/],
    [
      'a store that lacks a method',
      { store: { ...createFakeSpillStore(), close: 1 } },
      /`spill\.store` must have the methods .*; it has no close/,
    ],
  ])('refuses %s', (_name, spill, message) => {
    const start = (): unknown => startService({ spill: spill as never })

    expect(start).toThrow(ConfigurationError)
    expect(start).toThrow(message)
  })
})
