/** The operations that the console has, by service. */
export const OPERATION_NAMES = {
  cloudwatch: ['PutMetricData', 'GetMetricData'],
  firehose: ['PutRecord', 'PutRecordBatch'],
  eventbridge: ['PutEvents'],
} as const

/** An operation that the console has. */
export type OperationName = (typeof OPERATION_NAMES)[keyof typeof OPERATION_NAMES][number]
