/** Cancels what was scheduled; harmless when called late or twice. */
export type Cancel = () => void

/**
 * Time, as the packages see it. Inject a manual clock (`@org/core/testing`) to test without waiting.
 */
export interface Clock {
  /** Wall clock in milliseconds since the Unix epoch; may jump. Use for timestamps. */
  now(): number
  /** Milliseconds from an arbitrary origin; never goes back. Use for durations and ages. */
  monotonic(): number
  /** Runs `callback` once after `delayMs`. A pending timer never keeps the process alive. */
  schedule(callback: () => void, delayMs: number): Cancel
  /** Keeps the process alive until the returned function is called, so that an awaited flush can finish. */
  keepAlive(): Cancel
}

/** The longest delay that a Node timer can hold, in ms; a longer one would fire at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const MAX_TIMER_DELAY_MS = 2_147_483_647

/** The clock of the operating system. Its timers are `unref`ed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_TIMER_DELAY_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
  keepAlive() {
    const timer = setInterval(() => {}, MAX_TIMER_DELAY_MS)
    return () => clearInterval(timer)
  },
}
