import { type AwsClientOptions, awsClientSettings } from '@org/core/delivery'
import type { EventsClient } from '../client.js'

/** A client that the package made and must close. */
export interface OwnedEventsClient extends EventsClient {
  destroy(): void
}

/** Loads the AWS SDK and makes a client. Nothing else in the package imports the SDK. */
export async function loadEventBridgeClient(options: AwsClientOptions): Promise<OwnedEventsClient> {
  const { EventBridge } = await import('@aws-sdk/client-eventbridge')
  return new EventBridge(awsClientSettings(options))
}
