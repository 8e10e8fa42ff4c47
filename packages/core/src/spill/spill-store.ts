/** One item as a store keeps it: one line of text. */
export interface SpilledLine {
  /** What the item can be made from again; without a newline. */
  readonly line: string
  /** Importance from 0 to 15. */
  readonly priority: number
}

/** Stands for one line in one store; only that store looks inside. */
export type SpillReceipt = object

/** A line that a store hands out to be sent. */
export interface RetrievedLine extends SpilledLine {
  /** A process that ended kept it, and not this one. @defaultValue false */
  readonly isInherited?: boolean | undefined
  /** Names the line to its store. */
  readonly receipt: SpillReceipt
}

/** How much a store may hand out at once. */
export interface RetrievalLimits {
  /** Lines that are handed out. */
  readonly maxLines: number
  /** UTF-8 bytes of the lines. One line is handed out even if it has more. */
  readonly maxBytes: number
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
 * A method that throws or rejects is reported as `MON_CALLBACK_FAILED`, and the line is treated as if
 * there were no store.
 */
export interface SpillStore {
  /** Takes a line, held, and writes it soon. Synchronous. @returns its receipt, or undefined when there is no room */
  keep(line: SpilledLine): SpillReceipt | undefined
  /** The line is no longer in memory: from now on it waits. */
  letGo(receipt: SpillReceipt): void
  /** The line was delivered, or lost for good: it is deleted. */
  forget(receipt: SpillReceipt): void
  /** Hands out waiting lines, oldest first, which are held from then on; none when there are none. */
  retrieve(limits: RetrievalLimits): Promise<readonly RetrievedLine[]>
  /** Resolves when everything kept and forgotten so far is written (true) or has failed to be (false). */
  written(): Promise<boolean>
  /**
   * Writes what is not yet written, before it returns, and takes nothing any more. What is not
   * forgotten then waits for the next process. @returns the lines that could not be written
   */
  close(): readonly SpilledLine[]
  /** How much it has now. */
  stats(): SpillStats
}
