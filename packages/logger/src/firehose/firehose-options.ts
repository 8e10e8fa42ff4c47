import { expectKnownKeys, expectObject, expectOneOf } from '@org/core'
import { expectDeliveryStreamName } from '@org/core/aws'
import { LOG_DESTINATIONS, type LogDestination, type LogsCatalog } from '@org/core/catalog'
import { OUTLET_OPTION_NAMES, type Outlet, type OutletOptions, resolveOutlet } from '@org/core/sender'
import { loadFirehoseSdk } from '../aws/firehose-sdk.js'
import type { PutRecordBatchRequest, PutRecordBatchResult } from './wire.js'

/** Where lines go, and how delivery is tuned. */
export interface FirehoseOptions extends OutletOptions<'putRecordBatch', PutRecordBatchRequest, PutRecordBatchResult> {
  /** Name of the stream, 1 to 64 of `a-zA-Z0-9_.-`. @defaultValue that of the catalog */
  readonly deliveryStreamName?: string | undefined
  /**
   * What the stream delivers to. For `s3`, many lines are packed into each record, which is up to 25
   * times cheaper; `opensearch` and `http` get one document per record.
   * @defaultValue that of the catalog, else 'opensearch'
   */
  readonly destination?: LogDestination | undefined
}

const DEFAULT_DESTINATION: LogDestination = 'opensearch'

/** {@link FirehoseOptions} with defaults. */
export interface ResolvedFirehoseOptions {
  readonly deliveryStreamName: string
  readonly destination: LogDestination
  readonly outlet: Outlet<PutRecordBatchRequest, PutRecordBatchResult>
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveFirehoseOptions(
  options: FirehoseOptions,
  catalog: LogsCatalog | undefined,
): ResolvedFirehoseOptions {
  expectObject('firehose', options)
  expectKnownKeys('firehose', options, ['deliveryStreamName', 'destination', ...OUTLET_OPTION_NAMES])
  const { deliveryStreamName = catalog?.deliveryStreamName, destination = catalog?.destination } = options
  return {
    deliveryStreamName: expectDeliveryStreamName('firehose.deliveryStreamName', deliveryStreamName),
    destination: expectOneOf('firehose.destination', destination ?? DEFAULT_DESTINATION, LOG_DESTINATIONS),
    outlet: resolveOutlet(options, {
      operation: 'putRecordBatch',
      clientName: 'FirehoseClient',
      packageName: '@aws-sdk/client-firehose',
      load: loadFirehoseSdk,
    }),
  }
}
