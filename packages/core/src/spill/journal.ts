import type { Cancel, Clock } from '../clock.js'
import { outsideContext } from '../context/scope.js'
import type { Spill } from '../delivery/spill.js'
import type { SpilledLine, SpillReceipt, SpillStore } from './spill-store.js'

/** An item in memory that may be in the store, too. */
export interface Spillable {
  /** Stands for the item in the store, once that has it. */
  receipt?: SpillReceipt | undefined
}

export interface JournalOptions<T> {
  readonly store: SpillStore
  /** Writes an item as the store keeps it. */
  readonly encode: (item: T) => SpilledLine
  /** An item that waits is in the store after this, in ms. */
  readonly writeWithinMs: number
  /** Makes the item of a line again; undefined for a line that is none of ours. */
  readonly decode: (line: SpilledLine) => T | undefined
  readonly clock: Clock
}

/**
 * Puts items into a store: at once, those for which the pipe has no room or time; and those that wait
 * for longer than a delivery takes, so that little is lost with a process that is killed.
 */
export class Journal<T extends Spillable> implements Spill<T> {
  readonly #options: JournalOptions<T>
  /** Items in memory that the store does not have, accepted since the last turn and before it. */
  #fresh = new Set<T>()
  #older = new Set<T>()
  #cancelTurn: Cancel | undefined

  constructor(options: JournalOptions<T>) {
    this.#options = options
  }

  /** The pipe holds an item from now on. */
  accepted(item: T): void {
    if (item.receipt !== undefined) return
    this.#fresh.add(item)
    this.#scheduleTurn()
  }

  /** Takes over an item for which there is no room or time. False when the store does not take it. */
  take(item: T): boolean {
    this.#leave(item)
    const receipt = item.receipt ?? this.#keep(item)
    if (receipt === undefined) return false
    item.receipt = receipt
    this.#options.store.letGo(receipt)
    return true
  }

  /** The same for what is left at the end. Returns what the store does not keep, of it and of what was taken before. */
  takeAll(items: readonly T[]): readonly T[] {
    this.#cancelTurn?.()
    this.#fresh.clear()
    this.#older.clear()
    for (const item of items) item.receipt ??= this.#keep(item)
    const unwritten = new LineCounts(this.#options.store.close())
    const refused = items.filter(
      (item) => item.receipt === undefined || (unwritten.any && unwritten.remove(this.#options.encode(item).line)),
    )
    const taken = unwritten.rest().map((line) => this.#options.decode(line))
    return [...refused, ...taken.filter((item) => item !== undefined)]
  }

  /** The item was delivered or lost for good, and need not be kept any more. */
  settled(item: T): void {
    this.#leave(item)
    if (item.receipt !== undefined) this.#options.store.forget(item.receipt)
  }

  #keep(item: T): SpillReceipt | undefined {
    const { store, encode } = this.#options
    return store.keep(encode(item))
  }

  #leave(item: T): void {
    if (!this.#fresh.delete(item)) this.#older.delete(item)
  }

  /** Twice in the time there is: an item is written in the second turn that it sees. */
  #scheduleTurn(): void {
    const { clock, writeWithinMs } = this.#options
    this.#cancelTurn ??= outsideContext(() => clock.schedule(() => this.#keepOlder(), writeWithinMs / 2))
  }

  #keepOlder(): void {
    this.#cancelTurn = undefined
    for (const item of this.#older) item.receipt = this.#keep(item)
    this.#older = this.#fresh
    this.#fresh = new Set()
    if (this.#older.size > 0) this.#scheduleTurn()
  }
}

/** How often each line is there: two items may be written alike. */
class LineCounts {
  readonly #lines = new Map<string, SpilledLine>()
  readonly #counts = new Map<string, number>()

  constructor(lines: readonly SpilledLine[]) {
    for (const spilled of lines) {
      this.#lines.set(spilled.line, spilled)
      this.#counts.set(spilled.line, (this.#counts.get(spilled.line) ?? 0) + 1)
    }
  }

  get any(): boolean {
    return this.#counts.size > 0
  }

  /** Whether the line was there. */
  remove(line: string): boolean {
    const count = this.#counts.get(line) ?? 0
    if (count > 0) this.#counts.set(line, count - 1)
    return count > 0
  }

  rest(): readonly SpilledLine[] {
    return [...this.#lines].flatMap(([line, spilled]) => Array<SpilledLine>(this.#counts.get(line) ?? 0).fill(spilled))
  }
}
