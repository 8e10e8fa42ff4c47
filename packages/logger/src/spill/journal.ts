import type { Cancel, Clock } from '@org/core'
import type { Spill } from '@org/core/delivery'
import type { FirehoseLine } from '../firehose/firehose-sink.js'
import type { SpilledLine, SpillStore } from './spill-store.js'

export interface JournalOptions {
  readonly store: SpillStore
  readonly writeIntervalMs: number
  readonly clock: Clock
  /** Receives lines that are not in memory and that the store could not write before its end. */
  readonly onUnwritten: (lines: readonly string[]) => void
}

/**
 * Puts lines into a store: in turns, those that wait to be delivered, so that little is lost with a
 * process that is killed; and at once, those for which the pipe has no room or time.
 */
export class Journal implements Spill<FirehoseLine> {
  readonly #options: JournalOptions
  /** Lines in memory that the store does not have. */
  readonly #fresh = new Set<FirehoseLine>()
  #cancelTurn: Cancel | undefined

  constructor(options: JournalOptions) {
    this.#options = options
  }

  /** The pipe holds a line from now on. */
  accepted(line: FirehoseLine): void {
    if (line.receipt !== undefined) return
    this.#fresh.add(line)
    this.#cancelTurn ??= this.#options.clock.schedule(() => this.#keepFresh(), this.#options.writeIntervalMs)
  }

  take(line: FirehoseLine): boolean {
    this.#fresh.delete(line)
    const receipt = line.receipt ?? this.#options.store.keep(line)
    if (receipt === undefined) return false
    line.receipt = receipt
    this.#options.store.letGo(receipt)
    return true
  }

  takeAll(lines: readonly FirehoseLine[]): readonly FirehoseLine[] {
    this.#cancelTurn?.()
    this.#fresh.clear()
    for (const line of lines) line.receipt ??= this.#options.store.keep(line)
    const unwritten = new LineCounts(this.#options.store.close())
    const refused = lines.filter((line) => line.receipt === undefined || unwritten.remove(line.line))
    const rest = unwritten.rest()
    if (rest.length > 0) this.#options.onUnwritten(rest)
    return refused
  }

  settled(line: FirehoseLine): void {
    this.#fresh.delete(line)
    if (line.receipt !== undefined) this.#options.store.forget(line.receipt)
  }

  #keepFresh(): void {
    this.#cancelTurn = undefined
    for (const line of this.#fresh) line.receipt = this.#options.store.keep(line)
    this.#fresh.clear()
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
