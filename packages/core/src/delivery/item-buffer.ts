import type { Entry } from './entry.js'
import { PriorityLanes } from './priority-lanes.js'

/** What one request may hold. */
export interface BatchLimits {
  readonly maxBatchItems: number
  readonly maxBatchBytes: number
}

/**
 * Everything accepted and not in a request: `ready` to be sent, or `waiting` for its backoff to end.
 * Order is kept and overflow is fair over both.
 */
export class ItemBuffer<T> {
  readonly #ready = new PriorityLanes<T>()
  readonly #waiting = new PriorityLanes<T>()
  #nextDue = Number.POSITIVE_INFINITY

  get count(): number {
    return this.#ready.count + this.#waiting.count
  }

  get bytes(): number {
    return this.#ready.bytes + this.#waiting.bytes
  }

  get readyCount(): number {
    return this.#ready.count
  }

  get readyBytes(): number {
    return this.#ready.bytes
  }

  /** When the first waiting entry is due, or infinity. */
  get nextDue(): number {
    return this.#nextDue
  }

  push(entry: Entry<T>): void {
    this.#ready.push(entry)
  }

  oldestReady(): Entry<T> | undefined {
    return this.#ready.oldest()
  }

  oldestAcceptedAt(): number | undefined {
    const ready = this.#ready.oldest()
    const waiting = this.#waiting.oldest()
    if (ready === undefined) return waiting?.acceptedAt
    return waiting === undefined ? ready.acceptedAt : Math.min(ready.acceptedAt, waiting.acceptedAt)
  }

  /** Puts entries back that were in a failed request; each is ready again at its `notBefore`. */
  restore(entries: readonly Entry<T>[], now: number): void {
    const due = entries.filter((entry) => entry.notBefore <= now)
    const later = entries.filter((entry) => entry.notBefore > now)
    this.#ready.restore(due)
    this.#waiting.restore(later)
    for (const entry of later) this.#nextDue = Math.min(this.#nextDue, entry.notBefore)
  }

  /** Makes waiting entries ready whose backoff has ended. */
  release(now: number): void {
    if (now < this.#nextDue) return
    this.#ready.restore(this.#waiting.extract((entry) => entry.notBefore <= now))
    this.#nextDue = Number.POSITIVE_INFINITY
    this.#waiting.extract((entry) => {
      this.#nextDue = Math.min(this.#nextDue, entry.notBefore)
      return false
    })
  }

  /** Shortens every backoff that ends after `latest`. */
  hasten(latest: number): void {
    const moved = this.#waiting.extract((entry) => entry.notBefore > latest)
    for (const entry of moved) entry.notBefore = latest
    this.restore(moved, Number.NEGATIVE_INFINITY)
  }

  /** Removes the oldest ready entries that fit one request. */
  takeBatch(limits: BatchLimits): Entry<T>[] {
    const batch: Entry<T>[] = []
    let bytes = 0
    while (batch.length < limits.maxBatchItems) {
      const next = this.#ready.oldest()
      if (next === undefined || bytes + next.bytes > limits.maxBatchBytes) break
      this.#ready.take(next)
      bytes += next.bytes
      batch.push(next)
    }
    return batch
  }

  /** Removes and returns the least important, then oldest entry, if it is no more important than `priority`. */
  evict(priority: number): Entry<T> | undefined {
    const ready = this.#ready.leastImportant()
    const waiting = this.#waiting.leastImportant()
    const [entry, lanes] = precedes(waiting, ready) ? [waiting, this.#waiting] : [ready, this.#ready]
    if (entry === undefined || entry.priority > priority) return undefined
    lanes.take(entry)
    return entry
  }

  /** Removes and returns every entry accepted before `acceptedBefore`. */
  expire(acceptedBefore: number): Entry<T>[] {
    const oldest = this.oldestAcceptedAt()
    if (oldest === undefined || oldest >= acceptedBefore) return []
    const tooOld = (entry: Entry<T>): boolean => entry.acceptedAt < acceptedBefore
    return [...this.#ready.extract(tooOld), ...this.#waiting.extract(tooOld)]
  }

  /** Removes and returns everything, oldest first. */
  drain(): Entry<T>[] {
    const all = [...this.#ready.extract(() => true), ...this.#waiting.extract(() => true)]
    this.#nextDue = Number.POSITIVE_INFINITY
    return all.sort((a, b) => a.sequence - b.sequence)
  }
}

function precedes<T>(candidate: Entry<T> | undefined, other: Entry<T> | undefined): boolean {
  if (candidate === undefined) return false
  if (other === undefined) return true
  return candidate.priority === other.priority
    ? candidate.sequence < other.sequence
    : candidate.priority < other.priority
}
