import type { MetricsClient } from '../client.js'

/** A connection that is not established by then is given up, in ms. */
const CONNECTION_TIMEOUT_MS = 1_000

/** How the package's own client is set up. */
export interface CloudWatchClientOptions {
  readonly region?: string | undefined
  readonly endpoint?: string | undefined
  readonly requestTimeoutMs: number
}

/** A client that the package made and must close. */
export interface OwnedMetricsClient extends MetricsClient {
  destroy(): void
}

/** Loads the AWS SDK and makes a client. Nothing else in the package imports the SDK. */
export async function loadCloudWatchClient(options: CloudWatchClientOptions): Promise<OwnedMetricsClient> {
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch')
  return new CloudWatch({
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    // Delivery retries; the SDK's own attempts would multiply with it.
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: options.requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  })
}
