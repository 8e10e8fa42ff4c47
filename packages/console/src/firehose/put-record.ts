import { randomUUID } from 'node:crypto'
import type { Operation } from '../protocol/operation.js'
import type { LogLines } from '../store/log-lines.js'
import { type DeliveryStreams, expectStream, readRecord, readStreamName } from './records.js'

/** `PutRecord`. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export function createPutRecord(logs: LogLines, streams: DeliveryStreams): Operation {
  return {
    countItems: () => 1,
    run(input, { receivedAt }) {
      const stream = readStreamName(input)
      const data = readRecord(input['Record'], 'record')
      expectStream(stream, streams)
      logs.addRecord(stream, data, receivedAt)
      return { output: { RecordId: randomUUID(), Encrypted: false }, items: 1, failedItems: 0 }
    },
  }
}
