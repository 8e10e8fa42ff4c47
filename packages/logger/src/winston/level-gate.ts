import type { Cancel, Clock } from '@org/core'

/** A level and its number; a lower number is more severe. */
export interface Threshold {
  /** Its name. */
  readonly level: string
  /** Its number. */
  readonly severity: number
}

/** Counts the changes of all gates of one family, so that what a gate remembers is known to be stale. */
interface Changes {
  count: number
}

/**
 * The least severe level that a logger writes. A child has none of its own until it is given one;
 * until then it follows its parent, also when the parent's changes.
 */
export class LevelGate {
  readonly #parent: LevelGate | undefined
  readonly #changes: Changes
  #own: Threshold | undefined
  #temporary: { readonly before: Threshold | undefined; readonly cancel: Cancel } | undefined
  #effective: Threshold
  /** Beside {@link #effective}, as every log call compares with it. */
  #severity: number
  #seenChanges: number

  private constructor(parent: LevelGate | undefined, effective: Threshold, changes: Changes) {
    this.#parent = parent
    this.#changes = changes
    this.#own = parent === undefined ? effective : undefined
    this.#effective = effective
    this.#severity = effective.severity
    this.#seenChanges = changes.count
  }

  /** The gate of a logger that is nobody's child. */
  static root(threshold: Threshold): LevelGate {
    return new LevelGate(undefined, threshold, { count: 0 })
  }

  /** The gate of a child, which follows this one. */
  child(): LevelGate {
    return new LevelGate(this, this.#current(), this.#changes)
  }

  /** The number of the least severe level that is written. */
  get severity(): number {
    if (this.#seenChanges !== this.#changes.count) this.#refresh()
    return this.#severity
  }

  /** The name of that level. */
  get level(): string {
    return this.#current().level
  }

  /** Sets the level until it is set again. */
  set(threshold: Threshold): void {
    this.#temporary?.cancel()
    this.#temporary = undefined
    this.#replaceOwn(threshold)
  }

  /** Sets the level for `forMs`. What counted before the first of several calls in a row comes back at the end. */
  setFor(threshold: Threshold, forMs: number, clock: Clock): void {
    const before = this.#temporary === undefined ? this.#own : this.#temporary.before
    this.#temporary?.cancel()
    const cancel = clock.schedule(() => {
      this.#temporary = undefined
      this.#replaceOwn(before)
    }, forMs)
    this.#temporary = { before, cancel }
    this.#replaceOwn(threshold)
  }

  #replaceOwn(threshold: Threshold | undefined): void {
    this.#own = threshold
    this.#changes.count += 1
  }

  #current(): Threshold {
    if (this.#seenChanges !== this.#changes.count) this.#refresh()
    return this.#effective
  }

  #refresh(): void {
    const inherited = this.#parent === undefined ? this.#effective : this.#parent.#current()
    this.#effective = this.#own ?? inherited
    this.#severity = this.#effective.severity
    this.#seenChanges = this.#changes.count
  }
}
