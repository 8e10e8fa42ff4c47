import type { Cancel, Clock } from '@org/core'
import type { Spill } from '@org/core/delivery'
import type { SpilledLine, SpillReceipt, SpillStore } from './spill-store.js'

/** A line in memory. */
export interface JournalledLine extends SpilledLine {
  /** Stands for the line in the store, once that has it. */
  receipt?: SpillReceipt | undefined
}

export interface JournalOptions {
  readonly store: SpillStore
  /** A line that waits is in the store after this, in ms. */
  readonly writeWithinMs: number
  readonly clock: Clock
  /** Receives lines that are not in memory and that the store could not write before its end. */
  readonly onUnwritten: (lines: readonly string[]) => void
}

/**
 * Puts lines into a store: at once, those for which the pipe has no room or time; and those that wait
 * for longer than a delivery takes, so that little is lost with a process that is killed.
 */
export class Journal<L extends JournalledLine> implements Spill<L> {
  readonly #options: JournalOptions
  /** Lines in memory that the store does not have, accepted since the last turn and before it. */
  #fresh = new Set<L>()
  #older = new Set<L>()
  #cancelTurn: Cancel | undefined

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** The pipe holds a line from now on. */
  accepted(line: L): void {
    if (line.receipt !== undefined) return
    this.#fresh.add(line)
    this.#scheduleTurn()
  }

  take(line: L): boolean {
    this.#leave(line)
    const receipt = line.receipt ?? this.#options.store.keep(line)
    if (receipt === undefined) return false
    line.receipt = receipt
    this.#options.store.letGo(receipt)
    return true
  }

  takeAll(lines: readonly L[]): readonly L[] {
    this.#cancelTurn?.()
    this.#fresh.clear()
    this.#older.clear()
    for (const line of lines) line.receipt ??= this.#options.store.keep(line)
    const unwritten = new LineCounts(this.#options.store.close())
    const refused = lines.filter((line) => line.receipt === undefined || unwritten.remove(line.line))
    const rest = unwritten.rest()
    if (rest.length > 0) this.#options.onUnwritten(rest)
    return refused
  }

  settled(line: L): void {
    this.#leave(line)
    if (line.receipt !== undefined) this.#options.store.forget(line.receipt)
  }

  #leave(line: L): void {
    if (!this.#fresh.delete(line)) this.#older.delete(line)
  }

  /** Twice in the time there is: a line is written in the second turn that it sees. */
  #scheduleTurn(): void {
    const { clock, writeWithinMs } = this.#options
    this.#cancelTurn ??= clock.schedule(() => this.#keepOlder(), writeWithinMs / 2)
  }

  #keepOlder(): void {
    this.#cancelTurn = undefined
    for (const line of this.#older) line.receipt = this.#options.store.keep(line)
    this.#older = this.#fresh
    this.#fresh = new Set()
    if (this.#older.size > 0) this.#scheduleTurn()
  }
}

/** How often each line is there: lines of others' formats may be equal. */
class LineCounts {
  readonly #counts = new Map<string, number>()

  constructor(lines: readonly SpilledLine[]) {
    for (const { line } of lines) this.#counts.set(line, (this.#counts.get(line) ?? 0) + 1)
  }

  /** Whether the line was there. */
  remove(line: string): boolean {
    const count = this.#counts.get(line) ?? 0
    if (count > 0) this.#counts.set(line, count - 1)
    return count > 0
  }

  rest(): readonly string[] {
    return [...this.#counts].flatMap(([line, count]) => Array<string>(count).fill(line))
  }
}
