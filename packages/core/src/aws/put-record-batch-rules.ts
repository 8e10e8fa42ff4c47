import {
  MAX_DELIVERY_STREAM_NAME_LENGTH,
  MAX_RECORD_BATCH_BYTES,
  MAX_RECORD_BYTES,
  MAX_RECORDS_PER_REQUEST,
} from './limits/firehose-limits.js'
import { DELIVERY_STREAM_NAME } from './names.js'
import { type AwsViolation, brokenConstraint, wrongType } from './rules/violation.js'
import { isAbsent, isWireStructure } from './rules/wire.js'

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * The rule of Firehose that a PutRecordBatch request breaks, or undefined when it would be taken.
 *
 * @param request - Parsed from JSON, with `Data` in base64, or as the SDK takes it, with `Data` as bytes.
 *
 * @example
 * ```ts
 * putRecordBatchViolation({ DeliveryStreamName: 'FirehoseLogs', Records: [] })?.code // 'ValidationException'
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function putRecordBatchViolation(request: unknown): AwsViolation | undefined {
  if (!isWireStructure(request)) return wrongType('The request', 'an object')
  const { DeliveryStreamName, Records } = request
  const violation = streamNameViolation(DeliveryStreamName)
  if (violation !== undefined) return violation
  if (isAbsent(Records)) return brokenConstraint('records', 'null', 'Member must not be null')
  if (!Array.isArray(Records)) return wrongType('Records', 'a list')
  const records: readonly unknown[] = Records
  return countViolation(records.length) ?? firstRecordViolation(records) ?? sizeViolation(records)
}

/**
 * The rule of Firehose that a PutRecord request breaks, or undefined when it would be taken.
 *
 * @example
 * ```ts
 * putRecordViolation({ DeliveryStreamName: 'FirehoseLogs', Record: { Data: Buffer.from('line\n') } }) // undefined
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html
 */
export function putRecordViolation(request: unknown): AwsViolation | undefined {
  if (!isWireStructure(request)) return wrongType('The request', 'an object')
  return streamNameViolation(request['DeliveryStreamName']) ?? recordViolation(request['Record'], 'record')
}

/**
 * Bytes that a record counts: those of its data before base64, be it given as bytes or in base64.
 *
 * @example
 * ```ts
 * recordBytes({ Data: 'bGluZQo=' }) // 5
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_Record.html
 */
export function recordBytes(record: { readonly Data?: unknown }): number {
  const { Data } = record
  if (ArrayBuffer.isView(Data)) return Data.byteLength
  return typeof Data === 'string' ? Buffer.byteLength(Data, 'base64') : 0
}

function streamNameViolation(value: unknown): AwsViolation | undefined {
  const path = 'deliveryStreamName'
  if (isAbsent(value)) return brokenConstraint(path, 'null', 'Member must not be null')
  if (typeof value !== 'string') return wrongType('DeliveryStreamName', 'a string')
  const shown = `'${value.slice(0, 80)}'`
  if (value === '') return brokenConstraint(path, shown, 'Member must have length greater than or equal to 1')
  if (value.length > MAX_DELIVERY_STREAM_NAME_LENGTH) {
    return brokenConstraint(
      path,
      shown,
      `Member must have length less than or equal to ${MAX_DELIVERY_STREAM_NAME_LENGTH}`,
    )
  }
  if (DELIVERY_STREAM_NAME.test(value)) return undefined
  return brokenConstraint(path, shown, 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+')
}

function countViolation(count: number): AwsViolation | undefined {
  if (count < 1) return brokenConstraint('records', "'[]'", 'Member must have length greater than or equal to 1')
  if (count <= MAX_RECORDS_PER_REQUEST) return undefined
  return brokenConstraint(
    'records',
    `'[${count} records]'`,
    `Member must have length less than or equal to ${MAX_RECORDS_PER_REQUEST}`,
  )
}

function sizeViolation(records: readonly unknown[]): AwsViolation | undefined {
  const bytes = records.reduce<number>((sum, record) => sum + (isWireStructure(record) ? recordBytes(record) : 0), 0)
  if (bytes <= MAX_RECORD_BATCH_BYTES) return undefined
  return { code: 'InvalidArgumentException', path: 'records', message: 'Records size exceeds 4 MB limit' }
}

function firstRecordViolation(records: readonly unknown[]): AwsViolation | undefined {
  for (const [index, record] of records.entries()) {
    const violation = recordViolation(record, `records.${index + 1}.member`)
    if (violation !== undefined) return violation
  }
  return undefined
}

function recordViolation(record: unknown, path: string): AwsViolation | undefined {
  if (isAbsent(record)) return brokenConstraint(path, 'null', 'Member must not be null')
  if (!isWireStructure(record)) return wrongType(path, 'an object')
  const { Data } = record
  if (isAbsent(Data)) return brokenConstraint(`${path}.data`, 'null', 'Member must not be null')
  if (typeof Data === 'string' ? !isBase64(Data) : !ArrayBuffer.isView(Data)) {
    return wrongType(`${path}.data`, 'base64')
  }
  const bytes = recordBytes(record)
  if (bytes <= MAX_RECORD_BYTES) return undefined
  return brokenConstraint(
    `${path}.data`,
    `'java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]'`,
    `Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
  )
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text)
}
