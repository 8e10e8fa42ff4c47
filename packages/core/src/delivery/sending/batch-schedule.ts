import type { Cancel, Clock } from '../../clock.js'
import { outsideContext } from '../../context/scope.js'
import type { ResolvedDeliveryOptions } from '../options.js'
import type { Entry } from '../queue/entry.js'
import type { ItemBuffer } from '../queue/item-buffer.js'
import type { Gate } from './pace.js'

/** Decides when a batch goes: when it is full, has waited long enough, or somebody waits for it; and wakes the pipe then. */
export class BatchSchedule<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  readonly #buffer: ItemBuffer<T>
  readonly #timer: WakeTimer

  constructor(options: ResolvedDeliveryOptions<T>, buffer: ItemBuffer<T>, wake: () => void) {
    this.#options = options
    this.#buffer = buffer
    this.#timer = new WakeTimer(options.clock, wake)
  }

  /** Waiting would not make the next batch any larger. */
  get isFull(): boolean {
    const { maxBatchItems, maxBatchBytes } = this.#options.limits
    return this.#buffer.readyCount >= maxBatchItems || this.#buffer.readyBytes >= maxBatchBytes
  }

  /** Wakes the pipe when the batch of a fresh entry goes, or earlier. */
  expect(entry: Entry<T>): void {
    this.#timer.setNoLaterThan(this.#flushTime(entry))
  }

  /** Wakes the pipe at `moment`, in monotonic ms; never when that is undefined. */
  wakeAt(moment: number | undefined): void {
    this.#timer.set(moment)
  }

  /** @param mark Entries with a sequence up to this one are waited for. */
  isDue(now: number, mark: number): boolean {
    const oldest = this.#buffer.oldestReady()
    if (oldest === undefined) return false
    return this.isFull || oldest.attempts > 0 || oldest.sequence <= mark || now >= this.#flushTime(oldest)
  }

  /** When to look again, in monotonic ms; undefined when there is nothing to look for. */
  nextMoment(now: number, mark: number, gate: Gate): number | undefined {
    let moment = this.#buffer.nextDue
    const oldest = this.#buffer.oldestReady()
    if (this.#buffer.suspectCount > 0 || this.isDue(now, mark)) {
      moment = Math.min(moment, Math.max(now, gate.closedUntil))
    } else if (oldest !== undefined) {
      moment = Math.min(moment, Math.max(this.#flushTime(oldest), gate.closedUntil))
    }
    return moment === Number.POSITIVE_INFINITY ? undefined : moment
  }

  /** The latest moment, in monotonic ms, at which the batch of a fresh entry goes. */
  #flushTime(entry: Entry<T>): number {
    return entry.acceptedAt + this.#options.flushIntervalMs
  }
}

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
    const goOff = (): void => {
      this.#due = Number.POSITIVE_INFINITY
      this.#cancel = undefined
      this.#wake()
    }
    // Whoever set it last is no reason for what is sent then.
    this.#cancel = outsideContext(() => this.#clock.schedule(goOff, delayMs))
  }
}
