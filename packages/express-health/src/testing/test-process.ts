import { EventEmitter } from 'node:events'
import type { ShutdownProcess } from '../shutdown/shutdown-options.js'
import type { ShutdownSignal } from '../shutdown/shutdown-signal.js'

/** A process that receives signals from a test and survives its exits. */
export interface TestProcess extends ShutdownProcess {
  /** Delivers a signal. */
  signal(signal: ShutdownSignal): void
  /** The codes of all exits so far. */
  readonly exits: readonly number[]
  /** The signals that are listened for. */
  readonly signals: readonly string[]
}

/**
 * Makes a process for `gracefulShutdown({ process })`. Servers with the same one shut down together.
 *
 * @example
 * ```ts
 * const process = createTestProcess()
 * const { done } = gracefulShutdown(server, { health, process, clock, onShutdown: [flush] })
 * process.signal('SIGTERM')
 * await clock.advance(5_000)
 * await done // { signal: 'SIGTERM', exitCode: 0, … }
 * ```
 */
export function createTestProcess(): TestProcess {
  const emitter = new EventEmitter()
  const exits: number[] = []
  return {
    on: (signal, listener) => emitter.on(signal, listener),
    off: (signal, listener) => emitter.off(signal, listener),
    exit: (code) => exits.push(code),
    signal: (signal) => void emitter.emit(signal, signal),
    exits,
    get signals() {
      return emitter.eventNames().map(String)
    },
  }
}
