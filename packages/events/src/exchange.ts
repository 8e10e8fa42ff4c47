import { entryFailureKind } from '@org/core/aws'
import type { ItemFailure, SendOutcome } from '@org/core/delivery'
import type { SizedEntry } from './entry.js'
import type { PutEventsRequest, PutEventsResult, PutEventsResultEntry } from './wire.js'

/** The answer says nothing of an entry; it is sent again rather than believed to be accepted. */
const NO_RESULT = 'NoResultForEntry'

/** Sends one request of entries, and reads which of them EventBridge did not take. */
export async function exchange(
  entries: readonly SizedEntry[],
  send: (request: PutEventsRequest) => Promise<PutEventsResult>,
): Promise<SendOutcome> {
  const result = await send({ Entries: entries.map((entry) => entry.wire) })
  return { failed: failuresOf(result, entries.length) }
}

function failuresOf(result: PutEventsResult | undefined, sent: number): readonly ItemFailure[] {
  const results = Array.isArray(result?.Entries) ? result.Entries : []
  const failures: ItemFailure[] = []
  for (let index = 0; index < sent; index++) {
    const entry: PutEventsResultEntry | null | undefined = results[index]
    if (entry === undefined || entry === null) failures.push({ index, kind: 'transient', code: NO_RESULT })
    else if (entry.ErrorCode !== undefined && entry.ErrorCode !== '')
      failures.push({ index, kind: entryFailureKind(entry.ErrorCode), code: entry.ErrorCode })
  }
  return failures
}
