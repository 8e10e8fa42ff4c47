import type { AwsPort, ClientOption } from '@org/core/aws'

// The array of the request is mutable because that of the SDK's own type is: its client must fit the port.

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export interface PutRecordBatchRequest {
  /** Name of the stream. */
  readonly DeliveryStreamName: string
  /** 1 to 500, each with newline-terminated lines: at most 1,000 KiB of one record, and 4 MiB in all. */
  readonly Records: { readonly Data: Uint8Array }[]
}

/** What became of one record, in the order of the request. */
export interface PutRecordBatchResultEntry {
  /** Present when the record was accepted. */
  readonly RecordId?: string | undefined
  /** Why the record was not accepted; absent, or empty, when it was. */
  readonly ErrorCode?: string | undefined
  /** The same in words. */
  readonly ErrorMessage?: string | undefined
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export interface PutRecordBatchResult {
  /** How many records were not accepted. Not read: the entries say which. */
  readonly FailedPutCount?: number | undefined
  /** One entry for each record of the request. A record without one is sent again. */
  readonly RequestResponses?: readonly PutRecordBatchResultEntry[] | undefined
}

/** The way to Firehose: `send` resolves when it answered, and rejects when the request failed as a whole. */
export type FirehosePort = AwsPort<PutRecordBatchRequest, PutRecordBatchResult>

/** What may be given as `client`: a client of `@aws-sdk/client-firehose`, an object with `putRecordBatch`, or a port. */
export type FirehoseClientOption = ClientOption<'putRecordBatch', PutRecordBatchRequest, PutRecordBatchResult>
