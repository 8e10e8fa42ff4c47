import type { MetricStatistic } from './statistic.js'

/** Whom an alarm addresses: `warning` is read in working hours, `critical` wakes somebody up. */
export const SEVERITIES = ['warning', 'critical'] as const

/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number]

/** How a datapoint is compared with the threshold. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const COMPARISON_OPERATORS = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const

/** One of {@link COMPARISON_OPERATORS}. */
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number]

/** What a missing datapoint counts as. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
export const MISSING_DATA_TREATMENTS = ['breaching', 'notBreaching', 'ignore', 'missing'] as const

/** One of {@link MISSING_DATA_TREATMENTS}. */
export type MissingDataTreatment = (typeof MISSING_DATA_TREATMENTS)[number]

/** What a percentile alarm does while it has too few samples. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html */
export const LOW_SAMPLE_COUNT_RULES = ['evaluate', 'ignore'] as const

/** One of {@link LOW_SAMPLE_COUNT_RULES}. */
export type LowSampleCountRule = (typeof LOW_SAMPLE_COUNT_RULES)[number]

/** The one series that an alarm watches. All of its dimensions belong to it: leaving one out names another series. */
export interface MetricIdentity {
  /** 1 to 255 characters, for example `AWS/ApplicationELB`. */
  readonly namespace: string
  /** 1 to 255 characters. */
  readonly name: string
  /** At most 30, value by name. */
  readonly dimensions: Readonly<Record<string, string>>
}

interface AlarmDefinitionFields {
  /** 1 to 255 characters, unique in the account and Region: CloudWatch silently overwrites an alarm of the same name. */
  readonly name: string
  /** What it means when this alarm fires; with the runbook link at most 1,024 characters. */
  readonly description: string
  /** Whom the alarm addresses; it decides which topics are notified. */
  readonly severity: Severity
  /** The one series that is watched. */
  readonly metric: MetricIdentity
  /** How the observations of a period become one datapoint. */
  readonly statistic: MetricStatistic
  /** Seconds: 10, 20 or 30 for a high-resolution metric, else a multiple of 60. */
  readonly periodSeconds: number
  /** N: how many of the most recent periods are judged. Period x N is at most a day, or 7 days with a period of an hour or more. */
  readonly evaluationPeriods: number
  /** How a datapoint is compared with the threshold. */
  readonly comparisonOperator: ComparisonOperator
  /** Finite, in the metric's own unit; nothing is converted. */
  readonly threshold: number
  /** Has no default here: the one of AWS, `missing`, leaves alarms on sparse metrics in INSUFFICIENT_DATA. */
  readonly treatMissingData: MissingDataTreatment
  /** An http or https link that is appended to the description. */
  readonly runbookUrl?: string | undefined
  /** Who answers for this alarm, for example a team. */
  readonly owner?: string | undefined
}

/**
 * A single-metric alarm as plain, frozen, JSON-safe data. Make it with {@link defineAlarm}. A unit is
 * never part of it: an alarm with a unit that the metric does not carry never sees a datapoint.
 */
export interface AlarmDefinition extends AlarmDefinitionFields {
  /** M: how many of the N datapoints must breach, in any order. 1 to N. */
  readonly datapointsToAlarm: number
  /** What the alarm does while it has too few samples. Present exactly when `statistic` is a percentile. */
  readonly evaluateLowSampleCountPercentile?: LowSampleCountRule | undefined
}

/** What {@link defineAlarm} accepts: an {@link AlarmDefinition} whose two defaulted fields may be left out. */
export interface AlarmDefinitionInput extends AlarmDefinitionFields {
  /** M: how many of the N datapoints must breach, in any order. @defaultValue `evaluationPeriods` */
  readonly datapointsToAlarm?: number | undefined
  /** Only for percentiles: what the alarm does while it has too few samples. @defaultValue 'evaluate', as in CloudWatch */
  readonly evaluateLowSampleCountPercentile?: LowSampleCountRule | undefined
}
