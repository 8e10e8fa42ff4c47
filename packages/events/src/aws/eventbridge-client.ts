import type { EventsClient } from '../client.js'

/** A connection that is not established by then is given up, in ms. */
const CONNECTION_TIMEOUT_MS = 1_000

/** How the package's own client is set up. */
export interface EventBridgeClientOptions {
  readonly region?: string | undefined
  readonly endpoint?: string | undefined
  readonly requestTimeoutMs: number
}

/** A client that the package made and must close. */
export interface OwnedEventsClient extends EventsClient {
  destroy(): void
}

/** Loads the AWS SDK and makes a client. Nothing else in the package imports the SDK. */
export async function loadEventBridgeClient(options: EventBridgeClientOptions): Promise<OwnedEventsClient> {
  const { EventBridge } = await import('@aws-sdk/client-eventbridge')
  return new EventBridge({
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
