import { MonitoringError } from '@org/core'
import type { FailureKind, ItemFailure, SendContext, SendOutcome } from '@org/core/delivery'
import { loadEventBridgeClient, type OwnedEventsClient } from './aws/eventbridge-client.js'
import type { EventsClient, PutEventsResult } from './client.js'
import type { SizedEntry } from './entry.js'
import type { ResolvedEventsOptions } from './options.js'

/** The client that is given, or one that is made on the first send. */
export class ClientSource {
  readonly #options: Pick<ResolvedEventsOptions, 'client' | 'region' | 'endpoint' | 'requestTimeoutMs'>
  #owned: Promise<OwnedEventsClient> | undefined

  constructor(options: Pick<ResolvedEventsOptions, 'client' | 'region' | 'endpoint' | 'requestTimeoutMs'>) {
    this.#options = options
  }

  async get(): Promise<EventsClient> {
    if (this.#options.client !== undefined) return this.#options.client
    this.#owned ??= loadEventBridgeClient(this.#options)
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

/** Makes the function that sends one request of entries. */
export function createSend(
  source: ClientSource,
): (entries: readonly SizedEntry[], context: SendContext) => Promise<SendOutcome> {
  return async (entries, { signal }) => {
    const client = await source.get()
    const result = await client.putEvents({ Entries: entries.map((entry) => entry.wire) }, { abortSignal: signal })
    return { failed: failuresOf(result, entries.length) }
  }
}

/** Entries with another code cannot succeed. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
const RETRYABLE_CODES: ReadonlyMap<string, FailureKind> = new Map([
  ['InternalFailure', 'transient'],
  ['InternalException', 'transient'],
  ['ThrottlingException', 'throttled'],
])

/** Which entries EventBridge did not take. */
function failuresOf(result: PutEventsResult, sent: number): readonly ItemFailure[] {
  const entries = result.Entries ?? []
  if ((result.FailedEntryCount ?? 0) > 0 && entries.length !== sent) {
    throw new MonitoringError(
      `EventBridge reported failed entries but answered with ${entries.length} results for ${sent} entries; they are sent again.`,
      { code: 'MON_EVENTS_ANSWER_INCOMPLETE', retryable: true },
    )
  }
  const failures: ItemFailure[] = []
  entries.forEach(({ ErrorCode }, index) => {
    if (ErrorCode === undefined) return
    failures.push({ index, kind: RETRYABLE_CODES.get(ErrorCode) ?? 'rejected', code: ErrorCode })
  })
  return failures
}
