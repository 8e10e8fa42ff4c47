/**
 * Base-2 exponential buckets, as OpenTelemetry and CloudWatch's OTLP endpoint use them: at scale s,
 * bucket i holds the values in (γ^i, γ^(i+1)] with γ = 2^(2^-s). Halving the resolution merges
 * neighbours exactly, so values are recorded once at the finest scale.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export const RECORDING_SCALE = 6

/** Buckets of one octave (a factor of two) at the recording scale. */
const OCTAVE_BUCKETS = 2 ** RECORDING_SCALE
const SLOT_MASK = OCTAVE_BUCKETS - 1

/** Lower bounds of an octave's buckets, relative to the octave, and the octave's end. */
const BOUNDARIES = Float64Array.from({ length: OCTAVE_BUCKETS + 1 }, (_, slot) => 2 ** (slot / OCTAVE_BUCKETS))

/** For each 64th of the linear way through an octave, the slot in which that point lies; -1 for the very start. */
const SLOT_OF_LINEAR = Int8Array.from({ length: OCTAVE_BUCKETS }, (_, step) => {
  const mantissa = 1 + step / OCTAVE_BUCKETS
  return BOUNDARIES.findLastIndex((boundary) => boundary < mantissa)
})

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
double[0] = 1
/** Which half of a double holds sign and exponent on this machine. */
const HIGH = words[1] === 0 ? 0 : 1

const EXPONENT_BIAS = 1023
const MANTISSA_BITS_IN_HIGH = 20
const MANTISSA_MASK = 0xfffff
const EXPONENT_OF_ONE = EXPONENT_BIAS << MANTISSA_BITS_IN_HIGH

/**
 * The bucket of a positive, normal double at the recording scale. Reads exponent and mantissa from
 * the bits and needs at most three comparisons: half the time of a logarithm, and exact at the bounds.
 */
export function bucketIndex(value: number): number {
  double[0] = value
  const high = words[HIGH] ?? 0
  const octave = (high >>> MANTISSA_BITS_IN_HIGH) - EXPONENT_BIAS
  const mantissaBits = high & MANTISSA_MASK
  words[HIGH] = mantissaBits | EXPONENT_OF_ONE
  const mantissa = double[0]
  let slot = SLOT_OF_LINEAR[mantissaBits >>> (MANTISSA_BITS_IN_HIGH - RECORDING_SCALE)] ?? 0
  while ((BOUNDARIES[slot + 1] ?? 2) < mantissa) slot += 1
  return octave * OCTAVE_BUCKETS + slot
}

/** The largest relative error of {@link createBucketValue} at `scale`: (γ - 1) / (γ + 1). */
export function maxRelativeError(scale: number): number {
  const base = 2 ** (2 ** -scale)
  return (base - 1) / (base + 1)
}

/**
 * Makes the function from a bucket of `scale` to the value that stands for it: the one with the
 * smallest relative error to both ends.
 */
export function createBucketValue(scale: number): (index: number) => number {
  const base = 2 ** (2 ** -scale)
  const aboveLowerBound = (2 * base) / (1 + base)
  const perOctave = 2 ** scale
  return (index) => 2 ** (index / perOctave) * aboveLowerBound
}

/** Counts of positive values, in pages of one octave that exist only where there are values. */
export class ExponentialBuckets {
  /** From {@link ExponentialBuckets.#firstOctave} on, without a gap in the octaves. */
  readonly #pages: (Float64Array | undefined)[] = []
  #firstOctave = 0

  /** @param value Positive and normal. */
  add(value: number, count: number): void {
    const index = bucketIndex(value)
    const octave = index >> RECORDING_SCALE
    const page = this.#pages[octave - this.#firstOctave] ?? this.#addPage(octave)
    const slot = index & SLOT_MASK
    page[slot] = (page[slot] ?? 0) + count
  }

  /** Index and count of every bucket in use, ascending. */
  occupied(): { readonly indices: readonly number[]; readonly counts: readonly number[] } {
    const indices: number[] = []
    const counts: number[] = []
    for (const [offset, page] of this.#pages.entries()) {
      if (page === undefined) continue
      const first = (this.#firstOctave + offset) * OCTAVE_BUCKETS
      for (let slot = 0; slot < OCTAVE_BUCKETS; slot++) {
        const count = page[slot] ?? 0
        if (count === 0) continue
        indices.push(first + slot)
        counts.push(count)
      }
    }
    return { indices, counts }
  }

  #addPage(octave: number): Float64Array {
    if (this.#pages.length === 0) this.#firstOctave = octave
    while (octave < this.#firstOctave) {
      this.#pages.unshift(undefined)
      this.#firstOctave -= 1
    }
    while (octave - this.#firstOctave >= this.#pages.length) this.#pages.push(undefined)
    const page = new Float64Array(OCTAVE_BUCKETS)
    this.#pages[octave - this.#firstOctave] = page
    return page
  }
}
