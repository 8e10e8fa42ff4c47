import { MAX_DELIVERY_STREAM_NAME_LENGTH, MAX_RECORD_BYTES } from '../limits.js'
import { AwsError, constraintError, serializationError } from '../protocol/aws-error.js'
import { optionalString, optionalStructure, type Structure } from '../protocol/members.js'

const STREAM_NAME_PATTERN = /^[a-zA-Z0-9_.-]+$/
const BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/

/** The streams that exist; undefined means that every name does. */
export type DeliveryStreams = ReadonlySet<string> | undefined

/** Reads and checks the name of the stream. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export function readStreamName(input: Structure): string {
  const name = optionalString(input['DeliveryStreamName'], 'DeliveryStreamName')
  if (name === undefined) throw constraintError('deliveryStreamName', 'null', 'Member must not be null')
  const shown = `'${name.slice(0, 80)}'`
  if (name.length < 1) {
    throw constraintError('deliveryStreamName', shown, 'Member must have length greater than or equal to 1')
  }
  if (name.length > MAX_DELIVERY_STREAM_NAME_LENGTH) {
    throw constraintError(
      'deliveryStreamName',
      shown,
      `Member must have length less than or equal to ${MAX_DELIVERY_STREAM_NAME_LENGTH}`,
    )
  }
  if (!STREAM_NAME_PATTERN.test(name)) {
    throw constraintError(
      'deliveryStreamName',
      shown,
      'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    )
  }
  return name
}

/** @throws AwsError `ResourceNotFoundException` when the streams are known and this is none of them. */
export function expectStream(name: string, streams: DeliveryStreams): void {
  if (streams === undefined || streams.has(name)) return
  throw new AwsError({
    name: 'ResourceNotFoundException',
    status: 400,
    message: `Firehose ${name} under account 000000000000 not found.`,
  })
}

/** Decodes one record and checks its size. */
export function readRecord(value: unknown, path: string): Buffer {
  const record = optionalStructure(value, path)
  if (record === undefined) throw constraintError(path, 'null', 'Member must not be null')
  const data = optionalString(record['Data'], `${path}.Data`)
  if (data === undefined) throw constraintError(`${path}.data`, 'null', 'Member must not be null')
  if (data.length % 4 !== 0 || !BASE64_PATTERN.test(data)) throw serializationError(`${path}.Data is not base64.`)
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > MAX_RECORD_BYTES) {
    throw constraintError(
      `${path}.data`,
      `'java.nio.HeapByteBuffer[pos=0 lim=${bytes.length} cap=${bytes.length}]'`,
      `Member must have length less than or equal to ${MAX_RECORD_BYTES}`,
    )
  }
  return bytes
}
