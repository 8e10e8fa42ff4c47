import { createGetMetricData } from '../cloudwatch/get-metric-data.js'
import { createPutMetricData } from '../cloudwatch/put-metric-data.js'
import { createPutEvents } from '../eventbridge/put-events.js'
import { createPutRecord } from '../firehose/put-record.js'
import { createPutRecordBatch } from '../firehose/put-record-batch.js'
import type { DeliveryStreams } from '../firehose/records.js'
import type { Service } from '../store/calls.js'
import type { Store } from '../store/store.js'
import type { Operation } from './operation.js'

/** The operations of each service by name. */
export type Operations = Readonly<Record<Service, ReadonlyMap<string, Operation>>>

export function createOperations(store: Store, streams: DeliveryStreams): Operations {
  return {
    cloudwatch: new Map([
      ['PutMetricData', createPutMetricData(store.metrics)],
      ['GetMetricData', createGetMetricData(store.metrics)],
    ]),
    firehose: new Map([
      ['PutRecord', createPutRecord(store.logs, streams)],
      ['PutRecordBatch', createPutRecordBatch(store.logs, streams)],
    ]),
    eventbridge: new Map([['PutEvents', createPutEvents(store.events)]]),
  }
}
