import { MonitoringError } from '@org/core'
import type { FailureKind, ItemFailure, LazyClient, SendContext, SendOutcome } from '@org/core/delivery'
import type { EventsClient, PutEventsResult } from './client.js'
import type { SizedEntry } from './entry.js'

/** Makes the function that sends one request of entries. */
export function createSend(
  client: LazyClient<EventsClient>,
): (entries: readonly SizedEntry[], context: SendContext) => Promise<SendOutcome> {
  return async (entries, { signal }) => {
    const result = await (await client.get()).putEvents(
      { Entries: entries.map((entry) => entry.wire) },
      { abortSignal: signal },
    )
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
