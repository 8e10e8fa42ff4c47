import { MAX_RECORD_BATCH_BYTES, MAX_RECORD_BYTES, putRecordBatchViolation } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PutRecordBatchRequest, PutRecordBatchResult } from '../firehose/wire.js'
import { createInMemoryFirehose } from './in-memory-firehose.js'

function setUp() {
  const firehose = createInMemoryFirehose()
  const send = (request: PutRecordBatchRequest, signal = new AbortController().signal): Promise<PutRecordBatchResult> =>
    firehose.send(request, { signal })
  const put = (...lines: readonly string[]): Promise<PutRecordBatchResult> =>
    send({ DeliveryStreamName: 'logs', Records: lines.map((line) => ({ Data: Buffer.from(`${line}\n`) })) })
  return { firehose, send, put }
}

/** The name and the message of what a promise rejects with. */
async function refusal(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => undefined,
    ({ name, message }: Error) => ({ code: name, message }),
  )
}

const record = fc.constantFrom(0, 1, 1_000, MAX_RECORD_BYTES, MAX_RECORD_BYTES + 1).map((bytes) => ({
  Data: Buffer.alloc(bytes, 'x'),
}))

describe('createInMemoryFirehose', () => {
  it('takes what the rules of Firehose allow, and refuses the rest in their words, as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('logs', '', 'has space', 'x'.repeat(64), 'x'.repeat(65)),
        fc.oneof(
          fc.array(record, { maxLength: 6 }),
          fc.constantFrom(499, 500, 501).map((length) => Array.from({ length }, () => ({ Data: Buffer.from('a') }))),
        ),
        async (DeliveryStreamName, Records) => {
          const { firehose, send } = setUp()
          const request = { DeliveryStreamName, Records }
          const violation = putRecordBatchViolation(request)

          const refused = await refusal(send(request))
          if (violation === undefined) expect(refused).toBeUndefined()
          else expect(refused).toMatchObject({ code: violation.code, message: violation.message })
          expect(firehose.calls).toBe(1)
          expect(firehose.requests).toEqual(violation === undefined ? [request] : [])
        },
      ),
      { numRuns: 100 },
    )
  })

  it('refuses a request of more than 4 MiB', async () => {
    const { send } = setUp()
    const Records = Array.from({ length: 5 }, () => ({ Data: Buffer.alloc(MAX_RECORD_BATCH_BYTES / 5 + 1, 'x') }))

    expect(await refusal(send({ DeliveryStreamName: 'logs', Records }))).toBeDefined()
  })

  it('keeps the lines in order, of packed records, too, and parses them', async () => {
    const { firehose, put } = setUp()

    await put('{"a":1}\n{"a":2}', '{"a":"€"}')
    await put('{"a":4}')

    expect(firehose.lines()).toEqual(['{"a":1}', '{"a":2}', '{"a":"€"}', '{"a":4}'])
    expect(firehose.records().map(({ a }) => a)).toEqual([1, 2, '€', 4])
  })

  it('refuses records when told to, and takes their neighbours', async () => {
    const { firehose, put } = setUp()
    firehose.refuseRecords('ServiceUnavailableException', 2)

    const { FailedPutCount, RequestResponses = [] } = await put('{"a":1}', '{"a":2}', '{"a":3}')

    expect(FailedPutCount).toBe(2)
    expect(RequestResponses.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'ServiceUnavailableException',
      'ServiceUnavailableException',
      undefined,
    ])
    expect(firehose.lines()).toEqual(['{"a":3}'])
    expect(await put('{"a":4}')).toMatchObject({ FailedPutCount: 0 })
  })

  it('fails when told to, as often as told', async () => {
    const { firehose, put } = setUp()
    firehose.failNext(new Error('down'), 2)
    firehose.failNext(new Error('other'))

    for (const message of ['down', 'down', 'other']) expect(await refusal(put('{}'))).toMatchObject({ message })
    expect(await put('{}')).toMatchObject({ FailedPutCount: 0 })
    expect([firehose.calls, firehose.requests.length]).toEqual([4, 1])
  })

  it('takes nothing of a request that was given up', async () => {
    const { firehose, send } = setUp()
    const request = { DeliveryStreamName: 'logs', Records: [{ Data: Buffer.from('{}\n') }] }

    expect(await refusal(send(request, AbortSignal.abort(new Error('given up'))))).toMatchObject({
      message: 'given up',
    })
    expect(firehose.lines()).toEqual([])
  })
})
