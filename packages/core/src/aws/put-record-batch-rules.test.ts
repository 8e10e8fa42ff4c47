import { describe, expect, it } from 'vitest'
import { MAX_RECORD_BATCH_BYTES, MAX_RECORD_BYTES } from './limits/firehose-limits.js'
import { putRecordBatchViolation, putRecordViolation, recordBytes } from './put-record-batch-rules.js'

const STREAM = 'FirehoseLogs'
const LINE = { Data: Buffer.from('line\n') }

/** The same record as the SDK takes it, and as it is on the wire. */
const FORMS: readonly (readonly [string, (bytes: Uint8Array) => object])[] = [
  ['as bytes', (bytes) => ({ Data: bytes })],
  ['in base64', (bytes) => ({ Data: Buffer.from(bytes).toString('base64') })],
]

describe.each(FORMS)('a batch of records %s', (_form, record) => {
  const judge = (...sizes: readonly number[]) =>
    putRecordBatchViolation({ DeliveryStreamName: STREAM, Records: sizes.map((size) => record(new Uint8Array(size))) })

  it('takes 500 records and refuses 501', () => {
    expect(judge(...new Array<number>(500).fill(1))).toBeUndefined()
    expect(judge(...new Array<number>(501).fill(1))).toMatchObject({ code: 'ValidationException', path: 'records' })
  })

  it('takes a record of 1,000 KiB and refuses one byte more, before base64', () => {
    expect(judge(1, MAX_RECORD_BYTES)).toBeUndefined()
    expect(judge(1, MAX_RECORD_BYTES + 1)).toMatchObject({ code: 'ValidationException', path: 'records.2.member.data' })
  })

  it('takes 4 MiB and refuses one byte more, before base64', () => {
    const quarter = MAX_RECORD_BATCH_BYTES / 5
    const four = new Array<number>(4).fill(Math.floor(quarter))
    const last = MAX_RECORD_BATCH_BYTES - 4 * Math.floor(quarter)

    expect(judge(...four, last)).toBeUndefined()
    expect(judge(...four, last + 1)).toMatchObject({
      code: 'InvalidArgumentException',
      message: 'Records size exceeds 4 MB limit',
    })
  })

  it.each([0, 1, 2, 3, 4, 1_000])('weighs %i bytes before base64', (size) => {
    expect(recordBytes(record(new Uint8Array(size)))).toBe(size)
    expect(judge(size)).toBeUndefined()
  })
})

describe('putRecordBatchViolation', () => {
  it.each<[string, string, unknown]>([
    ['no stream', 'ValidationException', { Records: [LINE] }],
    ['an empty name', 'ValidationException', { DeliveryStreamName: '', Records: [LINE] }],
    ['a name of 65 characters', 'ValidationException', { DeliveryStreamName: 's'.repeat(65), Records: [LINE] }],
    ['a name with a slash', 'ValidationException', { DeliveryStreamName: 'a/b', Records: [LINE] }],
    ['a name that is a number', 'SerializationException', { DeliveryStreamName: 1, Records: [LINE] }],
    ['no records', 'ValidationException', { DeliveryStreamName: STREAM, Records: [] }],
    ['no list', 'ValidationException', { DeliveryStreamName: STREAM }],
    ['records that are no list', 'SerializationException', { DeliveryStreamName: STREAM, Records: {} }],
    ['a record that is none', 'SerializationException', { DeliveryStreamName: STREAM, Records: ['x'] }],
    ['a record without data', 'ValidationException', { DeliveryStreamName: STREAM, Records: [{}] }],
    ['data that is not base64', 'SerializationException', { DeliveryStreamName: STREAM, Records: [{ Data: 'ab-_' }] }],
    ['base64 that is cut', 'SerializationException', { DeliveryStreamName: STREAM, Records: [{ Data: 'bGluZQ' }] }],
    ['data that is a number', 'SerializationException', { DeliveryStreamName: STREAM, Records: [{ Data: 5 }] }],
    ['a request that is none', 'SerializationException', []],
  ])('refuses %s', (_what, code, request) => {
    expect(putRecordBatchViolation(request)?.code).toBe(code)
  })

  it('takes a name of 64 characters of each kind', () => {
    const DeliveryStreamName = `aZ09_.-${'s'.repeat(57)}`

    expect(DeliveryStreamName).toHaveLength(64)
    expect(putRecordBatchViolation({ DeliveryStreamName, Records: [LINE] })).toBeUndefined()
  })
})

describe('putRecordViolation', () => {
  it('judges the one record and the name as a batch does', () => {
    expect(putRecordViolation({ DeliveryStreamName: STREAM, Record: LINE })).toBeUndefined()
    expect(putRecordViolation({ DeliveryStreamName: STREAM })).toMatchObject({
      code: 'ValidationException',
      path: 'record',
    })
    expect(putRecordViolation({ DeliveryStreamName: STREAM, Record: {} })).toMatchObject({ path: 'record.data' })
    expect(putRecordViolation({ DeliveryStreamName: 'a b', Record: LINE })?.code).toBe('ValidationException')
    expect(
      putRecordViolation({ DeliveryStreamName: STREAM, Record: { Data: new Uint8Array(MAX_RECORD_BYTES + 1) } })?.code,
    ).toBe('ValidationException')
    expect(putRecordViolation(undefined)?.code).toBe('SerializationException')
  })
})
