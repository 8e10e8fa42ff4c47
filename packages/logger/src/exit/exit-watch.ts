import { nodeModules } from '../node-modules.js'

/** Somebody who has records to lose when the process ends. */
export interface ExitParticipant {
  /** Delivers what is held for at most `timeoutMs`. Never rejects. */
  flush(timeoutMs: number): Promise<unknown>
  /** Writes what is still held to stderr, before it returns. */
  abandon(): void
}

/** Watches how the process ends while anybody has something to lose. */
export interface ExitWatch {
  add(participant: ExitParticipant): void
  remove(participant: ExitParticipant): void
}

/** Time to deliver after SIGTERM, SIGINT and when the event loop is empty; ECS kills 30 s after SIGTERM. */
export const END_TIMEOUT_MS = 5_000

/** Time to deliver after an uncaught exception, in which the process is in an unknown state. */
export const CRASH_TIMEOUT_MS = 1_000

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** What is used of the global `process`. */
type WatchedProcess = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid' | 'listenerCount'>

/**
 * Makes the watch. It listens only while there are participants, and it never changes what the
 * process would have done: a signal is raised again after the flush unless somebody else handles it,
 * and an uncaught exception is thrown again, so that Node prints it and ends with its own exit code.
 */
export function createExitWatch(
  watched: WatchedProcess = process,
  later: (callback: () => void) => void = setImmediate,
): ExitWatch {
  const participants = new Set<ExitParticipant>()
  let isEnding = false
  let hasFlushedAtRest = false

  function flushAll(timeoutMs: number): Promise<unknown> {
    return Promise.all([...participants].map((participant) => participant.flush(timeoutMs)))
  }

  function abandonAll(): void {
    for (const participant of [...participants]) participant.abandon()
    participants.clear()
  }

  function isAlone(event: string): boolean {
    return watched.listenerCount(event) === 1
  }

  /** Ends as the process would have without us: nothing of ours is left to catch it. */
  function end(finish: () => void): void {
    abandonAll()
    detach()
    finish()
  }

  function onSignal(signal: NodeJS.Signals): void {
    if (!isAlone(signal)) {
      // Whoever else listens decides when the process ends; until then there is time to deliver.
      void flushAll(END_TIMEOUT_MS)
      return
    }
    const raise = (): void => void watched.kill(watched.pid, signal)
    if (isEnding) {
      end(raise)
      return
    }
    isEnding = true
    void flushAll(END_TIMEOUT_MS).then(() => end(raise))
  }

  function onUncaughtException(error: unknown): void {
    if (!isAlone('uncaughtException')) return
    const rethrow = (): void =>
      later(() => {
        throw error
      })
    if (isEnding) {
      end(rethrow)
      return
    }
    isEnding = true
    void flushAll(CRASH_TIMEOUT_MS).then(() => end(rethrow))
  }

  function onBeforeExit(): void {
    // Once: if nobody takes the records now, waiting again would keep the process for ever.
    if (hasFlushedAtRest) return
    hasFlushedAtRest = true
    void flushAll(END_TIMEOUT_MS)
  }

  function attach(): void {
    hasFlushedAtRest = false
    watched.on('beforeExit', onBeforeExit)
    watched.on('exit', abandonAll)
    watched.on('uncaughtException', onUncaughtException)
    // Signals reach the main thread alone.
    if (nodeModules.workerThreads.isMainThread) for (const signal of SIGNALS) watched.on(signal, onSignal)
  }

  function detach(): void {
    watched.off('beforeExit', onBeforeExit)
    watched.off('exit', abandonAll)
    watched.off('uncaughtException', onUncaughtException)
    for (const signal of SIGNALS) watched.off(signal, onSignal)
  }

  return {
    add(participant) {
      if (participants.size === 0 && !isEnding) attach()
      participants.add(participant)
    },
    remove(participant) {
      // While ending, the listeners stay until the end: a second signal must find them.
      if (participants.delete(participant) && participants.size === 0 && !isEnding) detach()
    },
  }
}

/**
 * One watch per process, shared by every logger and by every copy of this package, so that the end is
 * waited for once.
 */
const watchKey = Symbol.for('@org/logger/exit-watch/v1')
const holder = globalThis as { [watchKey]?: ExitWatch }

export function exitWatch(): ExitWatch {
  holder[watchKey] ??= createExitWatch()
  return holder[watchKey]
}
