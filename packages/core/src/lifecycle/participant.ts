/**
 * The order in which what a process holds is delivered at its end: what metrics and events have to say of
 * themselves is still logged, so that logs come last.
 */
export const PHASES = ['telemetry', 'logs'] as const
/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number]

/** Somebody who has something to lose when the process ends. */
export interface Participant {
  /** When in the order of the end it is delivered. */
  readonly phase: Phase
  /** Delivers what is held for at most `timeoutMs`. */
  flush(timeoutMs: number): Promise<unknown>
  /** Whether it has requests under way. @defaultValue no */
  isBusy?(): boolean
  /**
   * Nobody waits any more: gives up what is under way, to be delivered later, as its connections would keep a process
   * that has nothing else to do.
   */
  rest?(): void
  /** Leaves what is still held where it can be found, before it returns: nothing asynchronous runs any more. */
  abandon(): void
}
