/** A line as a store keeps it. */
export interface SpilledLine {
  /** Without a newline. */
  readonly line: string
  /** Importance from 0 to 15. */
  readonly priority: number
}

/** Stands for one line in one store; only that store looks inside. */
export type SpillReceipt = object

/** A line that a store hands out to be sent. */
export interface RetrievedLine extends SpilledLine {
  readonly receipt: SpillReceipt
}

/** How much a store has. */
export interface SpillStats {
  /** Lines that are in the store alone, and not in the memory of a process. */
  readonly lines: number
  /** Bytes that the store takes. */
  readonly bytes: number
}

/**
 * Keeps lines outside the memory of a process, so that they survive it. A line is *held* while its
 * process also has it in memory, and *waiting* otherwise; `retrieve` hands out waiting lines, those of
 * processes that ended included, each to one process only.
 *
 * No method throws or rejects; trouble is the store's to report.
 */
export interface SpillStore {
  /** Takes a line, held, and writes it soon. Synchronous. @returns its receipt, or undefined when there is no room */
  keep(line: SpilledLine): SpillReceipt | undefined
  /** The line is no longer in memory: from now on it waits. */
  letGo(receipt: SpillReceipt): void
  /** The line was delivered, or lost for good: it is deleted. */
  forget(receipt: SpillReceipt): void
  /** Hands out waiting lines, oldest first, which are held from then on: up to `maxBytes`, but at least one if there is any. */
  retrieve(maxBytes: number): Promise<readonly RetrievedLine[]>
  /** Resolves when everything kept and forgotten so far is written (true) or has failed to be (false). */
  written(): Promise<boolean>
  /**
   * Writes what is not yet written, before it returns, and takes nothing any more. What is not
   * forgotten then waits for the next process. @returns the lines that could not be written
   */
  close(): readonly SpilledLine[]
  stats(): SpillStats
}
