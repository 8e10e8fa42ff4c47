import { MonitoringError } from '@org/core'
import { entryFailureKind } from '@org/core/aws'
import type { ItemFailure, SendOutcome } from '@org/core/delivery'
import type { SizedEntry } from './entry.js'
import type { PutEventsRequest, PutEventsResult } from './wire.js'

/** Sends one request of entries, and reads which of them EventBridge did not take. */
export async function exchange(
  entries: readonly SizedEntry[],
  send: (request: PutEventsRequest) => Promise<PutEventsResult>,
): Promise<SendOutcome> {
  const result = await send({ Entries: entries.map((entry) => entry.wire) })
  return { failed: failuresOf(result, entries.length) }
}

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
    failures.push({ index, kind: entryFailureKind(ErrorCode), code: ErrorCode })
  })
  return failures
}
