import type { Entry } from '../queue/entry.js'
import type { DropReason } from './drop-reason.js'
import { countsByReason, increment, sumOf } from './ledger.js'
import type { DeliveryResult } from './result.js'

/** How an item ends: delivered, kept elsewhere, or dropped for a reason. */
export type Outcome = 'delivered' | 'spilled' | DropReason

interface Waiter {
  /** Entries with a sequence up to this one count. */
  readonly mark: number
  pending: number
  delivered: number
  spilled: number
  readonly dropped: Map<DropReason, number>
  readonly finish: (result: DeliveryResult) => void
}

/** Those who wait until everything accepted before their call is delivered or accounted for. */
export class FlushWaiters {
  readonly #waiters = new Set<Waiter>()

  /** The highest sequence anybody waits for, or -1. */
  get mark(): number {
    let mark = -1
    for (const waiter of this.#waiters) mark = Math.max(mark, waiter.mark)
    return mark
  }

  /** Calls `finish` once when `held` entries with a sequence up to `mark` are settled. Returns a function that finishes early. */
  wait(mark: number, held: number, finish: (result: DeliveryResult) => void): () => void {
    const waiter: Waiter = { mark, pending: held, delivered: 0, spilled: 0, dropped: new Map(), finish }
    if (held === 0) {
      this.#finish(waiter)
      return () => {}
    }
    this.#waiters.add(waiter)
    return () => {
      if (this.#waiters.has(waiter)) this.#finish(waiter)
    }
  }

  /** Waiting any longer is in vain. */
  finishAll(): void {
    for (const waiter of [...this.#waiters]) this.#finish(waiter)
  }

  settle(entry: Entry<unknown>, outcome: Outcome): void {
    for (const waiter of this.#waiters) {
      if (entry.sequence > waiter.mark) continue
      if (outcome === 'delivered' || outcome === 'spilled') waiter[outcome] += 1
      else increment(waiter.dropped, outcome)
      waiter.pending -= 1
      if (waiter.pending === 0) this.#finish(waiter)
    }
  }

  #finish(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    const { delivered, spilled, pending, dropped } = waiter
    waiter.finish({ delivered, dropped: sumOf(dropped), spilled, pending, byReason: countsByReason(dropped) })
  }
}
