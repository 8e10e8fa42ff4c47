import type { Entry } from './entry.js'
import { PriorityLanes } from './priority-lanes.js'

/**
 * Entries of batches that the service refused for their content, in groups to be sent apart until
 * each refused entry stands alone.
 */
export class Suspects<T> {
  readonly #lanes = new PriorityLanes<T>()
  readonly #groups: Set<Entry<T>>[] = []

  get count(): number {
    return this.#lanes.count
  }

  /**
   * Halves a refused batch. Its halves are sent before every other group: the deeper first, so that
   * there are few groups and acceptances soon follow refusals.
   */
  split(entries: readonly Entry<T>[]): void {
    const middle = Math.ceil(entries.length / 2)
    const halves = [entries.slice(0, middle), entries.slice(middle)].filter((half) => half.length > 0)
    this.#groups.unshift(...halves.map((half) => new Set(half)))
    this.#lanes.restore(entries)
  }

  /** Removes the group that is to be sent next, oldest first; empty when there is none. */
  takeGroup(): Entry<T>[] {
    const group = this.#groups.shift()
    return group === undefined ? [] : this.#lanes.extract((entry) => group.has(entry))
  }

  oldest(): Entry<T> | undefined {
    return this.#lanes.oldest()
  }

  leastImportant(): Entry<T> | undefined {
    return this.#lanes.leastImportant()
  }

  /** Removes an entry that {@link leastImportant} has just named. */
  take(entry: Entry<T>): void {
    this.#lanes.take(entry)
    this.#leaveGroup(entry)
  }

  extract(matches: (entry: Entry<T>) => boolean): Entry<T>[] {
    const extracted = this.#lanes.extract(matches)
    for (const entry of extracted) this.#leaveGroup(entry)
    return extracted
  }

  #leaveGroup(entry: Entry<T>): void {
    const index = this.#groups.findIndex((group) => group.delete(entry))
    if (this.#groups[index]?.size === 0) this.#groups.splice(index, 1)
  }
}
