import type { FirehoseClient } from '@aws-sdk/client-firehose'
import { type AwsClientOptions, awsClientSettings, lazyClient } from '@org/core/delivery'

/** What became of one record of a request, in the order of the request. */
export interface PutRecordResult {
  /** Absent when the record was accepted. */
  readonly errorCode?: string | undefined
}

/** The one call to Firehose that the transport needs. Implement it to send anywhere else, or in tests. */
export interface FirehosePort {
  putRecordBatch(
    deliveryStreamName: string,
    records: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<readonly PutRecordResult[]>
}

/** The SDK's package, and a client of it. */
interface LoadedSdk {
  readonly module: typeof import('@aws-sdk/client-firehose')
  readonly client: FirehoseClient
}

/** Calls Firehose through the AWS SDK, which is loaded when the first batch is sent. */
export function createFirehosePort(options: AwsClientOptions, client?: FirehoseClient): FirehosePort {
  const sdk = lazyClient<LoadedSdk>(undefined, async () => {
    const module = await import('@aws-sdk/client-firehose')
    return { module, client: client ?? new module.FirehoseClient(awsClientSettings(options)) }
  })

  return {
    async putRecordBatch(deliveryStreamName, records, signal) {
      const { client: loaded, module } = await sdk.get()
      const response = await loaded.send(
        new module.PutRecordBatchCommand({
          DeliveryStreamName: deliveryStreamName,
          Records: records.map((Data) => ({ Data })),
        }),
        { abortSignal: signal },
      )
      return (response.RequestResponses ?? []).map(({ ErrorCode }) => ({ errorCode: ErrorCode }))
    },
  }
}
