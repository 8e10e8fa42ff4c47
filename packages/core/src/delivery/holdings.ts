import { outsideContext } from '../context/scope.js'
import { guardedView } from '../reporting/guarded-view.js'
import type { DropReason } from './account/drop-reason.js'
import { FlushWaiters, type Outcome } from './account/flush-waiters.js'
import { Ledger } from './account/ledger.js'
import type { DeliveryResult } from './account/result.js'
import type { Entry } from './queue/entry.js'
import type { Reporter } from './reporter.js'
import { SPILL_REASONS, type Spill, type SpillReason } from './spill.js'

/** The answer of a spill that could not say what it does not keep. */
const NOBODY_KNOWS: readonly never[] = []

/** What a pipe has accepted and not settled: how much it is, who waits for it, and how each item ends. */
export class Holdings<T> {
  readonly ledger = new Ledger()
  readonly #spill: Spill<T> | undefined
  readonly #reporter: Reporter<T>
  readonly #priorityOf: (item: T) => number
  readonly #waiters = new FlushWaiters()
  #count = 0
  #bytes = 0

  /** @param priorityOf The priority of an item that the spill gives back at the end. */
  constructor(spill: Spill<T> | undefined, reporter: Reporter<T>, priorityOf: (item: T) => number = () => 0) {
    this.#reporter = reporter
    this.#priorityOf = priorityOf
    if (spill === undefined) return
    this.#spill = guardedView<Spill<T>>(
      spill,
      { take: { returns: false }, takeAll: { returns: NOBODY_KNOWS }, settled: { returnsNothing: true } },
      (method, error) => reporter.callbackFailed(`spill.${method}`, error),
    )
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The account of everything so far. */
  get result(): DeliveryResult {
    return this.ledger.result(this.#count)
  }

  /** The highest sequence anybody waits for, or -1. */
  get mark(): number {
    return this.#waiters.mark
  }

  /** Calls `finish` once when everything held with a sequence up to `mark` is settled. Returns a function that finishes early. */
  whenSettled(mark: number, finish: (result: DeliveryResult) => void): () => void {
    return this.#waiters.wait(mark, this.#count, finish)
  }

  /** Whoever waits goes on with what is still pending. */
  stopWaiting(): void {
    this.#waiters.finishAll()
  }

  accept(entry: Entry<T>): void {
    this.ledger.offered += 1
    this.#count += 1
    this.#bytes += entry.bytes
  }

  /** An item that was spilled comes back, to be offered once more. */
  returned(): void {
    if (this.ledger.spilled === 0) return
    this.ledger.spilled -= 1
    this.ledger.offered -= 1
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

  /** Ends everything: `entries` are all that is held. @returns what nobody keeps */
  end(entries: readonly Entry<T>[]): readonly T[] {
    const refused = this.#refusedAtEnd(entries)
    const unsent = [...this.#takeBack(refused, entries)]
    for (const entry of entries) {
      if (refused?.has(entry.item) === false) {
        this.#settleSpilled(entry)
        continue
      }
      this.#drop(entry, 'unsent')
      unsent.push(entry.item)
    }
    return unsent
  }

  /** Items that were taken before, and that could not be kept after all. */
  #takeBack(refused: ReadonlySet<T> | undefined, entries: readonly Entry<T>[]): readonly T[] {
    const held = new Set(entries.map((entry) => entry.item))
    const returned = [...(refused ?? [])].filter((item) => !held.has(item)).slice(0, this.ledger.spilled)
    for (const item of returned) {
      this.ledger.spilled -= 1
      this.#lose(item, 'unsent', this.#priorityOf(item))
    }
    return returned
  }

  #drop(entry: Entry<T>, reason: DropReason): void {
    this.#lose(entry.item, reason, entry.priority)
    this.#settle(entry, reason)
  }

  #lose(item: T, reason: DropReason, priority: number): void {
    this.ledger.drop(reason)
    this.#reporter.lost(reason, priority, this.ledger)
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
    if (!isSpillReason(reason)) return false
    return this.#askSpill((spill) => spill.take(item, reason)) === true
  }

  /** The items that nobody keeps, or undefined when nobody keeps any. */
  #refusedAtEnd(entries: readonly Entry<T>[]): ReadonlySet<T> | undefined {
    const refused = this.#askSpill((spill) => spill.takeAll(entries.map((entry) => entry.item)))
    if (refused === NOBODY_KNOWS || !Array.isArray(refused)) return undefined
    return new Set<T>(refused)
  }

  #release(item: T): void {
    this.#askSpill((spill) => spill.settled(item))
  }

  /** What is done with it belongs to no request. */
  #askSpill<R>(ask: (spill: Spill<T>) => R): R | undefined {
    const spill = this.#spill
    return spill === undefined ? undefined : outsideContext(() => ask(spill))
  }
}

function isSpillReason(reason: DropReason): reason is SpillReason {
  return (SPILL_REASONS as readonly string[]).includes(reason)
}
