import { ConfigurationError, type Diagnostic } from '@org/core'
import { MAX_LINES_PER_RECORD, MAX_RECORD_BATCH_BYTES, MAX_RECORD_BYTES, MAX_RECORDS_PER_REQUEST } from '@org/core/aws'
import { PRIORITY_COUNT } from '@org/core/delivery'
import { resolveCommonOptions } from '@org/core/sender'
import { createManualClock, createSeededRandom, type ManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { ACCEPTED, awsError, createFakeFirehose, type FakeFirehose, takeAll } from '../../test/fake-firehose.js'
import { standardError } from '../../test/standard-error.js'
import { DEFAULT_LEVELS } from '../winston/levels.js'
import { type FirehoseOptions, resolveFirehoseOptions } from './firehose-options.js'
import { createLogSender, firehoseLine, type LogSender, priorityOf } from './log-sender.js'

interface Harness {
  readonly sender: LogSender
  readonly firehose: FakeFirehose
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  send(...lines: readonly string[]): void
}

function createHarness(options: Partial<FirehoseOptions> = {}): Harness {
  const firehose = createFakeFirehose()
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const common = resolveCommonOptions({
    clock,
    random: createSeededRandom(1),
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    exitHooks: false,
    runtimeMetadata: false,
  })
  const sender = createLogSender(
    resolveFirehoseOptions({ deliveryStreamName: 'logs', client: firehose, ...options }, undefined),
    { common },
  )
  return {
    sender,
    firehose,
    clock,
    diagnostics,
    send(...lines) {
      for (const line of lines) sender.enqueue(firehoseLine(line, 0))
    },
  }
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_unused, index) => `{"n":${index}}`)
}

describe('the way of lines to Firehose', () => {
  it('sends one document per record to opensearch, at most 500 a request', async () => {
    const { send, firehose, clock } = createHarness()

    send(...numbered(MAX_RECORDS_PER_REQUEST + 1))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([500, 1])
    expect(firehose.lines()).toEqual(numbered(501))
    expect(firehose.requests[0]?.deliveryStreamName).toBe('logs')
  })

  it('packs lines for s3', async () => {
    const { send, firehose, clock, sender } = createHarness({ destination: 's3' })

    send(...numbered(MAX_LINES_PER_RECORD + 1))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([2])
    expect(firehose.lines()).toEqual(numbered(501))
    expect(sender.stats()).toMatchObject({ delivered: 501, billedBytes: 2 * 5_120 })
  })

  it('keeps a request within 4 MiB', async () => {
    const { send, firehose, clock } = createHarness()
    const line = 'x'.repeat(MAX_RECORD_BATCH_BYTES / 8 - 1)

    send(...Array.from({ length: 9 }, () => line))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([8, 1])
  })

  it('takes a line of exactly 1,000 KiB with its newline, and refuses one byte more', async () => {
    const { send, firehose, clock, sender } = createHarness()

    send('x'.repeat(MAX_RECORD_BYTES - 1), 'y'.repeat(MAX_RECORD_BYTES))
    await clock.advance(1_000)

    expect(firehose.accepted.map((data) => [data[0], Buffer.byteLength(data)])).toEqual([['x', MAX_RECORD_BYTES]])
    expect(sender.stats().dropped.tooLarge).toBe(1)
  })

  it('sends again only the lines of failed records', async () => {
    const { send, firehose, clock, sender } = createHarness()
    firehose.answer = ({ records }, request) =>
      records.map((_data, index) => (request === 1 && index % 2 === 1 ? { ErrorCode: 'InternalFailure' } : ACCEPTED))

    send(...numbered(4))
    await clock.advance(5_000)

    expect(firehose.requests.map(({ records }) => records)).toEqual([
      ['{"n":0}\n', '{"n":1}\n', '{"n":2}\n', '{"n":3}\n'],
      ['{"n":1}\n', '{"n":3}\n'],
    ])
    expect(sender.stats()).toMatchObject({ delivered: 4, retried: 2, billedBytes: 4 * 5_120 })
  })

  it('sends again every line of a packed record that failed, and none of the others', async () => {
    const { send, firehose, clock, sender } = createHarness({ destination: 's3' })
    firehose.answer = ({ records }, request) =>
      records.map((_data, index) => (request === 1 && index === 1 ? { ErrorCode: 'InternalFailure' } : ACCEPTED))

    send(...numbered(3 * MAX_LINES_PER_RECORD))
    await clock.advance(5_000)

    expect(sender.stats()).toMatchObject({ delivered: 1_500, retried: 500 })
    expect(firehose.lines()).toEqual([
      ...numbered(1_500).slice(0, 500),
      ...numbered(1_500).slice(1_000),
      ...numbered(1_500).slice(500, 1_000),
    ])
  })

  it('slows down when records are throttled, and says so once', async () => {
    const { send, firehose, clock, diagnostics, sender } = createHarness()
    firehose.answer = ({ records }, request) =>
      request <= 3 ? records.map(() => ({ ErrorCode: 'ServiceUnavailableException' })) : records.map(() => ACCEPTED)

    send(...numbered(10))
    await clock.advance(30_000)

    expect(sender.stats().delivered).toBe(10)
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_THROTTLED', 'MON_DELIVERY_RECOVERED'])
  })

  it('does not believe that a record without a result was taken', async () => {
    const { send, firehose, clock } = createHarness()
    firehose.answer = (request, number) => (number === 1 ? [ACCEPTED] : takeAll(request))

    send(...numbered(3))
    await clock.advance(5_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([3, 2])
    expect(firehose.lines()).toEqual(numbered(3))
  })

  it('takes an empty error code for acceptance, as Firehose may send it', async () => {
    const { send, firehose, clock, sender } = createHarness()
    firehose.answer = ({ records }) => records.map(() => ({ ErrorCode: '' }))

    send(...numbered(2))
    await clock.advance(1_000)

    expect([firehose.requests.length, sender.stats().delivered]).toEqual([1, 2])
  })

  it('gives a request up after requestTimeoutMs and sends its lines again', async () => {
    const { send, firehose, clock, sender } = createHarness({ requestTimeoutMs: 2_000 })
    firehose.answer = (request, number) => (number === 1 ? new Promise(() => {}) : takeAll(request))

    send('{"n":0}')
    await clock.advance(2_999)
    expect(firehose.requests[0]?.signal.aborted).toBe(false)
    await clock.advance(10_000)

    expect(firehose.requests[0]?.signal.aborted).toBe(true)
    expect(sender.stats()).toMatchObject({ delivered: 1, retried: 1 })
  })

  it.each([
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['InvalidKMSResourceException', 400],
  ])('holds lines on %s, asks slowly, and delivers once it is mended', async (name, status) => {
    const { send, firehose, clock, sender, diagnostics } = createHarness()
    firehose.answer = () => Promise.reject(awsError(name, status))

    send(...numbered(5))
    await clock.advance(60_000)
    expect(firehose.requests.length).toBeLessThanOrEqual(5)
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_UNAVAILABLE'])

    firehose.answer = takeAll
    await clock.advance(30_000)
    expect(firehose.lines()).toEqual(numbered(5))
    expect(sender.stats().delivered).toBe(5)
  })

  it('finds the one line that makes a request invalid, and delivers its neighbours', async () => {
    const { send, firehose, clock, sender } = createHarness()
    firehose.answer = (request) => {
      if (request.records.includes('poison\n')) throw awsError('InvalidArgumentException', 400)
      return takeAll(request)
    }

    send(...numbered(6), 'poison', 'last')
    await clock.advance(10_000)

    expect([...firehose.lines()].sort()).toEqual([...numbered(6), 'last'].sort())
    expect(sender.stats().dropped.rejected).toBe(1)
  })

  it('leaves what is unsent on stderr, marked, when the time for shutdown is up', async () => {
    const stderr = standardError()
    const { send, firehose, clock, sender } = createHarness()
    firehose.answer = () => Promise.reject(awsError('ServiceUnavailableException', 503))

    send(...numbered(3))
    const result = sender.shutdown({ timeoutMs: 1_000 })
    await clock.advance(1_000)

    expect(await result).toEqual({ delivered: 0, dropped: 3, spilled: 0, pending: 0, byReason: { unsent: 3 } })
    expect(stderr()).toEqual([0, 1, 2].map((n) => ({ unsent: true, n })))
  })
})

describe('the options of a stream', () => {
  it.each([
    [{ deliveryStreamName: '' }, 'firehose.deliveryStreamName'],
    [{ deliveryStreamName: 'has space' }, 'firehose.deliveryStreamName'],
    [{ deliveryStreamName: 'x'.repeat(65) }, 'firehose.deliveryStreamName'],
    [{ destination: 'redshift' }, 'firehose.destination'],
    [{ client: {} }, 'client'],
    [{ client: null }, 'client'],
    [{ client: 'x' }, 'client'],
    [{ region: 7 }, 'region'],
    [{ flushIntervalMs: 0 }, 'flushIntervalMs'],
    [{ requestTimeoutMs: 0.5 }, 'requestTimeoutMs'],
    [{ buffer: { maxItems: 0 } }, 'buffer.maxItems'],
    [{ retry: { baseDelayMs: -1 } }, 'retry.baseDelayMs'],
    [{ concurrency: { max: 0 } }, 'concurrency.max'],
    [{ streamName: 'x' }, 'streamName'],
  ])('are refused by name: %j', (options, name) => {
    expect(() => createHarness(options as never)).toThrow(ConfigurationError)
    expect(() => createHarness(options as never)).toThrow(`\`${name}\``)
  })

  it('take a stream name of 1 and of 64 characters', () => {
    expect(() => createHarness({ deliveryStreamName: 'a' })).not.toThrow()
    expect(() => createHarness({ deliveryStreamName: 'x'.repeat(64) })).not.toThrow()
  })
})

describe('priorityOf', () => {
  it('gives the most severe level the highest importance, and every npm level its own', () => {
    const priorities = Object.values(DEFAULT_LEVELS).map(priorityOf)

    expect(priorities[0]).toBe(PRIORITY_COUNT - 1)
    expect(new Set(priorities).size).toBe(7)
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a))
  })

  it('stays in the range of delivery for any severity', () => {
    expect([priorityOf(PRIORITY_COUNT - 1), priorityOf(PRIORITY_COUNT), priorityOf(1_000)]).toEqual([0, 0, 0])
  })
})
