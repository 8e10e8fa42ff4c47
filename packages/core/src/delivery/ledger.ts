import type { Entry } from './entry.js'

/**
 * Why an item was given up.
 *
 * - `overflow`: the buffer was full. - `tooLarge`: above the service's limit for one item. - `invalid`: it could not be measured.
 * - `expired`: not delivered within `retry.maxAgeMs`. - `rejected`: refused by the service.
 * - `closed`: offered after shutdown. - `unsent`: not delivered when the time for shutdown was up.
 */
export const DROP_REASONS = ['overflow', 'tooLarge', 'invalid', 'expired', 'rejected', 'closed', 'unsent'] as const
export type DropReason = (typeof DROP_REASONS)[number]

/** Totals of a pipe's whole life. `delivered + dropped + failed + spilled` is everything that was ever offered. */
export interface ShutdownResult {
  /** Accepted by the service. */
  readonly delivered: number
  /** Given up by us: overflow, too large, too old, offered after shutdown. */
  readonly dropped: number
  /** Refused by the service, or unsent when the time was up. */
  readonly failed: number
  /** Kept outside the pipe, to be sent later; absent when there are none. */
  readonly spilled?: number | undefined
}

/** What was lost between two reports. */
export interface LossReport {
  readonly total: number
  readonly byReason: Readonly<Partial<Record<DropReason, number>>>
  /** Counts by the items' priority. */
  readonly byPriority: Readonly<Record<number, number>>
  /** Wall-clock milliseconds of the first and the last loss. */
  readonly since: number
  readonly until: number
}

type Tally = Map<DropReason, number>

/** Counts what became of every item; nothing leaves delivery without passing here. */
export class Ledger {
  offered = 0
  delivered = 0
  retried = 0
  /** Taken over by whoever keeps items outside the pipe. */
  spilled = 0
  deliveredBytes = 0
  billedBytes = 0
  readonly #dropped: Tally = new Map()
  #unreported: { byReason: Tally; byPriority: Map<number, number>; since: number; until: number } | undefined

  get dropped(): Readonly<Record<DropReason, number>> {
    return Object.fromEntries(DROP_REASONS.map((reason) => [reason, this.#dropped.get(reason) ?? 0])) as Record<
      DropReason,
      number
    >
  }

  accept(entries: readonly Entry<unknown>[], billedBytes: number | undefined): void {
    let bytes = 0
    for (const entry of entries) bytes += entry.bytes
    this.delivered += entries.length
    this.deliveredBytes += bytes
    this.billedBytes += billedBytes ?? bytes
  }

  drop(reason: DropReason, priority: number, now: number): void {
    increment(this.#dropped, reason)
    this.#unreported ??= { byReason: new Map(), byPriority: new Map(), since: now, until: now }
    increment(this.#unreported.byReason, reason)
    increment(this.#unreported.byPriority, priority)
    this.#unreported.until = now
  }

  /** The totals of the pipe's life. */
  result(): ShutdownResult {
    const { rejected, unsent, ...givenUp } = this.dropped
    let dropped = 0
    for (const count of Object.values(givenUp)) dropped += count
    const { delivered, spilled } = this
    return { delivered, dropped, failed: rejected + unsent, ...(spilled === 0 ? {} : { spilled }) }
  }

  get hasUnreportedLosses(): boolean {
    return this.#unreported !== undefined
  }

  /** The losses since the last call, or undefined when there were none. */
  takeLossReport(): LossReport | undefined {
    const losses = this.#unreported
    if (losses === undefined) return undefined
    this.#unreported = undefined
    let total = 0
    for (const count of losses.byReason.values()) total += count
    return {
      total,
      byReason: Object.fromEntries(losses.byReason),
      byPriority: Object.fromEntries(losses.byPriority),
      since: losses.since,
      until: losses.until,
    }
  }
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
