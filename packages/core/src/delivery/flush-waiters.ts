import type { Entry } from './entry.js'

/** How an item ends. */
export type Outcome = 'delivered' | 'dropped' | 'spilled'

/** What became of the items that were held when a flush was called. */
export interface FlushResult {
  readonly delivered: number
  /** Given up and counted in `stats().dropped`. */
  readonly dropped: number
  /** Kept outside the pipe's memory, to be sent later; absent when there are none. */
  readonly spilled?: number | undefined
  /** Still held, because `timeoutMs` was up first. */
  readonly pending: number
}

interface Waiter {
  /** Entries with a sequence up to this one count. */
  readonly mark: number
  pending: number
  delivered: number
  dropped: number
  spilled: number
  readonly finish: (result: FlushResult) => void
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
  wait(mark: number, held: number, finish: (result: FlushResult) => void): () => void {
    const waiter: Waiter = { mark, pending: held, delivered: 0, dropped: 0, spilled: 0, finish }
    if (held === 0) {
      this.#finish(waiter)
      return () => {}
    }
    this.#waiters.add(waiter)
    return () => {
      if (this.#waiters.has(waiter)) this.#finish(waiter)
    }
  }

  settle(entry: Entry<unknown>, outcome: Outcome): void {
    for (const waiter of this.#waiters) {
      if (entry.sequence > waiter.mark) continue
      waiter[outcome] += 1
      waiter.pending -= 1
      if (waiter.pending === 0) this.#finish(waiter)
    }
  }

  #finish(waiter: Waiter): void {
    this.#waiters.delete(waiter)
    const { delivered, dropped, spilled, pending } = waiter
    waiter.finish({ delivered, dropped, ...(spilled === 0 ? {} : { spilled }), pending })
  }
}
