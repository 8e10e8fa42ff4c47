import type { Entry } from '../queue/entry.js'
import { DROP_REASONS, type DropReason } from './drop-reason.js'
import type { CountsByReason, DeliveryResult } from './result.js'

/** Counts what became of every item; nothing leaves delivery without passing here. */
export class Ledger {
  offered = 0
  delivered = 0
  /** Items that were sent again, counted once per resend. */
  retried = 0
  /** Those of them that may have been accepted before. */
  ambiguous = 0
  /** Taken over by whoever keeps items outside the pipe, and not given back. */
  spilled = 0
  deliveredBytes = 0
  billedBytes = 0
  readonly #dropped = new Map<DropReason, number>()

  get dropped(): Readonly<Record<DropReason, number>> {
    return Object.fromEntries(DROP_REASONS.map((reason) => [reason, this.#dropped.get(reason) ?? 0])) as Record<
      DropReason,
      number
    >
  }

  get droppedInAll(): number {
    return sumOf(this.#dropped)
  }

  accept(entries: readonly Entry<unknown>[], billedBytes: number | undefined): void {
    let bytes = 0
    for (const entry of entries) bytes += entry.bytes
    this.delivered += entries.length
    this.deliveredBytes += bytes
    this.billedBytes += billedBytes ?? bytes
  }

  drop(reason: DropReason): void {
    increment(this.#dropped, reason)
  }

  /** The account of the pipe's whole life. @param pending What it holds now. */
  result(pending: number): DeliveryResult {
    return {
      delivered: this.delivered,
      dropped: this.droppedInAll,
      spilled: this.spilled,
      pending,
      byReason: countsByReason(this.#dropped),
    }
  }
}

export function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Counts with the reasons that have any, in the order of {@link DROP_REASONS}. */
export function countsByReason(counts: ReadonlyMap<DropReason, number>): CountsByReason {
  return Object.fromEntries(
    DROP_REASONS.flatMap((reason) => {
      const count = counts.get(reason) ?? 0
      return count === 0 ? [] : [[reason, count]]
    }),
  )
}

export function sumOf(counts: ReadonlyMap<DropReason, number>): number {
  let sum = 0
  for (const count of counts.values()) sum += count
  return sum
}
