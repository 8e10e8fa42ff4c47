import { lazyNode } from '@org/core'

/** Trace ids of W3C and OpenTelemetry, those of 64 bits, and the root id of X-Ray. */
const TRACE_ID = /^(?:[\da-f]{16}|[\da-f]{32}|1-[\da-f]{8}-[\da-f]{24})$/i

/** The random part of a trace id: its last 56 bits. https://www.w3.org/TR/trace-context-2/#randomness-of-trace-id */
const RANDOM_DIGITS = 14
const RANDOM_VALUES = 2 ** 56

/**
 * Says whether a trace is one of the share `rate` of all traces. The verdict depends on the trace id
 * alone, so every service that asks with the same rate gets the same one, and a trace that is sampled
 * at some rate is sampled at every higher one. It is the rule of OpenTelemetry's consistent probability
 * samplers: with the last 56 bits of the id as randomness, a trace is sampled where these are at least
 * `(1 - rate) * 2^56`.
 *
 * The id may be 32 or 16 hexadecimal digits in any case, or the root id of X-Ray
 * (`1-5759e988-bd862e3fe1be46a994272793`), whose time has no say. Of an id in another form the last
 * 56 bits of its SHA-256 count instead.
 *
 * Never throws, as it is asked while requests are served: a `rate` of 0 or less, or one that is not a
 * number, samples no trace, and one of 1 or more samples every trace.
 *
 * @param rate Share of traces, from 0 (none) to 1 (all).
 *
 * @example
 * ```ts
 * isTraceSampled('4bf92f3577b34da6a3ce929d0e0e4736', 0.25) // true
 * isTraceSampled('4bf92f3577b34da6a3ce929d0e0e4736', 0.1) // false
 * ```
 *
 * @see https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
 */
export function isTraceSampled(traceId: string, rate: number): boolean {
  // Measured from the upper end, as `1 - rate` has no digits left for a small rate. A double has 53 bits;
  // a BigInt is compared with a number by its exact value, and `rate` times a power of two is exact.
  return BigInt(RANDOM_VALUES) - randomnessOf(traceId) <= rate * RANDOM_VALUES
}

function randomnessOf(traceId: string): bigint {
  // An application in plain JavaScript may ask where there is no trace.
  const id = String(traceId)
  const digits = TRACE_ID.test(id) ? id : lazyNode.crypto.createHash('sha256').update(id).digest('hex')
  return BigInt(`0x${digits.slice(-RANDOM_DIGITS)}`)
}
