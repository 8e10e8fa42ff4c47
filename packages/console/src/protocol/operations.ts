import { createGetMetricData } from '../cloudwatch/get-metric-data.js'
import { createPutMetricData } from '../cloudwatch/put-metric-data.js'
import { createPutEvents } from '../eventbridge/put-events.js'
import { createPutRecord } from '../firehose/put-record.js'
import { createPutRecordBatch } from '../firehose/put-record-batch.js'
import type { DeliveryStreams } from '../firehose/records.js'
import type { Service } from '../store/calls.js'
import type { Store } from '../store/store.js'
import type { Operation } from './operation.js'
import { OPERATION_NAMES, type OperationName } from './operation-names.js'

/** The operations of each service by name. */
export type Operations = Readonly<Record<Service, ReadonlyMap<string, Operation>>>

export function createOperations(store: Store, streams: DeliveryStreams): Operations {
  const operations: Readonly<Record<OperationName, Operation>> = {
    PutMetricData: createPutMetricData(store.metrics),
    GetMetricData: createGetMetricData(store.metrics),
    PutRecord: createPutRecord(store.logs, streams),
    PutRecordBatch: createPutRecordBatch(store.logs, streams),
    PutEvents: createPutEvents(store.events),
  }
  const named = (names: readonly OperationName[]): ReadonlyMap<string, Operation> =>
    new Map(names.map((name) => [name, operations[name]]))
  return {
    cloudwatch: named(OPERATION_NAMES.cloudwatch),
    firehose: named(OPERATION_NAMES.firehose),
    eventbridge: named(OPERATION_NAMES.eventbridge),
  }
}
