import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose'
import { describe, expect, it } from 'vitest'
import { type Harness, rejection, sendAws, start } from './harness.js'

function put(harness: Harness, records: readonly (string | Uint8Array)[], DeliveryStreamName = 'FirehoseLogs') {
  return harness.firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName,
      Records: records.map((data) => ({ Data: typeof data === 'string' ? Buffer.from(data) : data })),
    }),
  )
}

describe('what Firehose stores', () => {
  it('splits each record into lines, and answers an id for each record', async () => {
    const harness = await start()

    const answer = await put(harness, ['{"message":"a"}\n', '{"message":"b"}\n{"message":"c"}\n', 'plain text\n'])

    expect(answer).toMatchObject({ FailedPutCount: 0, Encrypted: false })
    expect(new Set(answer.RequestResponses?.map(({ RecordId }) => RecordId)).size).toBe(3)
    expect(harness.console.logs().items.map(({ record, text }) => record ?? text)).toEqual([
      { message: 'a' },
      { message: 'b' },
      { message: 'c' },
      'plain text',
    ])
  })

  it('keeps what is not one JSON object as text', async () => {
    const harness = await start()

    await put(harness, ['[1]\n', '"text"\n', '{"broken":\n', '\n'])

    expect(harness.console.logs().items.map(({ text }) => text)).toEqual(['[1]', '"text"', '{"broken":'])
  })

  it('finds level, service and message under the names that loggers use', async () => {
    const harness = await start()

    await put(harness, [
      '{"level":"ERROR","service":"a","message":"1"}\n',
      '{"log.level":"warn","service.name":"b","msg":"2"}\n',
      '{"log":{"level":"info"},"service":{"name":"c"}}\n',
    ])

    expect(harness.console.logs().items.map(({ level, service, message }) => [level, service, message])).toEqual([
      ['error', 'a', '1'],
      ['warn', 'b', '2'],
      ['info', 'c', undefined],
    ])
  })

  it('takes PutRecord', async () => {
    const harness = await start()

    const answer = await harness.firehose.send(
      new PutRecordCommand({ DeliveryStreamName: 's', Record: { Data: Buffer.from('one\ntwo\n') } }),
    )

    expect(answer.RecordId).toMatch(/^[0-9a-f-]{36}$/)
    expect(harness.console.logs()).toMatchObject({ total: 2, items: [{ deliveryStream: 's' }, { text: 'two' }] })
  })
})

describe('the limits of Firehose', () => {
  it('takes 500 records and refuses 501', async () => {
    const harness = await start()
    const records = Array.from({ length: 501 }, (_, index) => `${index}\n`)

    await put(harness, records.slice(1))
    const error = await rejection(put(harness, records))

    expect(error.name).toBe('ValidationException')
    expect(error.message).toContain('Member must have length less than or equal to 500')
    expect(harness.console.logs().total).toBe(500)
  })

  it('takes a record of 1,024,000 bytes and refuses one byte more', async () => {
    const harness = await start()

    await put(harness, [Buffer.alloc(1_024_000, 'x')])
    const error = await rejection(put(harness, ['small', Buffer.alloc(1_024_001, 'x')]))

    expect(error.name).toBe('ValidationException')
    expect(error.message).toContain("'records.2.member.data'")
    expect(harness.console.logs().total).toBe(1)
  })

  it('takes 4 MiB of raw data and refuses one byte more', async () => {
    const harness = await start()
    const quarter = Buffer.alloc(838_860, 'x')
    const records = [quarter, quarter, quarter, quarter, Buffer.alloc(4_194_304 - 4 * 838_860, 'x')]

    await put(harness, records)
    const error = await rejection(put(harness, [...records, 'x']))

    expect(error.name).toBe('InvalidArgumentException')
    expect(error.message).toBe('Records size exceeds 4 MB limit')
    expect(harness.console.logs().total).toBe(5)
  })

  it('takes a stream name of 64 characters and refuses 65', async () => {
    const harness = await start()

    await put(harness, ['x'], 's'.repeat(64))

    expect((await rejection(put(harness, ['x'], 's'.repeat(65)))).name).toBe('ValidationException')
  })
})

describe('what Firehose refuses', () => {
  it.each(['white space', 'slash/ed', 'größe', ''])('refuses the stream name %j', async (name) => {
    const harness = await start()

    expect((await rejection(put(harness, ['x'], name))).name).toBe('ValidationException')
  })

  it('refuses an empty batch', async () => {
    const harness = await start()

    expect((await rejection(put(harness, []))).name).toBe('ValidationException')
  })

  it('refuses a stream that does not exist, when it was told which do', async () => {
    const harness = await start({ deliveryStreams: ['FirehoseLogs'] })

    await put(harness, ['x'])
    const error = await rejection(put(harness, ['x'], 'Other'))

    expect(error.name).toBe('ResourceNotFoundException')
    expect(harness.console.logs().total).toBe(1)
  })

  it.each([
    ['a stream name that is no string', { DeliveryStreamName: 1, Records: [{ Data: 'eA==' }] }],
    ['data that is not base64', { DeliveryStreamName: 's', Records: [{ Data: 'ab-_' }] }],
    ['records that are no list', { DeliveryStreamName: 's', Records: {} }],
  ])('refuses %s as a SerializationException', async (_what, input) => {
    const { console } = await start()

    const answer = await sendAws(console, 'Firehose_20150804.PutRecordBatch', input)

    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'SerializationException' })
  })

  it('refuses a record without data', async () => {
    const { console } = await start()

    const answer = await sendAws(console, 'Firehose_20150804.PutRecord', { DeliveryStreamName: 's', Record: {} })

    expect(JSON.parse(answer.body)).toEqual({
      __type: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'record.data' failed to satisfy constraint: Member must not be null",
    })
  })
})
