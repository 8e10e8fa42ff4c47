import { Writable } from 'node:stream'
import { createManualClock, createSeededRandom } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import {
  createLogger,
  type FirehoseOptions,
  FirehoseTransport,
  type PutRecordBatchResultEntry,
} from '../../src/index.js'
import { ACCEPTED, awsError, createFakeFirehose, type FakeRequest, type Results, takeAll } from '../fake-firehose.js'

/** Firehose behaves badly for a minute, while records come, and then well. */

const FAULT_SECONDS = 60
const RECORDS_PER_SECOND = 50
const RECOVERY_SECONDS = 120

type Fault = (
  request: FakeRequest,
  tools: {
    readonly random: () => number
    /** Takes the records, without an answer. */
    readonly accept: (request: FakeRequest) => void
    readonly clock: ReturnType<typeof createManualClock>
  },
) => Results | Promise<Results>

const throttled: PutRecordBatchResultEntry = { ErrorCode: 'ServiceUnavailableException' }
const never = ({ signal }: FakeRequest): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))

const FAULTS: Readonly<Record<string, { readonly fault: Fault; readonly isAmbiguous?: true }>> = {
  'random failures of single records': {
    fault: ({ records }, { random }) => records.map(() => (random() < 0.3 ? throttled : ACCEPTED)),
  },
  'every record throttled': { fault: ({ records }) => records.map(() => throttled) },
  'every call throttled': {
    fault: () => {
      throw awsError('ServiceUnavailableException', 503)
    },
  },
  'connections reset': {
    fault: () => {
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
    },
  },
  'no answer at all': { fault: never },
  'no answer after the records were taken': {
    fault: (request, { accept }) => {
      accept(request)
      return never(request)
    },
    isAmbiguous: true,
  },
  'a reset after the records were taken': {
    fault: (request, { accept }) => {
      accept(request)
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    },
    isAmbiguous: true,
  },
  'answers after 4 seconds, within the timeout': {
    fault: (request, { clock }) => new Promise((resolve) => clock.schedule(() => resolve(takeAll(request)), 4_000)),
  },
  'answers after 10 seconds, beyond the timeout': { fault: never },
  'a missing stream': {
    fault: () => {
      throw awsError('ResourceNotFoundException', 400)
    },
  },
  'access denied': {
    fault: () => {
      throw awsError('AccessDeniedException', 400)
    },
  },
  'answers without results': { fault: () => [] },
}

async function live(fault: Fault, options: Partial<FirehoseOptions>, seed: number) {
  const clock = createManualClock()
  const random = createSeededRandom(seed)
  /** How often each record was taken. */
  const taken = new Map<string, number>()
  let isBad = true
  const accept = ({ records }: FakeRequest, results?: Results): void => {
    for (const [index, record] of records.entries()) {
      if (results !== undefined && (results[index] === undefined || results[index].ErrorCode !== undefined)) continue
      for (const line of record.split('\n').slice(0, -1)) {
        const { eventId } = JSON.parse(line) as { eventId: string }
        taken.set(eventId, (taken.get(eventId) ?? 0) + 1)
      }
    }
  }
  const client = createFakeFirehose(async (request) => {
    if (!isBad) {
      accept(request)
      return takeAll(request)
    }
    const results = await fault(request, { random, accept, clock })
    accept(request, results)
    return results
  })
  const logger = createLogger({
    service: 'test',
    console: false,
    runtimeMetadata: false,
    exitHooks: false,
    clock,
    random,
    onDiagnostic: () => {},
    firehose: { deliveryStreamName: 'logs', client, ...options },
  })

  let recorded = 0
  async function seconds(count: number): Promise<void> {
    for (let second = 0; second < count; second++) {
      for (let each = 0; each < RECORDS_PER_SECOND; each++) logger.info('record', { number: ++recorded })
      await clock.advance(1_000)
    }
  }
  await seconds(FAULT_SECONDS)
  isBad = false
  await seconds(5)
  await clock.advance(RECOVERY_SECONDS * 1_000)
  const ended = logger.shutdown()
  await clock.advance(5_000)
  return { taken, recorded, result: await ended, stats: logger.stats().delivery }
}

describe.each(['opensearch', 's3'] as const)('a minute of trouble with a stream to %s', (destination) => {
  it.each(Object.entries(FAULTS))(
    '%s: nothing is lost, and nothing that was accepted is sent again',
    async (_name, trouble) => {
      const { taken, recorded, result } = await live(trouble.fault, { destination }, 7)

      expect(result).toEqual({ delivered: recorded, dropped: 0, spilled: 0, pending: 0, byReason: {} })
      expect(taken.size).toBe(recorded)
      const twice = [...taken.values()].filter((times) => times > 1).length
      if (trouble.isAmbiguous === true) expect(twice).toBeGreaterThan(0)
      else expect(twice).toBe(0)
    },
  )

  it.each(Object.entries(FAULTS))(
    '%s: what a small buffer cannot hold is counted, and told',
    async (_name, trouble) => {
      const { taken, recorded, result, stats } = await live(
        trouble.fault,
        { destination, buffer: { maxItems: 200 } },
        8,
      )
      const { delivered, dropped, pending, byReason } = result

      // The loss is told in one record, which is offered, too.
      expect(delivered + dropped - recorded).toBeLessThanOrEqual(2)
      expect(delivered + dropped).toBe(stats?.offered)
      expect(pending).toBe(0)
      expect(byReason).toEqual(dropped === 0 ? {} : { overflow: dropped })
      expect(stats?.dropped.overflow).toBe(dropped)
      if (trouble.isAmbiguous !== true) expect(taken.size).toBe(delivered)
    },
  )
})

describe('a transport in trouble', () => {
  it('keeps no other transport of the logger from its records', async () => {
    const clock = createManualClock()
    const firehose = new FirehoseTransport({
      deliveryStreamName: 'logs',
      client: createFakeFirehose(() => {
        throw awsError('ServiceUnavailableException', 503)
      }),
      exitHooks: false,
      buffer: { maxItems: 10 },
      clock,
      onDiagnostic: () => {},
    })
    const lines: string[] = []
    const stream = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        lines.push(chunk.toString())
        callback()
      },
    })
    const logger = winston.createLogger({ transports: [firehose, new winston.transports.Stream({ stream })] })
    for (let each = 0; each < 1_000; each++) {
      logger.info(`record ${each}`)
      if (each % 100 === 0) await clock.advance(1_000)
    }
    await clock.settle()

    expect(lines).toHaveLength(1_000)
    expect(firehose.stats().dropped.overflow).toBeGreaterThan(900)
  })
})
