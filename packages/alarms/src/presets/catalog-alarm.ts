import {
  ConfigurationError,
  type DimensionOf,
  type EventTypes,
  type MetricDefinition,
  type MetricDefinitions,
  type MetricKind,
  type Telemetry,
} from '@org/core/catalog'
import type {
  AlarmDefinition,
  ComparisonOperator,
  LowSampleCountRule,
  MissingDataTreatment,
  Severity,
} from '../definition/alarm-definition.js'
import { defineAlarm } from '../definition/define-alarm.js'
import { describeReceived } from '../definition/problems.js'
import type { MetricStatistic } from '../definition/statistic.js'
import { STANDARD_PERIOD_STEP_SECONDS } from '../limits.js'
import { type AlarmTiming, DEFAULT_TIMING, refuseHastyPage } from './severity-settings.js'

interface CatalogAlarmFields<K extends string> {
  /** A metric that the catalog declares. */
  readonly metric: K
  readonly severity: Severity
  /** In the metric's own unit. */
  readonly threshold: number
  /** What silence means is for you to say: `notBreaching` for an error count, `breaching` for a heartbeat. */
  readonly treatMissingData: MissingDataTreatment
  /** @defaultValue 'GreaterThanThreshold' */
  readonly comparisonOperator?: ComparisonOperator | undefined
  /** @defaultValue by kind: Sum of a counter, p99 of a histogram, Maximum of a gauge (Minimum if low is bad) */
  readonly statistic?: MetricStatistic | undefined
  /** Seconds. Below 60 only for a metric declared with `storageResolution: 1`. @defaultValue 60 */
  readonly periodSeconds?: number | undefined
  /** N. @defaultValue 5 */
  readonly evaluationPeriods?: number | undefined
  /** M. @defaultValue 3, or N where that is less */
  readonly datapointsToAlarm?: number | undefined
  /** Only for percentiles. @defaultValue 'evaluate' */
  readonly evaluateLowSampleCountPercentile?: LowSampleCountRule | undefined
  /** The dimensions that your metrics client adds to every series: a series with them is another series. @defaultValue {} */
  readonly defaultDimensions?: Readonly<Record<string, string>> | undefined
  /** Give one when a metric has several alarms of one severity. @defaultValue service, metric and severity, joined by `-` */
  readonly name?: string | undefined
  /** @defaultValue the condition in words */
  readonly description?: string | undefined
  readonly runbookUrl?: string | undefined
  readonly owner?: string | undefined
}

/** Every dimension that the metric declares needs a value; a metric without dimensions takes none. */
type DimensionValues<D extends string> = [D] extends [never]
  ? { readonly dimensions?: Readonly<Record<string, never>> | undefined }
  : { readonly dimensions: Readonly<Record<D, string>> }

/** What {@link catalogAlarm} takes for metric `K` of the catalog's metrics `M`. */
export type CatalogAlarmInput<M extends MetricDefinitions, K extends keyof M & string> = CatalogAlarmFields<K> &
  DimensionValues<DimensionOf<M[K]>>

/**
 * An alarm on a metric of the service's catalog. A metric or a dimension that the catalog does not
 * declare is a compile error, and so is a dimension without a value: an alarm on a series that nobody
 * emits stays silent for ever.
 *
 * @throws ConfigurationError (`MON_CONFIG_INVALID`) for the same mistakes at run time, for a period
 * finer than the metric's resolution, and for a critical alarm on a single datapoint.
 *
 * @example
 * ```ts
 * const slowPages = catalogAlarm(telemetry, {
 *   metric: 'request_duration',
 *   dimensions: { Route: '/', StatusClass: '2xx' },
 *   severity: 'warning',
 *   threshold: 500, // Milliseconds, as declared
 *   treatMissingData: 'notBreaching',
 * })
 * ```
 */
export function catalogAlarm<M extends MetricDefinitions, E extends EventTypes, K extends keyof M & string>(
  telemetry: Telemetry<M, E>,
  input: CatalogAlarmInput<M, K>,
): AlarmDefinition {
  const { metric: name, severity, comparisonOperator = 'GreaterThanThreshold', treatMissingData, threshold } = input
  const { namespace, definition } = findMetric(telemetry, name)
  const dimensions = { ...input.defaultDimensions, ...expectDimensions(name, definition, input.dimensions) }
  const statistic = input.statistic ?? defaultStatistic(definition.kind, comparisonOperator)
  const timing = resolveTiming(input)
  expectResolution(name, definition, timing)
  return refuseHastyPage(
    defineAlarm({
      name: input.name ?? `${telemetry.service}-${name}-${severity}`,
      description:
        input.description ??
        `${statistic} of ${name} (${definition.unit}) is ${COMPARISON_SIGNS[comparisonOperator]} ${threshold} ` +
          `in ${timing.datapointsToAlarm} of ${timing.evaluationPeriods} periods of ${timing.periodSeconds} s.`,
      severity,
      metric: { namespace, name, dimensions },
      statistic,
      ...timing,
      comparisonOperator,
      threshold,
      treatMissingData,
      evaluateLowSampleCountPercentile: input.evaluateLowSampleCountPercentile,
      runbookUrl: input.runbookUrl,
      owner: input.owner,
    }),
  )
}

const COMPARISON_SIGNS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: '>=',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
}

function findMetric(
  { service, metrics }: Telemetry,
  name: string,
): { readonly namespace: string; readonly definition: MetricDefinition } {
  const definition = Object.hasOwn(metrics?.definitions ?? {}, name) ? metrics?.definitions[name] : undefined
  if (metrics !== undefined && definition !== undefined) return { namespace: metrics.namespace, definition }
  const known = Object.keys(metrics?.definitions ?? {}).join(', ')
  throw new ConfigurationError(
    `The catalog of ${describeReceived(service)} declares no metric ${describeReceived(name)}; it declares ${known === '' ? 'none' : known}.`,
  )
}

function expectDimensions(
  metric: string,
  { dimensions: declared }: MetricDefinition,
  given: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const missing = declared.filter((name) => !Object.hasOwn(given, name))
  const unknown = Object.keys(given).filter((name) => !declared.includes(name))
  if (missing.length === 0 && unknown.length === 0) return given
  const mistakes = [
    ...(missing.length === 0 ? [] : [`no value for ${missing.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`a value for ${unknown.join(', ')}, which it does not declare`]),
  ]
  throw new ConfigurationError(
    `Option \`dimensions\` must give a value for each dimension of ${metric} (${declared.join(', ') || 'none'}), ` +
      `since any other set names a series that nobody emits; got ${mistakes.join(' and ')}.`,
  )
}

function defaultStatistic(kind: MetricKind, comparisonOperator: ComparisonOperator): MetricStatistic {
  switch (kind) {
    case 'counter':
      return 'Sum'
    case 'histogram':
      return 'p99'
    case 'gauge':
      return comparisonOperator.startsWith('LessThan') ? 'Minimum' : 'Maximum'
  }
}

function resolveTiming(input: CatalogAlarmFields<string>): AlarmTiming {
  const { periodSeconds = DEFAULT_TIMING.periodSeconds, evaluationPeriods = DEFAULT_TIMING.evaluationPeriods } = input
  const datapointsToAlarm = input.datapointsToAlarm ?? Math.min(DEFAULT_TIMING.datapointsToAlarm, evaluationPeriods)
  return { periodSeconds, evaluationPeriods, datapointsToAlarm }
}

function expectResolution(
  metric: string,
  { storageResolution }: MetricDefinition,
  { periodSeconds }: AlarmTiming,
): void {
  if (periodSeconds >= STANDARD_PERIOD_STEP_SECONDS || storageResolution === 1) return
  throw new ConfigurationError(
    `Option \`periodSeconds\` must be at least ${STANDARD_PERIOD_STEP_SECONDS}, since ${metric} is kept per minute; got ${periodSeconds}. ` +
      'Declare the metric with storageResolution 1 to alarm on shorter periods.',
  )
}
