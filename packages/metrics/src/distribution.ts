import type { Aggregator, Measurement } from './aggregator.js'
import { bucketValue, ExponentialBuckets, RECORDING_SCALE } from './exponential-buckets.js'
import type { Refusal } from './issues.js'
import { MAX_VALUES_PER_DATUM } from './limits.js'
import { compactValue, isInRange, refusalOf, withoutUnderflow } from './value-rules.js'

/** So many different values are kept exactly; they fit one datum. */
export const MAX_EXACT_VALUES = MAX_VALUES_PER_DATUM

/** Datums that one histogram may take in a request. CloudWatch bills metrics and requests, not datums. */
const MAX_DATUMS = 2

/** The lowest and the highest value are sent exactly, beside the buckets. */
const EXACT_ENDS = 2

/** Buckets that a window may use; the finest scale is chosen that needs no more. */
export const MAX_BUCKETS = MAX_DATUMS * MAX_VALUES_PER_DATUM - EXACT_ENDS

/**
 * All observations of a window: exact while there are at most {@link MAX_EXACT_VALUES} different
 * ones, then in exponential buckets. Count, minimum and maximum stay exact.
 */
export class Distribution implements Aggregator {
  #exact: Map<number, number> | undefined = new Map()
  #positive = new ExponentialBuckets()
  #negative = new ExponentialBuckets()
  #zeros = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  record(value: number): Refusal | undefined {
    if (!isInRange(value)) return refusalOf(value)
    const observed = withoutUnderflow(value)
    if (observed < this.#min) this.#min = observed
    if (observed > this.#max) this.#max = observed
    if (this.#exact === undefined) this.#addToBucket(observed, 1)
    else this.#addExactly(this.#exact, observed)
    return undefined
  }

  take(): readonly Measurement[] {
    const pairs = this.#exact === undefined ? this.#bucketPairs() : exactPairs(this.#exact)
    this.#exact = new Map()
    this.#min = Number.POSITIVE_INFINITY
    this.#max = Number.NEGATIVE_INFINITY
    return pairs.split()
  }

  #addExactly(exact: Map<number, number>, value: number): void {
    const count = exact.get(value)
    if (count !== undefined || exact.size < MAX_EXACT_VALUES) {
      exact.set(value, (count ?? 0) + 1)
      return
    }
    this.#exact = undefined
    this.#positive = new ExponentialBuckets()
    this.#negative = new ExponentialBuckets()
    this.#zeros = 0
    for (const [known, times] of exact) this.#addToBucket(known, times)
    this.#addToBucket(value, 1)
  }

  #addToBucket(value: number, count: number): void {
    if (value > 0) this.#positive.add(value, count)
    else if (value < 0) this.#negative.add(-value, count)
    else this.#zeros += count
  }

  #bucketPairs(): Pairs {
    const [min, max] = [this.#min, this.#max]
    // The ends go as pairs of their own, so that CloudWatch's Minimum and Maximum are exact.
    this.#addToBucket(min, -1)
    this.#addToBucket(max, -1)
    const positive = this.#positive.occupied()
    const negative = this.#negative.occupied()
    const shift = coarsening(positive.indices, negative.indices, this.#zeros > 0)
    const scale = RECORDING_SCALE - shift
    const within = (value: number): number => Math.min(max, Math.max(min, value))

    const pairs = new Pairs()
    pairs.add(compactValue(min), 1)
    for (let at = negative.indices.length - 1; at >= 0; at--) {
      const value = -bucketValue((negative.indices[at] ?? 0) >> shift, scale)
      pairs.add(compactValue(within(value)), negative.counts[at] ?? 0)
    }
    if (this.#zeros > 0) pairs.add(0, this.#zeros)
    positive.indices.forEach((index, at) => {
      pairs.add(compactValue(within(bucketValue(index >> shift, scale))), positive.counts[at] ?? 0)
    })
    pairs.add(compactValue(max), 1)
    return pairs
  }
}

/** Values in ascending order with their counts. */
class Pairs {
  readonly #values: number[] = []
  readonly #counts: number[] = []

  /** Adds to the last pair when the value is the same. */
  add(value: number, count: number): void {
    const last = this.#values.length - 1
    if (last >= 0 && this.#values[last] === value) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count
      return
    }
    this.#values.push(value)
    this.#counts.push(count)
  }

  split(): readonly Measurement[] {
    const measurements: Measurement[] = []
    for (let from = 0; from < this.#values.length; from += MAX_VALUES_PER_DATUM) {
      const to = from + MAX_VALUES_PER_DATUM
      measurements.push({ values: this.#values.slice(from, to), counts: this.#counts.slice(from, to) })
    }
    return measurements
  }
}

function exactPairs(exact: ReadonlyMap<number, number>): Pairs {
  const pairs = new Pairs()
  for (const [value, count] of [...exact].sort(([a], [b]) => a - b)) pairs.add(compactValue(value), count)
  return pairs
}

/** How often the resolution must be halved for the occupied buckets to fit. */
function coarsening(positive: readonly number[], negative: readonly number[], hasZeros: boolean): number {
  const room = MAX_BUCKETS - (hasZeros ? 1 : 0)
  let shift = 0
  while (countMerged(positive, shift) + countMerged(negative, shift) > room) shift += 1
  return shift
}

/** Buckets in use after halving the resolution `shift` times; `indices` ascend. */
function countMerged(indices: readonly number[], shift: number): number {
  let count = 0
  let previous: number | undefined
  for (const index of indices) {
    const merged = index >> shift
    if (merged !== previous) count += 1
    previous = merged
  }
  return count
}
