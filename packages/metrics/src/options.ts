import {
  type Clock,
  ConfigurationError,
  type DiagnosticHandler,
  describeValue,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectString,
  systemClock,
} from '@org/core'
import {
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_DIMENSIONS,
  type MetricDefinitions,
  type Telemetry,
} from '@org/core/catalog'
import { DELIVERY_DEFAULTS, type DeliveryTuning } from '@org/core/delivery'
import type { MetricsClient } from './client.js'
import { isDimensionValue } from './dimension-value.js'
import { MAX_DATUM_AGE_MS } from './limits.js'

/** Dimension values that apply to every metric. */
export type DefaultDimensions = Readonly<Record<string, string>>

/** Options of {@link createMetrics}. */
export interface MetricsOptions<M extends MetricDefinitions, Defaults extends DefaultDimensions>
  extends Omit<DeliveryTuning, 'flushIntervalMs'> {
  /** The catalog; its `metrics` are made into instruments. */
  readonly telemetry: Telemetry<M>
  /**
   * Dimensions that every metric gets. One that a metric declares fills it where a recording does
   * not; any other is added to it, and then belongs to the metric's identity in CloudWatch: alarms and
   * graphs must name it too. At most 30 dimensions in all. @defaultValue {}
   */
  readonly defaultDimensions?: Defaults | undefined
  /** Length of a window, in ms, 100 to 3,600,000. Each window costs a request. @defaultValue 60_000 */
  readonly flushIntervalMs?: number | undefined
  /** Series per metric; further ones are recorded together, as `__other__`. @defaultValue 1_000 */
  readonly maxSeriesPerMetric?: number | undefined
  /** @defaultValue the client of `@aws-sdk/client-cloudwatch`, loaded on the first send */
  readonly client?: MetricsClient | undefined
  /** Region of the default client. @defaultValue `AWS_REGION`, then the shared AWS configuration */
  readonly region?: string | undefined
  /** URL that the default client calls. @defaultValue `AWS_ENDPOINT_URL`, then AWS */
  readonly endpoint?: string | undefined
  /** Receives what the package has to say about itself. @defaultValue one line per code and minute on stderr */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** The defaults, quoted in the documentation of the options. */
export const METRICS_DEFAULTS = {
  flushIntervalMs: 60_000,
  maxSeriesPerMetric: 1_000,
  /** Datums younger than 3 hours are visible at once. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html */
  retryMaxAgeMs: 3 * 3_600_000,
} as const

const MIN_FLUSH_INTERVAL_MS = 100
const MAX_FLUSH_INTERVAL_MS = 3_600_000

const OPTION_NAMES = [
  'telemetry',
  'defaultDimensions',
  'flushIntervalMs',
  'maxSeriesPerMetric',
  'client',
  'region',
  'endpoint',
  'onDiagnostic',
  'clock',
  'random',
  'buffer',
  'retry',
  'concurrency',
  'requestTimeoutMs',
]

/** Every option with its value. */
export interface ResolvedMetricsOptions {
  readonly namespace: string
  readonly definitions: MetricDefinitions
  readonly defaultDimensions: DefaultDimensions
  readonly flushIntervalMs: number
  readonly maxSeriesPerMetric: number
  readonly client: MetricsClient | undefined
  readonly region: string | undefined
  readonly endpoint: string | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
  readonly random: () => number
  readonly delivery: Omit<DeliveryTuning, 'flushIntervalMs'>
  readonly requestTimeoutMs: number
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} */
export function resolveMetricsOptions<M extends MetricDefinitions, Defaults extends DefaultDimensions>(
  options: MetricsOptions<M, Defaults>,
): ResolvedMetricsOptions {
  expectObject('options', options)
  expectKnownKeys('createMetrics', options, OPTION_NAMES)
  expectObject('telemetry', options.telemetry)
  const definitions: MetricDefinitions = options.telemetry.metrics?.definitions ?? {}
  const { buffer, retry = {}, concurrency, requestTimeoutMs } = options
  return {
    namespace: options.telemetry.metrics?.namespace ?? '',
    definitions,
    defaultDimensions: checkDefaultDimensions(options.defaultDimensions ?? {}, definitions),
    flushIntervalMs: expectInteger('flushIntervalMs', options.flushIntervalMs ?? METRICS_DEFAULTS.flushIntervalMs, {
      min: MIN_FLUSH_INTERVAL_MS,
      max: MAX_FLUSH_INTERVAL_MS,
      unit: 'ms',
    }),
    maxSeriesPerMetric: expectInteger(
      'maxSeriesPerMetric',
      options.maxSeriesPerMetric ?? METRICS_DEFAULTS.maxSeriesPerMetric,
      { min: 1, max: 1_000_000, unit: 'series' },
    ),
    client: options.client === undefined ? undefined : checkClient(options.client),
    region: options.region === undefined ? undefined : expectString('region', options.region),
    endpoint: options.endpoint === undefined ? undefined : expectString('endpoint', options.endpoint),
    onDiagnostic: options.onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', options.onDiagnostic),
    clock: options.clock ?? systemClock,
    random: options.random === undefined ? Math.random : expectFunction('random', options.random),
    delivery: {
      ...(buffer === undefined ? {} : { buffer }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
      retry: { ...retry, maxAgeMs: checkMaxAge(retry.maxAgeMs) },
    },
    requestTimeoutMs: requestTimeoutMs ?? DELIVERY_DEFAULTS.requestTimeoutMs,
  }
}

function checkMaxAge(maxAgeMs: number | undefined): number {
  return expectInteger('retry.maxAgeMs', maxAgeMs ?? METRICS_DEFAULTS.retryMaxAgeMs, {
    min: 1,
    max: MAX_DATUM_AGE_MS,
    unit: 'ms (CloudWatch takes nothing older)',
  })
}

function checkClient(client: MetricsClient): MetricsClient {
  expectObject('client', client)
  expectFunction('client.putMetricData', client.putMetricData)
  return client
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const DIMENSION_NAME = /^(?!:)(?=.*[!-~])[ -~]+$/

function checkDefaultDimensions(defaults: DefaultDimensions, definitions: MetricDefinitions): DefaultDimensions {
  expectObject('defaultDimensions', defaults)
  for (const [name, value] of Object.entries(defaults)) {
    expectString('defaultDimensions', name, {
      maxLength: MAX_DIMENSION_NAME_LENGTH,
      pattern: DIMENSION_NAME,
      expectation: 'named in ASCII without control characters, not starting with ":"',
    })
    if (!isDimensionValue(value)) {
      throw new ConfigurationError(
        `Option \`defaultDimensions["${name}"]\` must be 1 to ${MAX_DIMENSION_VALUE_LENGTH} printable ASCII characters; got ${describeValue(value)}.`,
      )
    }
  }
  for (const [metric, { dimensions }] of Object.entries(definitions)) {
    const all = new Set([...dimensions, ...Object.keys(defaults)])
    if (all.size > MAX_DIMENSIONS) {
      throw new ConfigurationError(
        `Metric \`${metric}\` has ${all.size} dimensions with \`defaultDimensions\`; CloudWatch takes at most ${MAX_DIMENSIONS}.`,
      )
    }
  }
  return Object.freeze({ ...defaults })
}
