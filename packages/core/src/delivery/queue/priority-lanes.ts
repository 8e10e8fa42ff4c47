import type { Entry } from './entry.js'

/** Number of priorities; an item's priority is 0 (least important) to one less than this. */
export const PRIORITY_COUNT = 16

/** Entries of one priority in order of acceptance. */
class Lane<T> {
  #entries: (Entry<T> | undefined)[] = []
  #head = 0

  first(): Entry<T> | undefined {
    return this.#entries[this.#head]
  }

  last(): Entry<T> | undefined {
    return this.#entries.at(-1)
  }

  push(entry: Entry<T>): void {
    this.#entries.push(entry)
  }

  pop(): void {
    this.#entries.pop()
  }

  shift(): void {
    this.#entries[this.#head] = undefined
    this.#head += 1
    // No more are moved than were taken since the last time, so that taking stays O(1).
    if (this.#head * 2 >= this.#entries.length) this.#replace(this.toArray())
  }

  /** Puts entries back where their sequence belongs. */
  merge(returned: readonly Entry<T>[]): void {
    const kept = this.toArray()
    const first = kept[0]
    const last = returned.at(-1)
    if (first === undefined || last === undefined || last.sequence < first.sequence)
      this.#replace([...returned, ...kept])
    else this.#replace([...returned, ...kept].sort((a, b) => a.sequence - b.sequence))
  }

  extract(matches: (entry: Entry<T>) => boolean): Entry<T>[] {
    const extracted: Entry<T>[] = []
    const kept: Entry<T>[] = []
    for (const entry of this.toArray()) (matches(entry) ? extracted : kept).push(entry)
    if (extracted.length > 0) this.#replace(kept)
    return extracted
  }

  toArray(): Entry<T>[] {
    return this.#entries.slice(this.#head) as Entry<T>[]
  }

  #replace(entries: (Entry<T> | undefined)[]): void {
    this.#entries = entries
    this.#head = 0
  }
}

/**
 * A queue that gives out the oldest entry of any priority, and gives up the least important first,
 * then the oldest. Both cost a look at one head per priority in use.
 */
export class PriorityLanes<T> {
  readonly #lanes: (Lane<T> | undefined)[] = new Array(PRIORITY_COUNT).fill(undefined)
  #count = 0
  #bytes = 0

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Appends an entry that is newer than every other. */
  push(entry: Entry<T>): void {
    this.#lane(entry.priority).push(entry)
    this.#count += 1
    this.#bytes += entry.bytes
  }

  /** Puts entries that were taken before back in their places. */
  restore(entries: readonly Entry<T>[]): void {
    const byPriority = new Map<number, Entry<T>[]>()
    for (const entry of entries) {
      const group = byPriority.get(entry.priority)
      if (group === undefined) byPriority.set(entry.priority, [entry])
      else group.push(entry)
      this.#count += 1
      this.#bytes += entry.bytes
    }
    for (const [priority, group] of byPriority) {
      this.#lane(priority).merge(group.sort((a, b) => a.sequence - b.sequence))
    }
  }

  oldest(): Entry<T> | undefined {
    let oldest: Entry<T> | undefined
    for (const lane of this.#lanes) {
      const first = lane?.first()
      if (first !== undefined && (oldest === undefined || first.sequence < oldest.sequence)) oldest = first
    }
    return oldest
  }

  leastImportant(): Entry<T> | undefined {
    for (const lane of this.#lanes) {
      const first = lane?.first()
      if (first !== undefined) return first
    }
    return undefined
  }

  /** Removes an entry that {@link oldest} or {@link leastImportant} has just named. */
  take(entry: Entry<T>): void {
    const lane = this.#lane(entry.priority)
    if (lane.first() !== entry) throw new Error('PriorityLanes.take: the entry is not at the head of its lane.')
    lane.shift()
    this.#count -= 1
    this.#bytes -= entry.bytes
  }

  /** Removes and returns the newest entry of any priority. */
  takeNewest(): Entry<T> | undefined {
    let newest: Entry<T> | undefined
    for (const lane of this.#lanes) {
      const last = lane?.last()
      if (last !== undefined && (newest === undefined || last.sequence > newest.sequence)) newest = last
    }
    if (newest === undefined) return undefined
    this.#lane(newest.priority).pop()
    this.#count -= 1
    this.#bytes -= newest.bytes
    return newest
  }

  extract(matches: (entry: Entry<T>) => boolean): Entry<T>[] {
    const extracted = this.#lanes.flatMap((lane) => lane?.extract(matches) ?? [])
    for (const entry of extracted) {
      this.#count -= 1
      this.#bytes -= entry.bytes
    }
    return extracted.sort((a, b) => a.sequence - b.sequence)
  }

  #lane(priority: number): Lane<T> {
    let lane = this.#lanes[priority]
    if (lane === undefined) {
      lane = new Lane<T>()
      this.#lanes[priority] = lane
    }
    return lane
  }
}
