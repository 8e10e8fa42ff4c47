/** How much a {@link Ring} keeps. */
export interface RingLimits {
  readonly maxItems: number
  readonly maxBytes: number
}

/** Evicted slots at the front that are tolerated before the array is compacted. */
const COMPACT_AFTER = 1024

/**
 * Keeps the newest items within a count and a byte budget; the oldest go first. Totals keep counting what
 * was evicted, so that a reader can see that memory does not hold everything.
 */
export class Ring<T> {
  readonly #limits: RingLimits
  readonly #sizeOf: (item: T) => number
  readonly #onEvict: ((item: T) => void) | undefined
  #items: T[] = []
  #head = 0
  #bytes = 0
  #total = 0

  constructor(limits: RingLimits, sizeOf: (item: T) => number, onEvict?: (item: T) => void) {
    this.#limits = limits
    this.#sizeOf = sizeOf
    this.#onEvict = onEvict
  }

  /** Items held now. */
  get size(): number {
    return this.#items.length - this.#head
  }

  /** Bytes held now, as the ring's size function counts them. */
  get bytes(): number {
    return this.#bytes
  }

  /** Items ever pushed since the last `clear`. */
  get total(): number {
    return this.#total
  }

  /** Items that were pushed and are no longer held. */
  get droppedFromMemory(): number {
    return this.#total - this.size
  }

  push(item: T): void {
    this.#items.push(item)
    this.#bytes += this.#sizeOf(item)
    this.#total += 1
    while (this.size > 0 && (this.size > this.#limits.maxItems || this.#bytes > this.#limits.maxBytes)) this.shift()
  }

  /** Drops the oldest item, counted as dropped from memory. */
  shift(): void {
    const oldest = this.#items[this.#head]
    if (oldest === undefined) return
    this.#head += 1
    this.#bytes -= this.#sizeOf(oldest)
    this.#onEvict?.(oldest)
    if (this.#head > COMPACT_AFTER && this.#head > this.#items.length / 2) this.#compact()
  }

  clear(): void {
    this.#items = []
    this.#head = 0
    this.#bytes = 0
    this.#total = 0
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T> {
    for (let index = this.#head; index < this.#items.length; index++) yield this.#items[index] as T
  }

  /** The newest `limit` items that satisfy `keep`, oldest first, and how many satisfy it in all. */
  newest(limit: number, keep: (item: T) => boolean): { readonly items: readonly T[]; readonly matched: number } {
    const items: T[] = []
    let matched = 0
    for (let index = this.#items.length - 1; index >= this.#head; index--) {
      const item = this.#items[index] as T
      if (!keep(item)) continue
      matched += 1
      if (items.length < limit) items.push(item)
    }
    return { items: items.reverse(), matched }
  }

  // An evicted item must not stay reachable from the array for long.
  #compact(): void {
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }
}
