import type { MetricRefusal } from '../refusals.js'

/** What one datum says: a value, or values with how often each was observed. */
export type Measurement = { readonly value: number } | { readonly values: number[]; readonly counts: number[] }

/** What a series holds of the current window. */
export interface Aggregator {
  /** Takes a number into the window, or says why not. */
  record(value: number): MetricRefusal | undefined
  /**
   * Ends the window at once and starts empty. What is returned makes the contents of datums of it, a
   * longer work that may be done later.
   */
  take(): () => readonly Measurement[]
}
