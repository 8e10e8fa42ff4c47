import type { Clock } from '../clock.js'
import type { Entry } from './entry.js'
import { type FlushResult, FlushWaiters, type Outcome } from './flush-waiters.js'
import { type DropReason, Ledger } from './ledger.js'
import type { Reporter } from './reporter.js'
import { SPILL_REASONS, type Spill, type SpillReason } from './spill.js'

interface HoldingsOptions<T> {
  readonly clock: Clock
  readonly spill: Spill<T> | undefined
}

/** What a pipe has accepted and not settled: how much it is, who waits for it, and how each item ends. */
export class Holdings<T> {
  readonly ledger = new Ledger()
  readonly #clock: Clock
  readonly #spill: Spill<T> | undefined
  readonly #reporter: Reporter<T>
  readonly #waiters = new FlushWaiters()
  #count = 0
  #bytes = 0

  constructor({ clock, spill }: HoldingsOptions<T>, reporter: Reporter<T>) {
    this.#clock = clock
    this.#spill = spill
    this.#reporter = reporter
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The highest sequence anybody waits for, or -1. */
  get mark(): number {
    return this.#waiters.mark
  }

  /** Calls `finish` once when everything held with a sequence up to `mark` is settled. Returns a function that finishes early. */
  whenSettled(mark: number, finish: (result: FlushResult) => void): () => void {
    return this.#waiters.wait(mark, this.#count, finish)
  }

  accept(entry: Entry<T>): void {
    this.ledger.offered += 1
    this.#count += 1
    this.#bytes += entry.bytes
  }

  /** Ends an item that is not accepted. @returns whether it is kept elsewhere */
  refuse(item: T, reason: DropReason, priority: number): boolean {
    this.ledger.offered += 1
    if (this.#isTaken(item, reason)) {
      this.ledger.spilled += 1
      return true
    }
    this.#lose(item, reason, priority)
    return false
  }

  deliver(entries: readonly Entry<T>[], billedBytes: number | undefined): void {
    this.ledger.accept(entries, billedBytes)
    for (const entry of entries) {
      this.#release(entry.item)
      this.#settle(entry, 'delivered')
    }
  }

  /** Ends an item that cannot be held any longer. */
  giveUp(entry: Entry<T>, reason: DropReason): void {
    if (this.#isTaken(entry.item, reason)) this.#settleSpilled(entry)
    else this.#drop(entry, reason)
  }

  /** Ends everything: `entries` are all that is held. */
  end(entries: readonly Entry<T>[]): void {
    const refused = this.#refusedAtEnd(entries)
    const unsent: T[] = []
    for (const entry of entries) {
      if (refused?.has(entry.item) === false) {
        this.#settleSpilled(entry)
        continue
      }
      this.#drop(entry, 'unsent')
      unsent.push(entry.item)
    }
    this.#reporter.end(this.ledger, unsent)
  }

  #drop(entry: Entry<T>, reason: DropReason): void {
    this.#lose(entry.item, reason, entry.priority)
    this.#settle(entry, 'dropped')
  }

  #lose(item: T, reason: DropReason, priority: number): void {
    this.ledger.drop(reason, priority, this.#clock.now())
    this.#release(item)
  }

  #settleSpilled(entry: Entry<T>): void {
    this.ledger.spilled += 1
    this.#settle(entry, 'spilled')
  }

  #settle(entry: Entry<T>, outcome: Outcome): void {
    this.#count -= 1
    this.#bytes -= entry.bytes
    this.#waiters.settle(entry, outcome)
    if (this.#count === 0) this.#reporter.idle()
  }

  #isTaken(item: T, reason: DropReason): boolean {
    if (this.#spill === undefined || !isSpillReason(reason)) return false
    try {
      return this.#spill.take(item, reason) === true
    } catch (error) {
      this.#reporter.callbackFailed(error)
      return false
    }
  }

  /** The items that nobody keeps, or undefined when nobody keeps any. */
  #refusedAtEnd(entries: readonly Entry<T>[]): ReadonlySet<T> | undefined {
    if (this.#spill === undefined) return undefined
    try {
      return new Set(this.#spill.takeAll(entries.map((entry) => entry.item)))
    } catch (error) {
      this.#reporter.callbackFailed(error)
      return undefined
    }
  }

  #release(item: T): void {
    if (this.#spill === undefined) return
    try {
      this.#spill.settled(item)
    } catch (error) {
      this.#reporter.callbackFailed(error)
    }
  }
}

function isSpillReason(reason: DropReason): reason is SpillReason {
  return (SPILL_REASONS as readonly string[]).includes(reason)
}
