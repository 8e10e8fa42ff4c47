import type { Sdk } from '@org/core/aws'
import type { PutEventsRequest } from '../wire.js'

/** Loads the AWS SDK. Nothing else in the package imports it. */
export async function loadEventBridgeSdk(): Promise<Sdk<PutEventsRequest>> {
  const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
  return {
    createClient: (settings) => new EventBridgeClient(settings),
    createCommand: (request) => new PutEventsCommand(request),
  }
}
