import type { FirehoseClient, FirehoseClientConfig } from '@aws-sdk/client-firehose'
import { requestTimeouts } from './request-timeouts.js'

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

/** Where and how to reach Firehose; everything else comes from the environment, as with any AWS client. */
export interface FirehoseClientOptions {
  readonly region?: string | undefined
  readonly requestTimeoutMs: number
}

/** Calls Firehose through the AWS SDK, which is loaded when the first batch is sent. */
export function createFirehosePort(options: FirehoseClientOptions, client?: FirehoseClient): FirehosePort {
  let sdk:
    | Promise<{ readonly client: FirehoseClient; readonly module: typeof import('@aws-sdk/client-firehose') }>
    | undefined

  async function load(): Promise<NonNullable<Awaited<typeof sdk>>> {
    const module = await import('@aws-sdk/client-firehose')
    return { module, client: client ?? new module.FirehoseClient(clientConfig(options)) }
  }

  return {
    async putRecordBatch(deliveryStreamName, records, signal) {
      sdk ??= load()
      sdk.catch(() => {
        sdk = undefined
      })
      const { client: loaded, module } = await sdk
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

function clientConfig({ region, requestTimeoutMs }: FirehoseClientOptions): FirehoseClientConfig {
  return {
    ...(region === undefined ? {} : { region }),
    // Delivery retries by itself; attempts of the SDK would multiply with its own.
    maxAttempts: 1,
    requestHandler: requestTimeouts(requestTimeoutMs),
  }
}
