import type { Clock } from '@org/core'
import type { ItemFailure, SendOutcome } from '@org/core/delivery'
import { type Datum, isTimely } from './datum.js'
import type { PutMetricDataRequest } from './wire.js'

/** Makes the function that sends one request of datums. */
export function createExchange(
  namespace: string,
  clock: Pick<Clock, 'now'>,
): (datums: readonly Datum[], send: (request: PutMetricDataRequest) => Promise<unknown>) => Promise<SendOutcome> {
  return async (datums, send) => {
    const now = clock.now()
    const failed: ItemFailure[] = []
    const timely = datums.filter((datum, index) => {
      const sendable = isTimely(datum, now)
      if (!sendable) failed.push({ index, kind: 'rejected', code: 'TimestampOutOfRange' })
      return sendable
    })
    if (timely.length > 0) await send({ Namespace: namespace, MetricData: timely.map((datum) => datum.wire) })
    return { failed }
  }
}
