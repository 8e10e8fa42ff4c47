import type { Cancel, Clock } from '../clock.js'

/** The one timer of a pipe: it goes off once, at the earliest moment it was set to. */
export class WakeTimer {
  readonly #clock: Clock
  readonly #wake: () => void
  #due = Number.POSITIVE_INFINITY
  #cancel: Cancel | undefined

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock
    this.#wake = wake
  }

  /** Goes off at `due`, in monotonic ms, or earlier if it was set to. */
  setNoLaterThan(due: number): void {
    if (due < this.#due) this.set(due)
  }

  /** Goes off at `due`, in monotonic ms, whatever it was set to before; never when that is undefined. */
  set(due: number | undefined): void {
    if (due === this.#due) return
    this.#cancel?.()
    this.#cancel = undefined
    this.#due = due ?? Number.POSITIVE_INFINITY
    if (due === undefined) return
    // Whole milliseconds, rounded up: a timer that fires a fraction early would find nothing due and spin.
    const delayMs = Math.max(0, Math.ceil(due - this.#clock.monotonic()))
    this.#cancel = this.#clock.schedule(() => {
      this.#due = Number.POSITIVE_INFINITY
      this.#cancel = undefined
      this.#wake()
    }, delayMs)
  }
}
