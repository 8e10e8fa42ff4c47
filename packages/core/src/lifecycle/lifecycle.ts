import type { Participant } from './participant.js'

/** The end of the process, for those who have something to lose by it. */
export interface Lifecycle {
  /**
   * From now on the end is watched for the participant. When it has come already, as in a listener of `exit`, the
   * participant is told to leave what it holds before this returns.
   */
  add(participant: Participant): void
  /** It has nothing to lose any more. */
  remove(participant: Participant): void
  /**
   * Delivers what every participant holds, metrics and events first, logs last, for at most `timeoutMs`. For
   * whoever ends the process himself. Never rejects.
   */
  flush(timeoutMs: number): Promise<void>
}

/** Time to deliver after a signal and when the event loop is empty, in ms; ECS kills 30 s after SIGTERM. */
export const END_TIMEOUT_MS = 5_000

/** Time to deliver after an uncaught exception, in which the process is in an unknown state, in ms. */
export const CRASH_TIMEOUT_MS = 1_000
