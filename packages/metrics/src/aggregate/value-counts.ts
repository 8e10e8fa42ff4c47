import { MAX_VALUES_PER_DATUM } from '@org/core/aws'
import type { Measurement } from './aggregator.js'

/** Values in ascending order with how often each was observed. */
export class ValueCounts {
  readonly #values: number[] = []
  readonly #counts: number[] = []

  /** @param value At least as large as the last one; the same value is not listed twice. */
  add(value: number, count: number): void {
    const last = this.#values.length - 1
    if (last >= 0 && this.#values[last] === value) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count
      return
    }
    this.#values.push(value)
    this.#counts.push(count)
  }

  /** The contents of as many datums as are needed. */
  split(): readonly Measurement[] {
    const measurements: Measurement[] = []
    for (let from = 0; from < this.#values.length; from += MAX_VALUES_PER_DATUM) {
      const to = from + MAX_VALUES_PER_DATUM
      measurements.push({ values: this.#values.slice(from, to), counts: this.#counts.slice(from, to) })
    }
    return measurements
  }
}
