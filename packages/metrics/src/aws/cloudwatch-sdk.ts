import type { Sdk } from '@org/core/aws'
import type { PutMetricDataRequest } from '../sinks/wire.js'

/** Loads the AWS SDK. Nothing else in the package imports it. */
export async function loadCloudWatchSdk(): Promise<Sdk<PutMetricDataRequest>> {
  const { CloudWatchClient, PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch')
  return {
    createClient: (settings) => new CloudWatchClient(settings),
    createCommand: (request) => new PutMetricDataCommand(request),
  }
}
