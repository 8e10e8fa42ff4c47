import type { DropReason } from './drop-reason.js'
import { countsByReason, increment, sumOf } from './ledger.js'
import type { CountsByReason } from './result.js'

/** What was lost between two reports. */
export interface LossReport {
  /** Items that were lost. */
  readonly total: number
  /** The same by reason. */
  readonly byReason: CountsByReason
  /** Counts by the items' priority. */
  readonly byPriority: Readonly<Record<number, number>>
  /** Wall-clock milliseconds of the first and the last loss. */
  readonly since: number
  /** Wall-clock milliseconds of the last loss. */
  readonly until: number
}

/** Adds up losses until somebody is told of them. */
export class LossTally {
  readonly #byReason = new Map<DropReason, number>()
  readonly #byPriority = new Map<number, number>()
  #since = 0
  #until = 0

  get isEmpty(): boolean {
    return this.#byReason.size === 0
  }

  /** @param now Wall-clock milliseconds. */
  add(reason: DropReason, priority: number, now: number): void {
    if (this.isEmpty) this.#since = now
    this.#until = now
    increment(this.#byReason, reason)
    increment(this.#byPriority, priority)
  }

  /** What was added since the last call, or undefined when it was nothing. */
  take(): LossReport | undefined {
    if (this.isEmpty) return undefined
    const report: LossReport = {
      total: sumOf(this.#byReason),
      byReason: countsByReason(this.#byReason),
      byPriority: Object.fromEntries(this.#byPriority),
      since: this.#since,
      until: this.#until,
    }
    this.#byReason.clear()
    this.#byPriority.clear()
    return report
  }
}
