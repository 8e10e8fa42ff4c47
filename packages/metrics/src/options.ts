import { ConfigurationError, describeValue, expectInteger, expectKnownKeys, expectObject } from '@org/core'
import {
  expectDimensionName,
  isDimensionValue,
  MAX_DATUM_AGE_MS,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_DIMENSIONS,
} from '@org/core/aws'
import type { MetricDefinitions, Telemetry } from '@org/core/catalog'
import {
  COMMON_OPTION_NAMES,
  type CommonOptions,
  OUTLET_OPTION_NAMES,
  type Outlet,
  type OutletOptions,
  type ResolvedCommonOptions,
  resolveCommonOptions,
  resolveOutlet,
} from '@org/core/sender'
import { loadCloudWatchSdk } from './aws/cloudwatch-sdk.js'
import type { PutMetricDataRequest } from './sinks/wire.js'

/** Dimension values that apply to every metric. */
export type DefaultDimensions = Readonly<Record<string, string>>

/** Options of {@link createMetrics}. */
export interface MetricsOptions<M extends MetricDefinitions, Defaults extends DefaultDimensions>
  extends CommonOptions,
    Omit<OutletOptions<'putMetricData', PutMetricDataRequest, unknown>, 'flushIntervalMs' | 'region'> {
  /** The catalog; its `metrics` are made into instruments. */
  readonly telemetry: Telemetry<M>
  /**
   * Dimensions that every metric gets. One that a metric declares fills it where a recording does
   * not; any other is added to it, and then belongs to the metric's identity in CloudWatch: alarms and
   * graphs must name it too. At most 30 dimensions in all; values of 1 to 1,024 printable ASCII characters.
   * @defaultValue {}
   */
  readonly defaultDimensions?: Defaults | undefined
  /**
   * Length of a window, in ms, 100 to 3,600,000. Each window costs a request. Shorter ones than a minute show only
   * with a `storageResolution` of 1. @defaultValue 60_000
   */
  readonly flushIntervalMs?: number | undefined
  /**
   * Series per metric, 1 to 1,000,000; further ones are recorded together, with `__other__` for each dimension that
   * the metric declares. @defaultValue 1_000
   */
  readonly maxSeriesPerMetric?: number | undefined
}

/** The defaults that differ from those of delivery, quoted in the documentation of the options. */
export const METRICS_DEFAULTS = {
  /** Length of a window, in ms: CloudWatch's minute. */
  flushIntervalMs: 60_000,
  /** Series per metric. */
  maxSeriesPerMetric: 1_000,
  /** `retry.maxAgeMs`, in ms: datums younger than 3 hours are visible at once. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html */
  retryMaxAgeMs: 3 * 3_600_000,
} as const

const MIN_FLUSH_INTERVAL_MS = 100
const MAX_FLUSH_INTERVAL_MS = 3_600_000
const MAX_SERIES = 1_000_000

/** Datums of a window are offered in one go; the first request need not wait for more. */
const DELIVERY_LINGER_MS = 1

const OPTION_NAMES = [
  'telemetry',
  'defaultDimensions',
  'maxSeriesPerMetric',
  ...COMMON_OPTION_NAMES,
  ...OUTLET_OPTION_NAMES,
]

/** Every option with its value. */
export interface ResolvedMetricsOptions {
  readonly namespace: string
  readonly definitions: MetricDefinitions
  readonly defaultDimensions: DefaultDimensions
  readonly flushIntervalMs: number
  readonly maxSeriesPerMetric: number
  readonly common: ResolvedCommonOptions
  readonly outlet: Outlet<PutMetricDataRequest, unknown>
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveMetricsOptions<M extends MetricDefinitions, Defaults extends DefaultDimensions>(
  options: MetricsOptions<M, Defaults>,
): ResolvedMetricsOptions {
  expectObject('options', options)
  expectKnownKeys('createMetrics', options, OPTION_NAMES)
  const { telemetry, retry = {} } = options
  expectObject('telemetry', telemetry)
  expectObject('retry', retry)
  const definitions: MetricDefinitions = telemetry.metrics?.definitions ?? {}
  const maxAgeMs = checkMaxAge(retry.maxAgeMs)
  return {
    namespace: telemetry.metrics?.namespace ?? '',
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
      { min: 1, max: MAX_SERIES, unit: 'series' },
    ),
    common: resolveCommonOptions(options, telemetry),
    outlet: resolveOutlet(
      { ...options, flushIntervalMs: DELIVERY_LINGER_MS, retry: { ...retry, maxAgeMs } },
      {
        operation: 'putMetricData',
        clientName: 'CloudWatchClient',
        packageName: '@aws-sdk/client-cloudwatch',
        load: loadCloudWatchSdk,
      },
    ),
  }
}

function checkMaxAge(maxAgeMs: number | undefined): number {
  return expectInteger('retry.maxAgeMs', maxAgeMs ?? METRICS_DEFAULTS.retryMaxAgeMs, {
    min: 1,
    max: MAX_DATUM_AGE_MS,
    unit: 'ms (CloudWatch takes nothing older)',
  })
}

function checkDefaultDimensions(defaults: DefaultDimensions, definitions: MetricDefinitions): DefaultDimensions {
  expectObject('defaultDimensions', defaults)
  for (const [name, value] of Object.entries(defaults)) {
    expectDimensionName('defaultDimensions', name)
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
