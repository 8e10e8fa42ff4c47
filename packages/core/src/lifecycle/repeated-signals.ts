import type { Clock } from '../clock.js'

/**
 * A signal that comes within this time of the first, in ms, repeats it: terminals, npm, process groups (dumb-init,
 * `tini -g`, systemd), runners and NestJS send several where they mean one, also of several kinds.
 */
const REPETITION_MS = 500

/**
 * Tells signals that repeat the first one from those of somebody who does not want to wait. Time counts from when the
 * first was handled, and only as far as the event loop turned: what was sent at once and is handled late, as
 * something kept the loop busy, is a repetition all the same.
 */
export class RepeatedSignals {
  #hasBegun = false
  #isOver = false

  /** Says whether a signal that was just handled is the first one, repeats it, or comes later. */
  judge(clock: Pick<Clock, 'schedule'>): 'first' | 'repeated' | 'later' {
    if (this.#isOver) return 'later'
    if (this.#hasBegun) return 'repeated'
    this.#hasBegun = true
    // A loop that was blocked runs its timers first and handles the signals that have come after them, so that the
    // end of the timer is not enough.
    clock.schedule(() => {
      setImmediate(() => {
        this.#isOver = true
      })
    }, REPETITION_MS)
    return 'first'
  }
}
