/** While draining, no backoff is longer than this part of the remaining time. */
const BACKOFF_DIVISOR = 4

/** Nor is it longer than this, in ms: what is left is little, and it is the last chance. */
const MAX_BACKOFF_MS = 1_000

/** Nor shorter than this, in ms: with no pause at all a request that fails at once would leave nothing else its turn. */
const MIN_BACKOFF_MS = 1

/** The last phase of a pipe, which has a deadline. */
export class Drain {
  #deadline: number | undefined

  get isOn(): boolean {
    return this.#deadline !== undefined
  }

  begin(now: number, timeoutMs: number): void {
    this.#deadline = now + timeoutMs
  }

  /** A backoff that leaves time for another attempt; before the drain, any. */
  within(delayMs: number, now: number): number {
    if (this.#deadline === undefined) return delayMs
    const share = Math.max(0, this.#deadline - now) / BACKOFF_DIVISOR
    return Math.max(MIN_BACKOFF_MS, Math.min(delayMs, share, MAX_BACKOFF_MS))
  }

  /** The latest moment at which the next attempt is made. */
  soon(now: number): number {
    return now + this.within(Number.POSITIVE_INFINITY, now)
  }
}
