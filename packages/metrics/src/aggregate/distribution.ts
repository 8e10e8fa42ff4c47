import { MAX_VALUES_PER_DATUM } from '@org/core/aws'
import type { MetricRefusal } from '../refusals.js'
import type { Aggregator, Measurement } from './aggregator.js'
import { SignedBuckets } from './signed-buckets.js'
import { ValueCounts } from './value-counts.js'
import { compactValue, isInRange, refusalOf, withoutUnderflow } from './value-rules.js'

/** So many different values are kept exactly; they fit one datum. */
export const MAX_EXACT_VALUES = MAX_VALUES_PER_DATUM

/**
 * All observations of a window: exact while there are at most {@link MAX_EXACT_VALUES} different
 * ones, then in exponential buckets. Count, minimum and maximum stay exact.
 */
export class Distribution implements Aggregator {
  #exact = new Map<number, number>()
  /** Takes the place of the exact values. */
  #buckets: SignedBuckets | undefined

  record(value: number): MetricRefusal | undefined {
    if (!isInRange(value)) return refusalOf(value)
    const observed = withoutUnderflow(value)
    if (this.#buckets === undefined) this.#addExactly(observed)
    else this.#buckets.add(observed, 1)
    return undefined
  }

  take(): () => readonly Measurement[] {
    const exact = this.#exact
    const buckets = this.#buckets
    this.#exact = new Map()
    this.#buckets = undefined
    return () => (buckets === undefined ? writeExactly(exact) : buckets.write()).split()
  }

  #addExactly(value: number): void {
    const count = this.#exact.get(value)
    if (count !== undefined || this.#exact.size < MAX_EXACT_VALUES) {
      this.#exact.set(value, (count ?? 0) + 1)
      return
    }
    this.#buckets = new SignedBuckets()
    for (const [known, times] of this.#exact) this.#buckets.add(known, times)
    this.#buckets.add(value, 1)
    this.#exact.clear()
  }
}

function writeExactly(exact: ReadonlyMap<number, number>): ValueCounts {
  const values = new ValueCounts()
  for (const [value, count] of [...exact].sort(([a], [b]) => a - b)) values.add(compactValue(value), count)
  return values
}
