import { type Clock, ConfigurationError } from '@org/core'
import { MAX_DATUMS_PER_REQUEST } from '@org/core/aws'
import type { MetricDefinition, MetricDefinitions, MetricKind, Telemetry } from '@org/core/catalog'
import type { DeliveryResult, Timeout } from '@org/core/delivery'
import { Book, createReport } from '@org/core/reporting'
import { Sender, type SenderStats } from '@org/core/sender'
import { Window } from './aggregate/window.js'
import type { Counter, Gauge, Histogram, NamesOfKind, OptionalOf, RequiredOf } from './instruments/instruments.js'
import { Recorder, type RecorderHost } from './instruments/recorder.js'
import type { Series } from './instruments/series.js'
import { SeriesTree } from './instruments/series-tree.js'
import {
  type DefaultDimensions,
  type MetricsOptions,
  type ResolvedMetricsOptions,
  resolveMetricsOptions,
} from './options.js'
import {
  ADJUSTMENTS,
  EXPLANATIONS,
  type MetricAdjustment,
  type MetricBook,
  type MetricRefusal,
  REFUSALS,
} from './refusals.js'
import { type Datum, datumBytesPerRequest, decodeDatum, encodeDatum } from './sinks/datum.js'
import { createExchange } from './sinks/exchange.js'
import { unsentLines } from './sinks/unsent-lines.js'
import type { PutMetricDataRequest } from './sinks/wire.js'

/** CloudWatch bills a metric by the hour; a series that rested so long makes room for another. https://aws.amazon.com/cloudwatch/pricing/ */
const SERIES_REST_MS = 3_600_000

/** A look at the metrics of a process. */
export interface MetricsStats {
  /** Series held in memory, of all metrics: each is a metric in CloudWatch while something is recorded in it. */
  readonly series: number
  /** Recordings that were not taken, by reason, since the start. */
  readonly refused: Readonly<Record<MetricRefusal, number>>
  /** Recordings that were taken with other dimensions than given, by reason, since the start. */
  readonly adjusted: Readonly<Record<MetricAdjustment, number>>
  /** Series of closed windows that wait for this process's moment to send. */
  readonly waitingSeries: number
  /** Datums on their way to CloudWatch, and what became of those before. */
  readonly delivery: SenderStats
}

/** The instruments of a service, and what happens to their values. */
export interface Metrics<M extends MetricDefinitions, Defaults extends string = never> extends AsyncDisposable {
  /**
   * The counter of this name, always the same one.
   *
   * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when the catalog has no counter of this name.
   */
  counter<Name extends NamesOfKind<M, 'counter'>>(
    name: Name,
  ): Counter<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /**
   * The gauge of this name, always the same one.
   *
   * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when the catalog has no gauge of this name.
   */
  gauge<Name extends NamesOfKind<M, 'gauge'>>(
    name: Name,
  ): Gauge<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /**
   * The histogram of this name, always the same one.
   *
   * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when the catalog has no histogram of this name.
   */
  histogram<Name extends NamesOfKind<M, 'histogram'>>(
    name: Name,
  ): Histogram<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /**
   * Ends the current window early and sends everything. Resolves when all of it is delivered or accounted
   * for, when CloudWatch is known to take nothing, or after `timeoutMs`, in ms, 0 or more, by default the option
   * `flushTimeoutMs`; what is no duration means the default. Counts are of datums. Never rejects.
   */
  flush(options?: Timeout): Promise<DeliveryResult>
  /**
   * Ends the current window, sends no later one, sends what is held for at most `timeoutMs`, in ms, by default
   * 5,000, and closes the connections. What is unsent then goes to the spill, else to stderr; so does what is recorded
   * later, but for the spill. Idempotent: a later call waits for the first; its account has what was recorded since,
   * dropped as `closed`. Counts are of datums. Never rejects.
   */
  shutdown(options?: Timeout): Promise<DeliveryResult>
  /** Figures of this moment. */
  stats(): MetricsStats
}

/**
 * The metrics of a catalog, for the signature of what takes them: `MetricsOf<typeof telemetry>`.
 * `Defaults` are the names of default dimensions.
 */
export type MetricsOf<T extends Telemetry, Defaults extends string = never> =
  T extends Telemetry<infer M, infer _Events> ? Metrics<M, Defaults> : never

/** Default dimensions that are known by name; a record of any string fills nothing for sure. */
export type DefaultNames<Defaults extends DefaultDimensions> = string extends keyof Defaults
  ? never
  : keyof Defaults & string

/**
 * Makes the instruments of a catalog. Values are aggregated in memory and sent to CloudWatch once per
 * window; recording is synchronous and never throws.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const metrics = createMetrics({ telemetry })
 * metrics.counter('page_viewed').add(1, { Version: '1.2.3' })
 * metrics.histogram('request_duration').record(12.5, { Route: '/', StatusClass: '2xx' })
 * await metrics.shutdown({ timeoutMs: 5_000 })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export function createMetrics<
  const M extends MetricDefinitions,
  const Defaults extends DefaultDimensions = Readonly<Record<never, never>>,
>(options: MetricsOptions<M, Defaults>): Metrics<M, DefaultNames<Defaults>> {
  return new CloudWatchMetrics(resolveMetricsOptions(options))
}

interface Instrument {
  readonly definition: MetricDefinition
  readonly tree: SeriesTree
  readonly recorder: Recorder
}

class CloudWatchMetrics implements Metrics<MetricDefinitions, string>, RecorderHost {
  readonly clock: Clock
  readonly book: MetricBook
  readonly #instruments = new Map<string, Instrument>()
  readonly #window: Window
  readonly #sender: Sender<Datum, PutMetricDataRequest, unknown>
  #sweptAt: number

  constructor(options: ResolvedMetricsOptions) {
    const { common, namespace } = options
    const { clock, random, onDiagnostic, identity } = common
    const name = `cloudwatch:${namespace}`
    const report = createReport({
      source: name,
      clock,
      onDiagnostic,
      identity: () => identity.identity,
      redaction: common.redaction,
    })
    const maxBatchBytes = datumBytesPerRequest(namespace)
    this.clock = clock
    this.book = new Book({ report, noun: 'Metric', explanations: EXPLANATIONS })
    this.#sweptAt = clock.monotonic()
    this.#window = new Window({
      intervalMs: options.flushIntervalMs,
      clock,
      random,
      emit: (datums) => this.#send(datums),
    })
    this.#sender = new Sender<Datum, PutMetricDataRequest, unknown>({
      ...options.outlet,
      name,
      noun: 'datum',
      phase: 'telemetry',
      common,
      report,
      limits: { maxBatchItems: MAX_DATUMS_PER_REQUEST, maxBatchBytes, maxItemBytes: maxBatchBytes },
      measure: (datum) => datum.bytes,
      describe: (datum) => `metric ${datum.wire.MetricName}`,
      exchange: createExchange(namespace, clock),
      encode: encodeDatum,
      decode: decodeDatum,
      unsentLines: ({ wire }) => unsentLines(wire, namespace, identity.identity),
      gather: () => this.#window.flush(),
      isGathering: () => this.#window.isHolding,
    })
    for (const [metric, definition] of Object.entries(options.definitions)) {
      this.#instruments.set(metric, this.#createInstrument(metric, definition, options))
    }
  }

  /** Nothing is recorded any more. */
  get closed(): boolean {
    return this.#sender.isClosed
  }

  counter(name: string): Recorder {
    return this.#instrument(name, 'counter')
  }

  gauge(name: string): Recorder {
    return this.#instrument(name, 'gauge')
  }

  histogram(name: string): Recorder {
    return this.#instrument(name, 'histogram')
  }

  activate(series: Series): void {
    this.#window.add(series)
    this.#sender.watch()
  }

  flush(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.flush(options)
  }

  shutdown(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.shutdown(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): MetricsStats {
    let series = 0
    for (const { tree } of this.#instruments.values()) series += tree.count
    return {
      series,
      refused: this.book.count(REFUSALS),
      adjusted: this.book.count(ADJUSTMENTS),
      waitingSeries: this.#window.waiting,
      delivery: this.#sender.stats(),
    }
  }

  #createInstrument(name: string, definition: MetricDefinition, options: ResolvedMetricsOptions): Instrument {
    const metric = { name, definition }
    const tree = new SeriesTree({
      metric,
      defaultDimensions: options.defaultDimensions,
      maxSeries: options.maxSeriesPerMetric,
      book: this.book,
      clock: this.clock,
    })
    return { definition, tree, recorder: new Recorder(metric, tree, this) }
  }

  #instrument(name: string, kind: MetricKind): Recorder {
    const instrument = this.#instruments.get(name)
    if (instrument?.definition.kind === kind) return instrument.recorder
    throw new ConfigurationError(
      instrument === undefined
        ? `The catalog has no metric \`${name}\`; it has: ${[...this.#instruments.keys()].join(', ') || 'none'}.`
        : `Metric \`${name}\` is a ${instrument.definition.kind}; use metrics.${instrument.definition.kind}('${name}').`,
    )
  }

  #send(datums: readonly Datum[]): void {
    for (const datum of datums) this.#sender.enqueue(datum)
    this.#releaseRestingSeries()
  }

  #releaseRestingSeries(): void {
    const before = this.clock.monotonic() - SERIES_REST_MS
    if (this.#sweptAt > before) return
    this.#sweptAt = this.clock.monotonic()
    for (const { tree } of this.#instruments.values()) tree.release(before)
  }
}
