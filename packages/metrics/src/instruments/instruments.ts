import type { DimensionOf, MetricDefinition, MetricDefinitions, MetricKind } from '@org/core/catalog'

/** Values for the dimensions `Required`, and optionally for those that a default fills. */
export type DimensionValues<Required extends string, Optional extends string> = Readonly<Record<Required, string>> & {
  readonly [Name in Optional]?: string | undefined
}

/** The last parameter of a recording: required, optional or empty, as the definition says. */
export type DimensionsArgument<Required extends string, Optional extends string> = [Required | Optional] extends [never]
  ? [dimensions?: Readonly<Record<string, never>>]
  : [Required] extends [never]
    ? [dimensions?: DimensionValues<never, Optional>]
    : [dimensions: DimensionValues<Required, Optional>]

/** A counter whose dimensions are set. */
export interface BoundCounter {
  /** Adds `value`, from 0 to 2^360. Never throws; what is wrong is refused, counted and diagnosed. */
  add(value: number): void
}

/** A gauge whose dimensions are set. */
export interface BoundGauge {
  /** Sets the level, from -2^360 to 2^360. Never throws; what is wrong is refused, counted and diagnosed. */
  set(value: number): void
}

/** A histogram whose dimensions are set. */
export interface BoundHistogram {
  /** Observes `value`, from -2^360 to 2^360, once. Never throws; what is wrong is refused, counted and diagnosed. */
  record(value: number): void
  /** Starts measuring a duration; call what it returns to record it in the unit of the metric. */
  startTimer(): StopTimer
}

/**
 * Counts what only goes up: requests, errors, bytes sent. One datum with the exact total per series
 * and window, so that CloudWatch's `Sum` is the total; `SampleCount` and `Average` mean nothing for it.
 */
export interface Counter<Required extends string = never, Optional extends string = never> {
  /**
   * Adds `value`, from 0 to 2^360. Adding 0 reports the series with a total of 0. Never throws; what
   * is wrong is refused, counted in `stats()` and diagnosed.
   */
  add(value: number, ...dimensions: DimensionsArgument<Required, Optional>): void
  /** The fast path: looks the series up once. A bound series is kept for the life of the process. */
  bind(...dimensions: DimensionsArgument<Required, Optional>): BoundCounter
}

/** A level that goes up and down: queue depth, memory. The last value of each window is sent. */
export interface Gauge<Required extends string = never, Optional extends string = never> {
  /** Sets the level, from -2^360 to 2^360. Never throws; what is wrong is refused, counted and diagnosed. */
  set(value: number, ...dimensions: DimensionsArgument<Required, Optional>): void
  /** The fast path: looks the series up once. A bound series is kept for the life of the process. */
  bind(...dimensions: DimensionsArgument<Required, Optional>): BoundGauge
}

/**
 * A distribution: durations, sizes. Sent as values and counts, so that percentiles work, also over many hosts. A
 * negative value takes them away: CloudWatch has no percentiles of a metric with one.
 */
export interface Histogram<Required extends string = never, Optional extends string = never> {
  /** Observes `value`, from -2^360 to 2^360, once. Never throws; what is wrong is refused, counted and diagnosed. */
  record(value: number, ...dimensions: DimensionsArgument<Required, Optional>): void
  /** The fast path: looks the series up once. A bound series is kept for the life of the process. */
  bind(...dimensions: DimensionsArgument<Required, Optional>): BoundHistogram
  /**
   * Starts measuring a duration with the monotonic clock. Give the dimensions that are known now, and
   * the others to the function returned. The duration is recorded in the metric's unit, which must be
   * `Seconds`, `Milliseconds` or `Microseconds`.
   *
   * @example
   * ```ts
   * const stop = metrics.histogram('request_duration').startTimer({ Route: '/' })
   * stop({ StatusClass: '2xx' })
   * ```
   */
  startTimer<Given extends Required | Optional = never>(
    dimensions?: Readonly<Record<Given, string>>,
  ): StopTimer<Exclude<Required, Given>, Exclude<Optional, Given>>
}

/**
 * Records the duration since the timer was started and returns it in ms. Calling it again records
 * nothing and returns the same duration.
 */
export type StopTimer<Required extends string = never, Optional extends string = never> = (
  ...dimensions: DimensionsArgument<Required, Optional>
) => number

/** The names in `M` whose definition is of kind `K`. */
export type NamesOfKind<M extends MetricDefinitions, K extends MetricKind> = {
  [Name in keyof M & string]: M[Name] extends MetricDefinition<K> ? Name : never
}[keyof M & string]

/** Dimensions of a definition that every recording must give. */
export type RequiredOf<D extends MetricDefinition, Defaults extends string> = Exclude<DimensionOf<D>, Defaults>

/** Dimensions of a definition that a default fills. */
export type OptionalOf<D extends MetricDefinition, Defaults extends string> = Extract<DimensionOf<D>, Defaults>
