import type { DropReason } from './account/drop-reason.js'
import type { DeliveryResult } from './account/result.js'

/** How long something may take, in ms. What is no duration means the default. */
export interface Timeout {
  /** 0 or more, in ms. @defaultValue that of the call */
  readonly timeoutMs?: number | undefined
}

/** A look at a pipe. */
export interface DeliveryStats {
  /** Accepted and in no request. */
  readonly queued: { readonly items: number; readonly bytes: number }
  /** In a request that is not answered yet. */
  readonly inFlight: { readonly requests: number; readonly items: number; readonly bytes: number }
  /** Age of the oldest queued item in ms; 0 when there is none. */
  readonly oldestAgeMs: number
  /** Items that were handed over, accepted or not. */
  readonly offered: number
  /** Items that the service accepted. */
  readonly delivered: number
  /** Items that were sent again, counted once per resend. */
  readonly retried: number
  /** Items whose request may have been accepted although it failed, counted once per such request: so many may have arrived twice. */
  readonly ambiguous: number
  /** Items that were lost, by reason. */
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Items that the {@link Spill} took over and that did not come back. */
  readonly spilled: number
  /** Bytes of the delivered items. */
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
  /** The same for an item that the {@link Spill} took over and gives back: it was offered before, and is no longer spilled. */
  resume(item: T): boolean
  /**
   * Sends what is held without waiting for a full batch. Resolves when everything accepted before
   * the call has been delivered or accounted for, when the destination is known to take nothing, or after
   * `timeoutMs` (default 5,000). Never rejects.
   */
  flush(options?: Timeout): Promise<DeliveryResult>
  /**
   * Refuses new items and sends what is held for at most `timeoutMs` (default 5,000). What is unsent
   * then goes to the spill, else to `onUnsent`. Idempotent: a later call waits for the first; its account has what was
   * refused since, as `closed`. Never rejects.
   */
  shutdown(options?: Timeout): Promise<DeliveryResult>
  /**
   * Gives up the requests under way, and sends again when something is accepted or flushed, at the latest after
   * `retry.probeIntervalMs`. For the moment when a process has nothing else to do: connections would keep it.
   */
  rest(): void
  /**
   * Gives up at once: refuses new items and hands what is unsent to the spill, else to `onUnsent`, before it
   * returns. For the moment when a process ends and nothing asynchronous can run any more.
   */
  abandon(): DeliveryResult
  /** Figures of this moment. */
  stats(): DeliveryStats
}
