import { randomUUID } from 'node:crypto'
import { putRecordViolation } from '@org/core/aws'
import { refuseViolation } from '../protocol/aws-error.js'
import type { Operation } from '../protocol/operation.js'
import type { LogLines } from '../store/log-lines.js'
import { type DeliveryStreams, expectStream, readRecord, readStreamName } from './records.js'

/** `PutRecord`. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export function createPutRecord(logs: LogLines, streams: DeliveryStreams): Operation {
  return {
    countItems: () => 1,
    run(input, { receivedAt }) {
      refuseViolation(putRecordViolation(input))
      const stream = readStreamName(input)
      expectStream(stream, streams)
      logs.addRecord(stream, readRecord(input['Record'], 'record'), receivedAt)
      return { output: { RecordId: randomUUID(), Encrypted: false }, items: 1, failedItems: 0 }
    },
  }
}
