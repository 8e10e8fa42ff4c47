import { type AwsClientOptions, awsClientSettings } from '@org/core/delivery'
import type { MetricsClient } from '../client.js'

/** A client that the package made and must close. */
export interface OwnedMetricsClient extends MetricsClient {
  destroy(): void
}

/** Loads the AWS SDK and makes a client. Nothing else in the package imports the SDK. */
export async function loadCloudWatchClient(options: AwsClientOptions): Promise<OwnedMetricsClient> {
  const { CloudWatch } = await import('@aws-sdk/client-cloudwatch')
  return new CloudWatch(awsClientSettings(options))
}
