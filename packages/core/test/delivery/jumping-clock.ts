import type { Clock } from '../../src/index.js'

/** A clock of a process that is frozen: time passes, and nothing runs until it is over. */
export interface JumpingClock extends Clock {
  /** Passes `ms` in one go; then everything that is due runs, late, in order. */
  jump(ms: number): Promise<void>
}

interface Timer {
  readonly due: number
  readonly callback: () => void
}

const SETTLE_TURNS = 8

export function createJumpingClock(): JumpingClock {
  let elapsed = 0
  const timers = new Set<Timer>()
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < SETTLE_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  const nextDue = (): Timer | undefined =>
    [...timers].filter(({ due }) => due <= elapsed).sort((a, b) => a.due - b.due)[0]
  return {
    now: () => elapsed,
    monotonic: () => elapsed,
    schedule(callback, delayMs) {
      const timer: Timer = { due: elapsed + delayMs, callback }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    keepAlive: () => () => {},
    async jump(ms) {
      elapsed += ms
      await settle()
      for (let timer = nextDue(); timer !== undefined; timer = nextDue()) {
        timers.delete(timer)
        timer.callback()
        await settle()
      }
    },
  }
}
