import type { Clock } from '@org/core'
import type { ItemFailure, LazyClient, SendContext, SendOutcome } from '@org/core/delivery'
import type { MetricsClient } from './client.js'
import { type Datum, isTimely } from './datum.js'

/** Makes the function that sends one request of datums. */
export function createSend(
  namespace: string,
  client: LazyClient<MetricsClient>,
  clock: Pick<Clock, 'now'>,
): (datums: readonly Datum[], context: SendContext) => Promise<SendOutcome> {
  return async (datums, { signal }) => {
    const now = clock.now()
    const failed: ItemFailure[] = []
    const timely = datums.filter((datum, index) => {
      const sendable = isTimely(datum, now)
      if (!sendable) failed.push({ index, kind: 'rejected', code: 'TimestampOutOfRange' })
      return sendable
    })
    if (timely.length > 0) {
      await (await client.get()).putMetricData(
        { Namespace: namespace, MetricData: timely.map((datum) => datum.wire) },
        { abortSignal: signal },
      )
    }
    return { failed }
  }
}
