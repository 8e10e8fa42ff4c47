import { type Clock, ConfigurationError, createReport } from '@org/core'
import type { MetricDefinition, MetricDefinitions, MetricKind, Telemetry } from '@org/core/catalog'
import {
  createDelivery,
  type Delivery,
  type DeliveryStats,
  type FlushResult,
  type LazyClient,
  lazyClient,
  type ShutdownResult,
} from '@org/core/delivery'
import { loadCloudWatchClient } from './aws/cloudwatch-client.js'
import type { MetricsClient } from './client.js'
import { type Datum, datumBytesPerRequest } from './datum.js'
import type { Counter, Gauge, Histogram, NamesOfKind, OptionalOf, RequiredOf } from './instruments.js'
import { ADJUSTMENTS, type Adjustment, Issues, REFUSALS, type Refusal } from './issues.js'
import { MAX_DATUMS_PER_REQUEST } from './limits.js'
import {
  type DefaultDimensions,
  type MetricsOptions,
  type ResolvedMetricsOptions,
  resolveMetricsOptions,
} from './options.js'
import { Recorder, type RecorderHost } from './recorder.js'
import { createSend } from './send.js'
import type { Series } from './series.js'
import { SeriesTree } from './series-tree.js'
import { Window } from './window.js'

/** CloudWatch bills a metric by the hour; a series that rested so long makes room for another. https://aws.amazon.com/cloudwatch/pricing/ */
const SERIES_REST_MS = 3_600_000

/** Datums of a window are offered in one go; the first request need not wait for more. */
const DELIVERY_LINGER_MS = 1

/** A look at the metrics of a process. */
export interface MetricsStats {
  /** Series held in memory. */
  readonly series: number
  /** Recordings that were not taken, by reason. */
  readonly refused: Readonly<Record<Refusal, number>>
  /** Recordings that were taken with other dimensions than given, by reason. */
  readonly adjusted: Readonly<Record<Adjustment, number>>
  /** Series of closed windows that wait for this process's moment to send. */
  readonly waitingSeries: number
  /** Datums on their way to CloudWatch. */
  readonly delivery: DeliveryStats
}

/** The instruments of a service, and what happens to their values. */
export interface Metrics<M extends MetricDefinitions, Defaults extends string = never> extends AsyncDisposable {
  /** @throws {@link ConfigurationError} when the catalog has no counter of this name. */
  counter<Name extends NamesOfKind<M, 'counter'>>(
    name: Name,
  ): Counter<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /** @throws {@link ConfigurationError} when the catalog has no gauge of this name. */
  gauge<Name extends NamesOfKind<M, 'gauge'>>(
    name: Name,
  ): Gauge<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /** @throws {@link ConfigurationError} when the catalog has no histogram of this name. */
  histogram<Name extends NamesOfKind<M, 'histogram'>>(
    name: Name,
  ): Histogram<RequiredOf<M[Name], Defaults>, OptionalOf<M[Name], Defaults>>
  /**
   * Ends the current window early and sends everything. Resolves when all of it is delivered or
   * accounted for, or after `timeoutMs`; counts are of datums. Never rejects.
   */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult>
  /**
   * Ends the current window, refuses new recordings and sends what is held for at most `timeoutMs`
   * (default 5,000). Idempotent; counts are of datums. Never rejects.
   */
  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult>
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
  readonly issues: Issues
  closed = false
  readonly #instruments = new Map<string, Instrument>()
  readonly #window: Window
  readonly #client: LazyClient<MetricsClient>
  readonly #delivery: Delivery<Datum>
  #sweptAt: number
  #shutdown: Promise<ShutdownResult> | undefined

  constructor(options: ResolvedMetricsOptions) {
    const { clock, random, onDiagnostic, namespace } = options
    const source = `cloudwatch:${namespace}`
    this.clock = clock
    this.issues = new Issues(createReport({ source, clock, onDiagnostic }))
    this.#sweptAt = clock.monotonic()
    this.#client = lazyClient(options.client, () => loadCloudWatchClient(options))
    const maxBatchBytes = datumBytesPerRequest(namespace)
    this.#delivery = createDelivery<Datum>({
      ...options.delivery,
      name: source,
      limits: { maxBatchItems: MAX_DATUMS_PER_REQUEST, maxBatchBytes, maxItemBytes: maxBatchBytes },
      flushIntervalMs: DELIVERY_LINGER_MS,
      measure: (datum) => datum.bytes,
      send: createSend(namespace, this.#client, clock),
      onDiagnostic,
      clock,
      random,
    })
    this.#window = new Window({
      intervalMs: options.flushIntervalMs,
      clock,
      random,
      emit: (datums) => this.#send(datums),
    })
    for (const [name, definition] of Object.entries(options.definitions)) {
      this.#instruments.set(name, this.#createInstrument(name, definition, options))
    }
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
  }

  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    this.#window.flush()
    return this.#delivery.flush(options)
  }

  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult> {
    this.#shutdown ??= this.#end(options)
    return this.#shutdown
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): MetricsStats {
    let series = 0
    for (const { tree } of this.#instruments.values()) series += tree.count
    return {
      series,
      refused: this.issues.count(REFUSALS),
      adjusted: this.issues.count(ADJUSTMENTS),
      waitingSeries: this.#window.waiting,
      delivery: this.#delivery.stats(),
    }
  }

  #createInstrument(name: string, definition: MetricDefinition, options: ResolvedMetricsOptions): Instrument {
    const metric = { name, definition }
    const tree = new SeriesTree({
      metric,
      defaultDimensions: options.defaultDimensions,
      maxSeries: options.maxSeriesPerMetric,
      issues: this.issues,
      clock: options.clock,
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
    for (const datum of datums) this.#delivery.enqueue(datum)
    this.#releaseRestingSeries()
  }

  #releaseRestingSeries(): void {
    const before = this.clock.monotonic() - SERIES_REST_MS
    if (this.#sweptAt > before) return
    this.#sweptAt = this.clock.monotonic()
    for (const { tree } of this.#instruments.values()) tree.release(before)
  }

  async #end(options: { readonly timeoutMs?: number | undefined } | undefined): Promise<ShutdownResult> {
    this.#window.flush()
    this.closed = true
    const result = await this.#delivery.shutdown(options)
    await this.#client.close()
    return result
  }
}
