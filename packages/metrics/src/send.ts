import type { Clock } from '@org/core'
import type { ItemFailure, SendContext, SendOutcome } from '@org/core/delivery'
import { loadCloudWatchClient, type OwnedMetricsClient } from './aws/cloudwatch-client.js'
import type { MetricsClient } from './client.js'
import { type Datum, isTimely } from './datum.js'
import type { ResolvedMetricsOptions } from './options.js'

/** The client that is given, or one that is made on the first send. */
export class ClientSource {
  readonly #options: Pick<ResolvedMetricsOptions, 'client' | 'region' | 'endpoint' | 'requestTimeoutMs'>
  #owned: Promise<OwnedMetricsClient> | undefined

  constructor(options: Pick<ResolvedMetricsOptions, 'client' | 'region' | 'endpoint' | 'requestTimeoutMs'>) {
    this.#options = options
  }

  async get(): Promise<MetricsClient> {
    if (this.#options.client !== undefined) return this.#options.client
    this.#owned ??= loadCloudWatchClient(this.#options)
    try {
      return await this.#owned
    } catch (error) {
      // A client that could not be loaded is tried again with the next request.
      this.#owned = undefined
      throw error
    }
  }

  /** Closes the connections of a client that was made here. */
  async close(): Promise<void> {
    const client = await this.#owned?.catch(() => undefined)
    client?.destroy()
  }
}

/** Makes the function that sends one request of datums. */
export function createSend(
  namespace: string,
  source: ClientSource,
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
      const client = await source.get()
      await client.putMetricData(
        { Namespace: namespace, MetricData: timely.map((datum) => datum.wire) },
        { abortSignal: signal },
      )
    }
    return { failed }
  }
}
