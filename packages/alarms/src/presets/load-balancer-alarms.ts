import { expectKnownKeys, expectString, mismatch } from '@org/core/aws'
import { type AlarmDefinition, type MetricIdentity, SEVERITIES, type Severity } from '../definition/alarm-definition.js'
import { defineAlarm } from '../definition/define-alarm.js'
import { type PercentileStatistic, percentileOf } from '../definition/statistic.js'
import {
  type AlarmTiming,
  DEFAULT_TIMING,
  refuseHastyPage,
  resolveSeverities,
  type SeverityOverrides,
} from './severity-settings.js'

/** Options that every load balancer preset takes. */
export interface LoadBalancerAlarmOptions {
  /** Start of the alarm names; the whole name has at most 255 characters. @defaultValue the short name of the load balancer, with that of the target group */
  readonly name?: string | undefined
  /** An http or https link that is appended to the description of each alarm. @defaultValue none */
  readonly runbookUrl?: string | undefined
  /** Who answers for the alarms, for example a team; appended to each description. @defaultValue none */
  readonly owner?: string | undefined
}

const COMMON_NAMES: readonly string[] = ['name', 'runbookUrl', 'owner', ...SEVERITIES]

/** Refuses a missing argument, and what the preset does not know: an option that changes nothing would lie. */
export function expectPresetOptions(
  preset: string,
  options: LoadBalancerAlarmOptions,
  ownNames: readonly string[],
): void {
  expectKnownKeys(preset, options, [...ownNames, ...COMMON_NAMES])
  if (options.name !== undefined) expectString('name', options.name)
}

/** Settings of a 5xx alarm of one severity. */
export interface ServerErrorSettings extends AlarmTiming {
  /** 5xx responses in one period from which on the period is bad. @defaultValue 5 for a warning, 30 for a critical alarm */
  readonly threshold: number
}

/** Settings of a latency alarm of one severity. */
export interface LatencySettings extends AlarmTiming {
  /** Seconds (both kinds of load balancer measure in seconds) above which a period is bad. @defaultValue 1 for a warning, 3 for a critical alarm */
  readonly thresholdSeconds: number
}

/** Defaults of the 5xx presets: a trickle warns, the rate at which users notice pages. */
export const SERVER_ERROR_DEFAULTS: Readonly<Record<Severity, ServerErrorSettings>> = {
  warning: { ...DEFAULT_TIMING, threshold: 5 },
  critical: { ...DEFAULT_TIMING, threshold: 30 },
}

/** Defaults of the latency presets, in seconds. */
export const LATENCY_DEFAULTS: Readonly<Record<Severity, LatencySettings>> = {
  warning: { ...DEFAULT_TIMING, thresholdSeconds: 1 },
  critical: { ...DEFAULT_TIMING, thresholdSeconds: 3 },
}

/** One in twenty requests; significant from 200 samples in the window, where p99 needs 1,000. */
export const DEFAULT_LATENCY_STATISTIC: PercentileStatistic = 'p95'

/**
 * Alarms on a count of 5xx responses. The statistic is Sum: load balancers report each response as
 * 1, so that Average, Minimum and Maximum are always 1. Nothing is published while there is no such
 * response, so missing data is good news.
 */
export function serverErrorAlarms(
  subject: { readonly namePrefix: string; readonly metric: MetricIdentity; readonly explanation: string },
  options: LoadBalancerAlarmOptions & SeverityOverrides<ServerErrorSettings>,
): readonly AlarmDefinition[] {
  return resolveSeverities(SERVER_ERROR_DEFAULTS, options).map(([severity, { threshold, ...timing }]) =>
    refuseHastyPage(
      defineAlarm({
        name: `${subject.namePrefix}-${severity}`,
        description: subject.explanation,
        severity,
        metric: subject.metric,
        statistic: 'Sum',
        ...timing,
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
        threshold,
        treatMissingData: 'notBreaching',
        runbookUrl: options.runbookUrl,
        owner: options.owner,
      }),
    ),
  )
}

/**
 * Alarms on a latency percentile. No traffic is not slow, so missing data does not breach; and while
 * there are too few requests for the percentile to mean anything, the alarm keeps its state.
 */
export function latencyAlarms(
  subject: { readonly namePrefix: string; readonly metric: MetricIdentity; readonly explanation: string },
  options: LoadBalancerAlarmOptions &
    SeverityOverrides<LatencySettings> & { readonly statistic?: PercentileStatistic | undefined },
): readonly AlarmDefinition[] {
  const { statistic = DEFAULT_LATENCY_STATISTIC } = options
  if (typeof statistic !== 'string' || percentileOf(statistic) === undefined) {
    throw mismatch('statistic', 'a percentile such as "p99"', statistic)
  }
  return resolveSeverities(LATENCY_DEFAULTS, options).map(([severity, { thresholdSeconds, ...timing }]) =>
    refuseHastyPage(
      defineAlarm({
        name: `${subject.namePrefix}-${severity}`,
        description: subject.explanation,
        severity,
        metric: subject.metric,
        statistic,
        evaluateLowSampleCountPercentile: 'ignore',
        ...timing,
        comparisonOperator: 'GreaterThanThreshold',
        threshold: thresholdSeconds,
        treatMissingData: 'notBreaching',
        runbookUrl: options.runbookUrl,
        owner: options.owner,
      }),
    ),
  )
}
