import { ConfigurationError, type Diagnostic } from '@org/core'
import type { Delivery } from '@org/core/delivery'
import { createManualClock, createSeededRandom, type ManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { ACCEPTED, awsError, createFakeFirehose, type FakeFirehose, takeAll } from '../../test/fake-firehose.js'
import { MAX_LINES_PER_RECORD, MAX_RECORD_BYTES, MAX_RECORDS_PER_REQUEST, MAX_REQUEST_BYTES } from '../limits.js'
import { createFirehoseDelivery, type FirehoseLine, type FirehoseOptions } from './firehose-sink.js'

interface Harness {
  readonly delivery: Delivery<FirehoseLine>
  readonly firehose: FakeFirehose
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  readonly unsent: string[]
  send(...lines: readonly string[]): void
}

function createHarness(options: Partial<FirehoseOptions> = {}): Harness {
  const firehose = createFakeFirehose()
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const unsent: string[] = []
  const delivery = createFirehoseDelivery(
    { deliveryStreamName: 'logs', client: firehose, ...options },
    {
      clock,
      random: createSeededRandom(1),
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
      onUnsent: (lines) => unsent.push(...lines.map(({ line }) => line)),
    },
  )
  return {
    delivery,
    firehose,
    clock,
    diagnostics,
    unsent,
    send(...lines) {
      for (const line of lines) delivery.enqueue({ line, bytes: Buffer.byteLength(line) + 1, priority: 0 })
    },
  }
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_unused, index) => `{"n":${index}}`)
}

describe('the pipe to Firehose', () => {
  it('sends one document per record to opensearch, at most 500 a request', async () => {
    const { send, firehose, clock } = createHarness()

    send(...numbered(MAX_RECORDS_PER_REQUEST + 1))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([500, 1])
    expect(firehose.lines()).toEqual(numbered(501))
    expect(firehose.requests[0]?.deliveryStreamName).toBe('logs')
  })

  it('packs lines for s3', async () => {
    const { send, firehose, clock, delivery } = createHarness({ destination: 's3' })

    send(...numbered(MAX_LINES_PER_RECORD + 1))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([2])
    expect(firehose.lines()).toEqual(numbered(501))
    expect(delivery.stats()).toMatchObject({ delivered: 501, billedBytes: 2 * 5_120 })
  })

  it('keeps a request within 4 MiB', async () => {
    const { send, firehose, clock } = createHarness()
    const line = 'x'.repeat(MAX_REQUEST_BYTES / 8 - 1)

    send(...Array.from({ length: 9 }, () => line))
    await clock.advance(1_000)

    expect(firehose.requests.map(({ records }) => records.length)).toEqual([8, 1])
  })

  it('takes a line of exactly 1,000 KiB with its newline, and refuses one byte more', async () => {
    const { send, firehose, clock, delivery } = createHarness()

    send('x'.repeat(MAX_RECORD_BYTES - 1), 'y'.repeat(MAX_RECORD_BYTES))
    await clock.advance(1_000)

    expect(firehose.accepted.map((data) => [data[0], Buffer.byteLength(data)])).toEqual([['x', MAX_RECORD_BYTES]])
    expect(delivery.stats().dropped.tooLarge).toBe(1)
  })

  it('sends again only the lines of failed records', async () => {
    const { send, firehose, clock, delivery } = createHarness()
    firehose.answer = ({ records }, request) =>
      records.map((_data, index) => (request === 1 && index % 2 === 1 ? { errorCode: 'InternalFailure' } : ACCEPTED))

    send(...numbered(4))
    await clock.advance(5_000)

    expect(firehose.requests.map(({ records }) => records)).toEqual([
      ['{"n":0}\n', '{"n":1}\n', '{"n":2}\n', '{"n":3}\n'],
      ['{"n":1}\n', '{"n":3}\n'],
    ])
    expect(delivery.stats()).toMatchObject({ delivered: 4, retried: 2, billedBytes: 4 * 5_120 })
  })

  it('sends again every line of a packed record that failed, and none of the others', async () => {
    const { send, firehose, clock, delivery } = createHarness({ destination: 's3' })
    firehose.answer = ({ records }, request) =>
      records.map((_data, index) => (request === 1 && index === 1 ? { errorCode: 'InternalFailure' } : ACCEPTED))

    send(...numbered(3 * MAX_LINES_PER_RECORD))
    await clock.advance(5_000)

    expect(delivery.stats()).toMatchObject({ delivered: 1_500, retried: 500 })
    expect(firehose.lines()).toEqual([
      ...numbered(1_500).slice(0, 500),
      ...numbered(1_500).slice(1_000),
      ...numbered(1_500).slice(500, 1_000),
    ])
  })

  it('slows down when records are throttled, and says so once', async () => {
    const { send, firehose, clock, diagnostics, delivery } = createHarness()
    firehose.answer = ({ records }, request) =>
      request <= 3 ? records.map(() => ({ errorCode: 'ServiceUnavailableException' })) : records.map(() => ACCEPTED)

    send(...numbered(10))
    await clock.advance(30_000)

    expect(delivery.stats().delivered).toBe(10)
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
    const { send, firehose, clock, delivery } = createHarness()
    firehose.answer = ({ records }) => records.map(() => ({ errorCode: '' }))

    send(...numbered(2))
    await clock.advance(1_000)

    expect([firehose.requests.length, delivery.stats().delivered]).toEqual([1, 2])
  })

  it('gives a request up after requestTimeoutMs and sends its lines again', async () => {
    const { send, firehose, clock, delivery } = createHarness({ requestTimeoutMs: 2_000 })
    firehose.answer = (request, number) => (number === 1 ? new Promise(() => {}) : takeAll(request))

    send('{"n":0}')
    await clock.advance(2_999)
    expect(firehose.requests[0]?.signal.aborted).toBe(false)
    await clock.advance(10_000)

    expect(firehose.requests[0]?.signal.aborted).toBe(true)
    expect(delivery.stats()).toMatchObject({ delivered: 1, retried: 1 })
  })

  it.each([
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['InvalidKMSResourceException', 400],
  ])('holds lines on %s, asks slowly, and delivers once it is mended', async (name, status) => {
    const { send, firehose, clock, delivery, diagnostics } = createHarness()
    firehose.answer = () => Promise.reject(awsError(name, status))

    send(...numbered(5))
    await clock.advance(60_000)
    expect(firehose.requests.length).toBeLessThanOrEqual(5)
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_UNAVAILABLE'])

    firehose.answer = takeAll
    await clock.advance(30_000)
    expect(firehose.lines()).toEqual(numbered(5))
    expect(delivery.stats().delivered).toBe(5)
  })

  it('finds the one line that makes a request invalid, and delivers its neighbours', async () => {
    const { send, firehose, clock, delivery } = createHarness()
    firehose.answer = (request) => {
      if (request.records.includes('poison\n')) throw awsError('InvalidArgumentException', 400)
      return takeAll(request)
    }

    send(...numbered(6), 'poison', 'last')
    await clock.advance(10_000)

    expect([...firehose.lines()].sort()).toEqual([...numbered(6), 'last'].sort())
    expect(delivery.stats().dropped.rejected).toBe(1)
  })

  it('hands over what is unsent when the time for shutdown is up', async () => {
    const { send, firehose, clock, delivery, unsent } = createHarness()
    firehose.answer = () => Promise.reject(awsError('ServiceUnavailableException', 503))

    send(...numbered(3))
    const result = delivery.shutdown({ timeoutMs: 1_000 })
    await clock.advance(1_000)

    expect(await result).toEqual({ delivered: 0, dropped: 0, failed: 3 })
    expect(unsent).toEqual(numbered(3))
  })
})

describe('the options of the pipe', () => {
  it.each([
    [{ deliveryStreamName: '' }, 'firehose.deliveryStreamName'],
    [{ deliveryStreamName: 'has space' }, 'firehose.deliveryStreamName'],
    [{ deliveryStreamName: 'x'.repeat(65) }, 'firehose.deliveryStreamName'],
    [{ destination: 'redshift' }, 'firehose.destination'],
    [{ client: {} }, 'firehose.client'],
    [{ client: null }, 'firehose.client'],
    [{ client: 'x' }, 'firehose.client'],
    [{ region: 7 }, 'firehose.region'],
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
