import type { Sdk } from '@org/core/aws'
import type { PutRecordBatchRequest } from '../firehose/wire.js'

/** Loads the AWS SDK. Nothing else in the package imports it. */
export async function loadFirehoseSdk(): Promise<Sdk<PutRecordBatchRequest>> {
  const { FirehoseClient, PutRecordBatchCommand } = await import('@aws-sdk/client-firehose')
  return {
    createClient: (settings) => new FirehoseClient(settings),
    createCommand: (request) => new PutRecordBatchCommand(request),
  }
}
