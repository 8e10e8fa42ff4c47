import type { Cancel, Clock } from '../clock.js'
import { ConfigurationError } from '../errors.js'
import { describeValue, expectKnownKeys, expectNumber } from '../expect.js'

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /**
   * Moves time forward by `ms`, running each timer at its moment and letting promises settle after
   * each. Resolves when the last timer due has run. @throws {@link ConfigurationError} when `ms` is negative.
   */
  advance(ms: number): Promise<void>
  /** Lets everything that is already due, and all settled promises, run; time stands still. */
  settle(): Promise<void>
  /** Timers that are scheduled and not yet run. */
  readonly pendingTimers: number
  /** `keepAlive` holds that are not released. */
  readonly holds: number
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly callback: () => void
}

/** The last moment that a `Date` knows. */
const MAX_TIME_MS = 8_640_000_000_000_000

/** Turns of the event loop that `settle` grants, enough for a chain of awaits across adapters. */
const SETTLE_TURNS = 8

/**
 * Makes a clock for tests. Nothing in it reads the system's time.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const clock = createManualClock({ now: Date.UTC(2026, 0, 1) })
 * const metrics = createMetrics({ telemetry, clock, client })
 * await clock.advance(60_000)
 * ```
 */
export function createManualClock(options: { readonly now?: number } = {}): ManualClock {
  expectKnownKeys('createManualClock', options, ['now'])
  const origin = expectNumber('now', options.now ?? Date.UTC(2026, 0, 1), { min: 0, max: MAX_TIME_MS, unit: 'ms' })
  let elapsed = 0
  let order = 0
  let holds = 0
  const timers = new Set<Timer>()

  function nextDue(limit: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of timers) {
      if (timer.due > limit) continue
      if (next === undefined || timer.due < next.due || (timer.due === next.due && timer.order < next.order))
        next = timer
    }
    return next
  }

  async function settle(): Promise<void> {
    for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  async function advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new ConfigurationError(`A clock is advanced by 0 ms or more; got ${describeValue(ms)}.`)
    const target = elapsed + ms
    await settle()
    for (let timer = nextDue(target); timer !== undefined; timer = nextDue(target)) {
      timers.delete(timer)
      elapsed = Math.max(elapsed, timer.due)
      timer.callback()
      await settle()
    }
    elapsed = Math.max(elapsed, target)
  }

  return {
    now: () => origin + elapsed,
    monotonic: () => elapsed,
    schedule(callback, delayMs): Cancel {
      const timer: Timer = { due: elapsed + Math.max(0, delayMs), order: order++, callback }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    keepAlive(): Cancel {
      holds += 1
      let released = false
      return () => {
        if (!released) holds -= 1
        released = true
      }
    },
    advance,
    settle,
    get pendingTimers() {
      return timers.size
    },
    get holds() {
      return holds
    },
  }
}

/** A repeatable random source in [0, 1): the same seed gives the same numbers (mulberry32). */
export function createSeededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
