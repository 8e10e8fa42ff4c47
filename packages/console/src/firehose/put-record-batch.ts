import { randomUUID } from 'node:crypto'
import { putRecordBatchViolation } from '@org/core/aws'
import { refuseViolation } from '../protocol/aws-error.js'
import { optionalList } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { LogLines } from '../store/log-lines.js'
import { type DeliveryStreams, expectStream, readRecord, readStreamName } from './records.js'

/** `PutRecordBatch`: a record refused by a fault fails alone, all other trouble fails the request. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export function createPutRecordBatch(logs: LogLines, streams: DeliveryStreams): Operation {
  return {
    countItems: (input) => (Array.isArray(input['Records']) ? input['Records'].length : 0),
    run(input, { receivedAt, refuseItem }) {
      refuseViolation(putRecordBatchViolation(input))
      const stream = readStreamName(input)
      expectStream(stream, streams)
      const responses = (optionalList(input['Records'], 'Records') ?? []).map((record, index) => {
        const refusal = refuseItem()
        if (refusal !== undefined) return REFUSALS[refusal]
        logs.addRecord(stream, readRecord(record, `records.${index + 1}.member`), receivedAt)
        return { RecordId: randomUUID() }
      })
      const failedItems = responses.filter((response) => 'ErrorCode' in response).length
      return {
        output: { FailedPutCount: failedItems, Encrypted: false, RequestResponses: responses },
        items: responses.length,
        failedItems,
      }
    },
  }
}

const REFUSALS = {
  throttle: { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
  failure: { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' },
} as const
