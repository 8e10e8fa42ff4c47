import { describeValue, expectKnownKeys, expectObject, expectOneOf, mismatch } from '@org/core/aws'
import {
  ConfigurationError,
  type EventTypes,
  type MetricDefinition,
  type MetricDefinitions,
  type MetricKind,
  type Telemetry,
} from '@org/core/catalog'
import {
  type AlarmDefinition,
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type LowSampleCountRule,
  type MissingDataTreatment,
  type Severity,
} from '../definition/alarm-definition.js'
import { defineAlarm } from '../definition/define-alarm.js'
import type { MetricStatistic } from '../definition/statistic.js'
import { STANDARD_PERIOD_STEP_SECONDS } from '../limits.js'
import { type EmittedDimensions, expectEmittedDimensions } from './catalog-dimensions.js'
import { type AlarmTiming, DEFAULT_TIMING, refuseHastyPage } from './severity-settings.js'

/** What {@link catalogAlarm} takes besides the dimensions. An option that is not here is refused. */
export interface CatalogAlarmFields<K extends string> {
  /** A metric that the catalog declares. */
  readonly metric: K
  /** Whom the alarm addresses: `warning` or `critical`. */
  readonly severity: Severity
  /** Finite, in the metric's own unit. */
  readonly threshold: number
  /** What silence means is for you to say: `notBreaching` for an error count, `breaching` for a heartbeat. */
  readonly treatMissingData: MissingDataTreatment
  /** How a datapoint is compared with the threshold. @defaultValue 'GreaterThanThreshold' */
  readonly comparisonOperator?: ComparisonOperator | undefined
  /** How the observations of a period become a datapoint. @defaultValue by kind: Sum of a counter, p99 of a histogram, Maximum of a gauge (Minimum if low is bad) */
  readonly statistic?: MetricStatistic | undefined
  /** Length of a period in seconds: a multiple of 60; 10, 20 or 30 only for a metric declared with `storageResolution: 1`. @defaultValue 60 */
  readonly periodSeconds?: number | undefined
  /** N: how many of the newest periods are judged. @defaultValue 5 */
  readonly evaluationPeriods?: number | undefined
  /** M: how many of the N must be bad; at least 2 for a critical alarm. @defaultValue 3, or N where that is less */
  readonly datapointsToAlarm?: number | undefined
  /** Only for percentiles: what the alarm does while it has too few samples. @defaultValue 'evaluate' */
  readonly evaluateLowSampleCountPercentile?: LowSampleCountRule | undefined
  /** The dimensions that your metrics client adds to every series: a series with them is another series. @defaultValue {} */
  readonly defaultDimensions?: Readonly<Record<string, string>> | undefined
  /** Give one when a metric has several alarms of one severity. @defaultValue service, metric and severity, joined by `-` */
  readonly name?: string | undefined
  /** What it means when the alarm fires. @defaultValue the condition in words */
  readonly description?: string | undefined
  /** An http or https link that is appended to the description. @defaultValue none */
  readonly runbookUrl?: string | undefined
  /** Who answers for the alarm, for example a team. @defaultValue none */
  readonly owner?: string | undefined
}

/** What {@link catalogAlarm} takes for metric `K` of the catalog's metrics `M`. */
export type CatalogAlarmInput<M extends MetricDefinitions, K extends keyof M & string> = CatalogAlarmFields<K> &
  EmittedDimensions<M[K]>

const FIELD_NAMES: readonly (keyof CatalogAlarmFields<string> | 'dimensions')[] = [
  'metric',
  'dimensions',
  'severity',
  'threshold',
  'treatMissingData',
  'comparisonOperator',
  'statistic',
  'periodSeconds',
  'evaluationPeriods',
  'datapointsToAlarm',
  'evaluateLowSampleCountPercentile',
  'defaultDimensions',
  'name',
  'description',
  'runbookUrl',
  'owner',
]

/**
 * An alarm on a metric of the service's catalog. A metric that the catalog does not declare is a compile error, and so
 * is a set of dimensions that is neither the metric's own nor one of its rollups: an alarm on a series that nobody
 * emits stays silent for ever.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for the same mistakes at run time, for an unknown option, for
 * a period finer than the metric's resolution, and for a critical alarm on a single datapoint.
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
  expectObject('telemetry', telemetry)
  expectKnownKeys('catalogAlarm', input, FIELD_NAMES)
  const { metric: name, severity, comparisonOperator = 'GreaterThanThreshold', treatMissingData, threshold } = input
  expectOneOf('comparisonOperator', comparisonOperator, COMPARISON_OPERATORS)
  const { namespace, definition } = findMetric(telemetry, name)
  const dimensions = {
    ...expectDefaults(input.defaultDimensions),
    ...expectEmittedDimensions(name, definition, input.dimensions),
  }
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
  if (metrics !== undefined && definition !== undefined) {
    if (Array.isArray(definition.dimensions) && Array.isArray(definition.rollups)) {
      return { namespace: metrics.namespace, definition }
    }
    throw mismatch(
      `telemetry.metrics.definitions["${name}"]`,
      'made with counter(), gauge() or histogram() of @org/core/catalog',
      definition,
    )
  }
  const known = Object.keys(metrics?.definitions ?? {}).join(', ')
  throw new ConfigurationError(
    `The catalog of ${describeValue(service)} declares no metric ${describeValue(name)}; it declares ${known === '' ? 'none' : known}.`,
  )
}

function expectDefaults(dimensions: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  expectObject('defaultDimensions', dimensions)
  return dimensions
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
    `Option \`periodSeconds\` must be at least ${STANDARD_PERIOD_STEP_SECONDS}, since ${metric} is kept per minute; got ${describeValue(periodSeconds)}. ` +
      'Declare the metric with storageResolution 1 to alarm on shorter periods.',
  )
}
