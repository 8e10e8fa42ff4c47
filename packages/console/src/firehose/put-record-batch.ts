import { randomUUID } from 'node:crypto'
import { MAX_RECORD_BATCH_BYTES, MAX_RECORDS_PER_BATCH } from '../limits.js'
import { AwsError, constraintError } from '../protocol/aws-error.js'
import { optionalList } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { LogLines } from '../store/log-lines.js'
import { type DeliveryStreams, expectStream, readRecord, readStreamName } from './records.js'

/** `PutRecordBatch`: a record refused by a fault fails alone, all other trouble fails the request. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export function createPutRecordBatch(logs: LogLines, streams: DeliveryStreams): Operation {
  return {
    countItems: (input) => (Array.isArray(input['Records']) ? input['Records'].length : 0),
    run(input, { receivedAt, refuseItem }) {
      const stream = readStreamName(input)
      const records = readRecords(input['Records'])
      expectStream(stream, streams)
      const responses = records.map((data) => {
        const refusal = refuseItem()
        if (refusal !== undefined) return REFUSALS[refusal]
        logs.addRecord(stream, data, receivedAt)
        return { RecordId: randomUUID() }
      })
      const failedItems = responses.filter((response) => 'ErrorCode' in response).length
      return {
        output: { FailedPutCount: failedItems, Encrypted: false, RequestResponses: responses },
        items: records.length,
        failedItems,
      }
    },
  }
}

const REFUSALS = {
  throttle: { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
  failure: { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' },
} as const

function readRecords(value: unknown): readonly Buffer[] {
  const list = optionalList(value, 'Records')
  if (list === undefined) throw constraintError('records', 'null', 'Member must not be null')
  if (list.length < 1) {
    throw constraintError('records', "'[]'", 'Member must have length greater than or equal to 1')
  }
  if (list.length > MAX_RECORDS_PER_BATCH) {
    throw constraintError(
      'records',
      `'[${list.length} records]'`,
      `Member must have length less than or equal to ${MAX_RECORDS_PER_BATCH}`,
    )
  }
  const records = list.map((item, index) => readRecord(item, `records.${index + 1}.member`))
  const bytes = records.reduce((sum, record) => sum + record.length, 0)
  if (bytes > MAX_RECORD_BATCH_BYTES) {
    throw new AwsError({ name: 'InvalidArgumentException', status: 400, message: 'Records size exceeds 4 MB limit' })
  }
  return records
}
