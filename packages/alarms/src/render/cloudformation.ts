import { describeValue, expectKnownKeys } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'
import type { AlarmDefinition } from '../definition/alarm-definition.js'
import { parseAlarmDefinitions } from '../definition/define-alarm.js'
import { renderDescription } from '../definition/description.js'
import { percentileOf } from '../definition/statistic.js'
import { MAX_RESOURCES_PER_TEMPLATE } from '../limits.js'
import { logicalIdOf } from './logical-id.js'
import { expectTopics, type TopicReference, type TopicsBySeverity } from './topic.js'

/** Options of {@link toCloudFormation}. An option that is not here is refused. */
export interface CloudFormationOptions {
  /** Notified when an alarm of the severity fires, and when it is OK again. Every severity that is used needs one. */
  readonly topics: TopicsBySeverity
  /** Start of the logical ids: a letter, then letters and digits, 64 in all. @defaultValue 'Alarm' */
  readonly logicalIdPrefix?: string | undefined
}

/** The properties that are set, in AWS's casing. */
export interface CloudFormationAlarmProperties {
  /** Name of the definition. */
  readonly AlarmName: string
  /** Description, owner and runbook link, on lines of their own. */
  readonly AlarmDescription: string
  /** Namespace of the metric. */
  readonly Namespace: string
  /** Name of the metric. */
  readonly MetricName: string
  /** All dimensions of the metric, sorted by name. */
  readonly Dimensions: readonly {
    /** Name of the dimension. */
    readonly Name: string
    /** Value of the dimension. */
    readonly Value: string
  }[]
  /** Absent with a percentile. */
  readonly Statistic?: string
  /** Present with a percentile only. */
  readonly ExtendedStatistic?: string
  /** Present with a percentile only. */
  readonly EvaluateLowSampleCountPercentile?: string
  /** In seconds. */
  readonly Period: number
  /** N. */
  readonly EvaluationPeriods: number
  /** M. */
  readonly DatapointsToAlarm: number
  /** One of `COMPARISON_OPERATORS`. */
  readonly ComparisonOperator: string
  /** In the metric's unit. */
  readonly Threshold: number
  /** One of `MISSING_DATA_TREATMENTS`. */
  readonly TreatMissingData: string
  /** Topics of the severity, notified when the alarm fires. */
  readonly AlarmActions: readonly TopicReference[]
  /** The same topics, notified when the alarm is OK again. */
  readonly OKActions: readonly TopicReference[]
}

/** One alarm as a resource. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export interface CloudFormationAlarm {
  /** The type of the resource. */
  readonly Type: 'AWS::CloudWatch::Alarm'
  /** What CloudWatch is told. */
  readonly Properties: CloudFormationAlarmProperties
}

/** A template, or the part of one that holds the alarms. */
export interface CloudFormationTemplate {
  /** By logical id, in the order of the definitions. */
  readonly Resources: Readonly<Record<string, CloudFormationAlarm>>
}

/**
 * Renders alarms as CloudFormation resources. The same definitions always give the same logical ids
 * and the same JSON. Nothing is sent when data is insufficient, and no unit is set: an alarm with a
 * unit other than that of its metric never sees a datapoint.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option or severity, a definition that
 * CloudWatch would reject, two alarms of one name, an alarm of a severity without topics, more than 5 topics per
 * severity, a FIFO topic, and more alarms than a template may hold (500).
 *
 * @example
 * ```ts
 * const template = toCloudFormation(albLatencyAlarms({ loadBalancer: 'app/shop/50dc6c495c0c9188' }), {
 *   topics: {
 *     warning: [{ Ref: 'WarningTopic' }],
 *     critical: ['arn:aws:sns:eu-west-1:123456789012:pager'],
 *   },
 * })
 * await writeFile('alarms.template.json', JSON.stringify(template, null, 2))
 * ```
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export function toCloudFormation(
  definitions: readonly AlarmDefinition[],
  options: CloudFormationOptions,
): CloudFormationTemplate {
  expectKnownKeys('toCloudFormation', options, ['topics', 'logicalIdPrefix'])
  const { logicalIdPrefix = 'Alarm' } = options
  if (typeof logicalIdPrefix !== 'string' || !/^[A-Za-z][A-Za-z0-9]{0,63}$/.test(logicalIdPrefix)) {
    throw new ConfigurationError(
      `Option \`logicalIdPrefix\` must be a letter and up to 63 letters and digits; got ${describeValue(logicalIdPrefix)}.`,
    )
  }
  const topics = expectTopics(options.topics)
  const alarms = parseAlarmDefinitions(definitions)
  if (alarms.length > MAX_RESOURCES_PER_TEMPLATE) {
    throw new ConfigurationError(
      `A template must have at most ${MAX_RESOURCES_PER_TEMPLATE} resources; got ${alarms.length} alarms. Render them in several templates.`,
    )
  }
  const resources: Record<string, CloudFormationAlarm> = {}
  for (const alarm of alarms) {
    const actions = topics[alarm.severity]
    if (actions.length === 0) {
      throw new ConfigurationError(
        `Option \`topics.${alarm.severity}\` must name a topic, since alarm ${describeValue(alarm.name)} is ${alarm.severity} and would notify nobody.`,
      )
    }
    const logicalId = logicalIdOf(alarm.name, logicalIdPrefix)
    if (Object.hasOwn(resources, logicalId)) {
      throw new ConfigurationError(
        `Alarm ${describeValue(alarm.name)} gets the logical id ${logicalId} of another alarm; rename one of them.`,
      )
    }
    resources[logicalId] = { Type: 'AWS::CloudWatch::Alarm', Properties: toProperties(alarm, actions) }
  }
  return { Resources: resources }
}

function toProperties(alarm: AlarmDefinition, actions: readonly TopicReference[]): CloudFormationAlarmProperties {
  return {
    AlarmName: alarm.name,
    AlarmDescription: renderDescription(alarm),
    Namespace: alarm.metric.namespace,
    MetricName: alarm.metric.name,
    Dimensions: toDimensions(alarm.metric.dimensions),
    ...toStatistic(alarm),
    Period: alarm.periodSeconds,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    ComparisonOperator: alarm.comparisonOperator,
    Threshold: alarm.threshold,
    TreatMissingData: alarm.treatMissingData,
    AlarmActions: [...actions],
    OKActions: [...actions],
  }
}

/** Sorted by name, so that the order in which a definition was written shows in no diff. */
function toDimensions(dimensions: Readonly<Record<string, string>>): CloudFormationAlarmProperties['Dimensions'] {
  return Object.entries(dimensions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([Name, Value]) => ({ Name, Value }))
}

function toStatistic({
  statistic,
  evaluateLowSampleCountPercentile,
}: AlarmDefinition): Pick<
  CloudFormationAlarmProperties,
  'Statistic' | 'ExtendedStatistic' | 'EvaluateLowSampleCountPercentile'
> {
  if (percentileOf(statistic) === undefined) return { Statistic: statistic }
  return {
    ExtendedStatistic: statistic,
    ...(evaluateLowSampleCountPercentile === undefined
      ? {}
      : { EvaluateLowSampleCountPercentile: evaluateLowSampleCountPercentile }),
  }
}
