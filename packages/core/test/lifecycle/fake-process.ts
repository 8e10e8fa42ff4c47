import { EventEmitter } from 'node:events'
import type { WatchedProcess } from '../../src/lifecycle/foreign-listeners.js'
import type { Participant, Phase } from '../../src/lifecycle/index.js'
import { ProcessEnd } from '../../src/lifecycle/process-end.js'
import { createManualClock } from '../../src/testing/index.js'

export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const

/** A process that notes how it was killed. */
export class FakeProcess extends EventEmitter {
  readonly killedBy: string[] = []
  /** Signals that the system cannot raise. */
  readonly unknownSignals: string[] = []
  _exiting = false
  /** What keeps the event loop, by name. */
  readonly active: string[] = []

  constructor(readonly pid = 7) {
    super()
  }

  kill(pid: number, signal: string): true {
    if (this.unknownSignals.includes(signal)) throw new Error('ENOSYS')
    this.killedBy.push(pid === this.pid ? signal : `${signal} for another process`)
    return true
  }

  getActiveResourcesInfo(): readonly string[] {
    return [...this.active]
  }

  get watched(): WatchedProcess {
    return this as never
  }

  /** How many listen, without what watches the listeners themselves. */
  get listening(): Record<string, number> {
    const names = this.eventNames().filter((name) => name !== 'newListener' && name !== 'removeListener')
    return Object.fromEntries(names.map((name) => [String(name), this.listenerCount(name)]))
  }
}

export interface FakeParticipant extends Participant {
  /** The time that each flush was given. */
  readonly budgets: number[]
  readonly isAbandoned: () => boolean
  /** How often it was told that nobody waits any more. */
  readonly rests: () => number
  /** Ends every flush. */
  finish(): void
}

export function createParticipant(phase: Phase = 'logs', log: string[] = []): FakeParticipant {
  const budgets: number[] = []
  let isAbandoned = false
  let rests = 0
  let finish: () => void = () => {}
  const flushed = new Promise<void>((resolve) => {
    finish = resolve
  })
  return {
    phase,
    budgets,
    isAbandoned: () => isAbandoned,
    rests: () => rests,
    finish: () => finish(),
    flush(timeoutMs) {
      budgets.push(timeoutMs)
      return flushed
    },
    rest() {
      rests += 1
    },
    abandon() {
      isAbandoned = true
      log.push(phase)
    },
  }
}

/** The end of a fake process, which throws into `thrown`. */
export function createEnd(options: { readonly pid?: number; readonly seesSignals?: boolean } = {}) {
  const watched = new FakeProcess(options.pid)
  const clock = createManualClock()
  const thrown: unknown[] = []
  const end = new ProcessEnd({
    watched: watched.watched,
    clock,
    seesSignals: options.seesSignals,
    throwAgain(error, _origin, before) {
      before()
      thrown.push(error)
    },
  })
  return { watched, clock, end, thrown }
}
