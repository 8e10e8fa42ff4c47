import { MAX_VALUES_PER_DATUM } from '@org/core/aws'
import { createBucketValue, ExponentialBuckets, RECORDING_SCALE } from './exponential-buckets.js'
import { ValueCounts } from './value-counts.js'
import { compactValue } from './value-rules.js'

/** Datums that one histogram may take in a request. CloudWatch bills metrics and requests, not datums. */
const MAX_DATUMS = 2

/** The lowest and the highest value are sent exactly, beside the buckets. */
const EXACT_ENDS = 2

/** Buckets that a window may use; the finest scale is chosen that needs no more. */
export const MAX_BUCKETS = MAX_DATUMS * MAX_VALUES_PER_DATUM - EXACT_ENDS

/** Exponential buckets for values of either sign and zero, with the exact minimum and maximum. */
export class SignedBuckets {
  readonly #positive = new ExponentialBuckets()
  readonly #negative = new ExponentialBuckets()
  #zeros = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  /** @param value In CloudWatch's range and without underflow. */
  add(value: number, count: number): void {
    if (value < this.#min) this.#min = value
    if (value > this.#max) this.#max = value
    if (value > 0) this.#positive.add(value, count)
    else if (value < 0) this.#negative.add(-value, count)
    else this.#zeros += count
  }

  /** What was added, at the finest scale that fits; needs at least two observations. Call it once. */
  write(): ValueCounts {
    const [min, max] = [this.#min, this.#max]
    // The ends go as values of their own, so that CloudWatch's Minimum and Maximum are exact.
    this.add(min, -1)
    this.add(max, -1)
    const positive = this.#positive.occupied()
    const negative = this.#negative.occupied()
    const shift = coarsening(positive.indices, negative.indices, this.#zeros > 0)
    const bucketValue = createBucketValue(RECORDING_SCALE - shift)
    const sent = (value: number): number => compactValue(Math.min(max, Math.max(min, value)))

    const values = new ValueCounts()
    values.add(sent(min), 1)
    for (let at = negative.indices.length - 1; at >= 0; at--) {
      values.add(sent(-bucketValue((negative.indices[at] ?? 0) >> shift)), negative.counts[at] ?? 0)
    }
    if (this.#zeros > 0) values.add(0, this.#zeros)
    for (const [at, index] of positive.indices.entries()) {
      values.add(sent(bucketValue(index >> shift)), positive.counts[at] ?? 0)
    }
    values.add(sent(max), 1)
    return values
  }
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
