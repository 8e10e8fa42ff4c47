import type { FlushResult } from './flush-waiters.js'
import type { DropReason, ShutdownResult } from './ledger.js'

/** A look at a pipe. */
export interface DeliveryStats {
  /** Accepted and in no request. */
  readonly queued: { readonly items: number; readonly bytes: number }
  readonly inFlight: { readonly requests: number; readonly items: number; readonly bytes: number }
  /** Age of the oldest queued item in ms; 0 when there is none. */
  readonly oldestAgeMs: number
  readonly offered: number
  readonly delivered: number
  /** Items that were sent again, counted once per resend. */
  readonly retried: number
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Items taken over by the {@link Spill}; one that comes back is offered again. */
  readonly spilled: number
  readonly deliveredBytes: number
  /** What the service bills for `deliveredBytes`. */
  readonly billedBytes: number
  /** The last request failed as a whole. */
  readonly failing: boolean
}

/** A pipe to one destination. */
export interface Delivery<T> extends AsyncDisposable {
  /**
   * Accepts an item. Synchronous; never throws and never waits. False when the item was lost (too
   * large, shut down, or less important than everything in a full buffer); the loss is counted.
   */
  enqueue(item: T): boolean
  /**
   * Sends what is held without waiting for a full batch. Resolves when everything accepted before
   * the call has been delivered or accounted for, or after `timeoutMs`. Never rejects.
   */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult>
  /**
   * Refuses new items and sends what is held for at most `timeoutMs` (default 5,000). What is unsent
   * then goes to `onUnsent`. Idempotent: every call returns the same promise. Never rejects.
   */
  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult>
  /**
   * Gives up at once: refuses new items and hands what is unsent to `onUnsent`, before it returns. For
   * the moment when a process ends and nothing asynchronous can run any more.
   */
  abandon(): ShutdownResult
  stats(): DeliveryStats
}
