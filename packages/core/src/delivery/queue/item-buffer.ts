import type { Entry } from './entry.js'
import { PriorityLanes } from './priority-lanes.js'
import { Suspects } from './suspects.js'

/** What one request may hold. */
export interface BatchLimits {
  readonly maxBatchItems: number
  readonly maxBatchBytes: number
}

/** Where entries are. */
type Place<T> = PriorityLanes<T> | Suspects<T>

/**
 * Everything accepted and not in a request: `ready` to be sent, `waiting` for its backoff to end, or
 * `suspect` since the batch it was in was refused. Age and overflow are judged over all three.
 */
export class ItemBuffer<T> {
  readonly #ready = new PriorityLanes<T>()
  readonly #waiting = new PriorityLanes<T>()
  /** Made with the first batch that is refused. */
  #suspects: Suspects<T> | undefined
  #places: readonly Place<T>[] = [this.#ready, this.#waiting]
  #nextDue = Number.POSITIVE_INFINITY

  get readyCount(): number {
    return this.#ready.count
  }

  get readyBytes(): number {
    return this.#ready.bytes
  }

  get suspectCount(): number {
    return this.#suspects?.count ?? 0
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
    let oldest: number | undefined
    for (const place of this.#places) {
      const acceptedAt = place.oldest()?.acceptedAt
      if (acceptedAt !== undefined) oldest = Math.min(oldest ?? acceptedAt, acceptedAt)
    }
    return oldest
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

  /** Removes the newest ready entry, if there is one. */
  takeNewest(): Entry<T>[] {
    const newest = this.#ready.takeNewest()
    return newest === undefined ? [] : [newest]
  }

  /** Puts a refused batch back in halves that are to be sent apart. */
  suspect(entries: readonly Entry<T>[]): void {
    this.#suspects ??= this.#addSuspects()
    this.#suspects.split(entries)
  }

  /** Removes the next group of suspects, which may be empty. */
  takeSuspects(): Entry<T>[] {
    return this.#suspects?.takeGroup() ?? []
  }

  /** Removes and returns the least important, then oldest entry, if it is no more important than `priority`. */
  evict(priority: number): Entry<T> | undefined {
    let victim: Entry<T> | undefined
    let place: Place<T> = this.#ready
    for (const candidatePlace of this.#places) {
      const candidate = candidatePlace.leastImportant()
      if (candidate === undefined || (victim !== undefined && precedes(victim, candidate))) continue
      victim = candidate
      place = candidatePlace
    }
    if (victim === undefined || victim.priority > priority) return undefined
    place.take(victim)
    return victim
  }

  /** Removes and returns everything, oldest first. */
  drain(): Entry<T>[] {
    this.#nextDue = Number.POSITIVE_INFINITY
    return this.#extract(() => true)
  }

  #addSuspects(): Suspects<T> {
    const suspects = new Suspects<T>()
    this.#places = [...this.#places, suspects]
    return suspects
  }

  #extract(matches: (entry: Entry<T>) => boolean): Entry<T>[] {
    return this.#places.flatMap((place) => place.extract(matches)).sort((a, b) => a.sequence - b.sequence)
  }
}

function precedes<T>(entry: Entry<T>, other: Entry<T>): boolean {
  return entry.priority === other.priority ? entry.sequence < other.sequence : entry.priority < other.priority
}
