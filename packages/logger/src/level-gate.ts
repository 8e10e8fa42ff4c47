import type { Cancel, Clock } from '@org/core'

/** A level and its number; a lower number is more severe. */
export interface Threshold {
  readonly level: string
  readonly severity: number
}

/**
 * The least severe level that a logger writes. A child has none of its own until it is given one;
 * until then it follows its parent, also when the parent's changes.
 */
export class LevelGate {
  readonly #parent: LevelGate | undefined
  #own: Threshold | undefined
  #temporary: { readonly before: Threshold | undefined; readonly cancel: Cancel } | undefined

  private constructor(parent: LevelGate | undefined, own: Threshold | undefined) {
    this.#parent = parent
    this.#own = own
  }

  /** The gate of a logger that is nobody's child. */
  static root(threshold: Threshold): LevelGate {
    return new LevelGate(undefined, threshold)
  }

  child(): LevelGate {
    return new LevelGate(this, undefined)
  }

  get severity(): number {
    return this.#own?.severity ?? this.#parent?.severity ?? 0
  }

  get level(): string {
    return this.#own?.level ?? this.#parent?.level ?? ''
  }

  /** Sets the level until it is set again. */
  set(threshold: Threshold): void {
    this.#temporary?.cancel()
    this.#temporary = undefined
    this.#own = threshold
  }

  /** Sets the level for `forMs`. What counted before the first of several calls in a row comes back at the end. */
  setFor(threshold: Threshold, forMs: number, clock: Clock): void {
    const before = this.#temporary === undefined ? this.#own : this.#temporary.before
    this.#temporary?.cancel()
    const cancel = clock.schedule(() => {
      this.#temporary = undefined
      this.#own = before
    }, forMs)
    this.#temporary = { before, cancel }
    this.#own = threshold
  }
}
