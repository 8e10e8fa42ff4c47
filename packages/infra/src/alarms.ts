import {
  type AlarmDefinition,
  type CloudFormationAlarmProperties,
  SEVERITIES,
  type Severity,
  type TopicReference,
  type TopicsBySeverity,
  toCloudFormation,
} from '@org/alarms'
import { expectKnownKeys, expectObject, mismatch } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'
import { Token } from 'aws-cdk-lib'
import { CfnAlarm, type CfnAlarmProps } from 'aws-cdk-lib/aws-cloudwatch'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'

/** Who is notified, by severity: an {@link AlarmTopics}, or one to five standard topics of your own each. */
export type AlarmActions = { readonly [S in Severity]?: ITopic | readonly ITopic[] | undefined }

/** Options of {@link Alarms}. An option that is not here is refused. */
export interface AlarmsProps {
  /** Made with `defineAlarm` or the presets of `@org/alarms`, at most 500; no two of one name. */
  readonly definitions: readonly AlarmDefinition[]
  /** Notified when an alarm of the severity fires, and when it is OK again. Every severity that is used needs one. */
  readonly topics: AlarmActions
  /** Start of the logical ids: a letter, then letters and digits, 64 in all. @defaultValue 'Alarm' */
  readonly logicalIdPrefix?: string | undefined
}

/**
 * The alarms of `@org/alarms` in a stack: exactly the resources that its `toCloudFormation` renders, with
 * the same logical ids, which depend on nothing but the alarms' names.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option, for what `toCloudFormation` refuses, and
 * for FIFO topics.
 *
 * @example
 * ```ts
 * new Alarms(this, 'Alarms', {
 *   definitions: albServerErrorAlarms({ loadBalancer: 'app/shop/50dc6c495c0c9188' }),
 *   topics: new AlarmTopics(this, 'Topics'),
 * })
 * ```
 */
export class Alarms extends Construct {
  /** By the alarms' names. */
  readonly alarms: ReadonlyMap<string, CfnAlarm>

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    expectKnownKeys('Alarms', props, ['definitions', 'topics', 'logicalIdPrefix'])
    super(scope, id)
    const references = new TopicReferences()
    const { Resources } = toCloudFormation(props.definitions, {
      topics: references.of(props.topics),
      ...(props.logicalIdPrefix === undefined ? {} : { logicalIdPrefix: props.logicalIdPrefix }),
    })
    const alarms = new Map<string, CfnAlarm>()
    for (const [logicalId, { Properties }] of Object.entries(Resources)) {
      const alarm = new CfnAlarm(
        this,
        logicalId,
        toCdk(Properties, (reference) => references.arnOf(reference)),
      )
      alarm.overrideLogicalId(logicalId)
      alarms.set(Properties.AlarmName, alarm)
    }
    this.alarms = alarms
  }
}

/** Stands in for topics whose ARN is known only when the stack is deployed. */
class TopicReferences {
  readonly #arns = new Map<string, string>()

  of(actions: AlarmActions): TopicsBySeverity {
    expectActions(actions)
    const topics: Partial<Record<Severity, readonly TopicReference[]>> = {}
    for (const severity of SEVERITIES) {
      const list = actions[severity]
      if (list !== undefined) topics[severity] = [list].flat().map((topic) => this.#reference(severity, topic))
    }
    return topics
  }

  arnOf(reference: TopicReference): string {
    const arn = typeof reference === 'string' ? reference : this.#arns.get(JSON.stringify(reference))
    if (arn === undefined) throw new Error(`Alarms: ${JSON.stringify(reference)} stands for no topic.`)
    return arn
  }

  #reference(severity: Severity, topic: ITopic): TopicReference {
    if (typeof topic?.topicArn !== 'string') {
      throw mismatch(`topics.${severity}`, 'a topic of aws-cdk-lib/aws-sns', topic)
    }
    if (topic.fifo) {
      throw new ConfigurationError(
        `Option \`topics.${severity}\` must hold standard topics; CloudWatch alarms cannot publish to the FIFO topic \`${topic.node.path}\`.`,
      )
    }
    if (!Token.isUnresolved(topic.topicArn)) return topic.topicArn
    const reference = { Ref: topic.node.path }
    this.#arns.set(JSON.stringify(reference), topic.topicArn)
    return reference
  }
}

/** A construct such as {@link AlarmTopics} has members of its own; a plain object with others is a misspelt one. */
function expectActions(actions: AlarmActions): void {
  expectObject('topics', actions)
  if (!Construct.isConstruct(actions)) expectKnownKeys('topics', actions, SEVERITIES)
}

/** The same properties in the casing of CDK. */
function toCdk(properties: CloudFormationAlarmProperties, arnOf: (reference: TopicReference) => string): CfnAlarmProps {
  const {
    AlarmName,
    AlarmDescription,
    Namespace,
    MetricName,
    Dimensions,
    Statistic,
    ExtendedStatistic,
    EvaluateLowSampleCountPercentile,
    Period,
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData,
    AlarmActions,
    OKActions,
    ...others
  } = properties
  // A property that @org/alarms learns to render and that is not passed on here does not compile.
  others satisfies Readonly<Record<string, never>>
  return {
    alarmName: AlarmName,
    alarmDescription: AlarmDescription,
    namespace: Namespace,
    metricName: MetricName,
    dimensions: Dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
    ...(Statistic === undefined ? {} : { statistic: Statistic }),
    ...(ExtendedStatistic === undefined ? {} : { extendedStatistic: ExtendedStatistic }),
    ...(EvaluateLowSampleCountPercentile === undefined
      ? {}
      : { evaluateLowSampleCountPercentile: EvaluateLowSampleCountPercentile }),
    period: Period,
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm,
    comparisonOperator: ComparisonOperator,
    threshold: Threshold,
    treatMissingData: TreatMissingData,
    alarmActions: AlarmActions.map(arnOf),
    okActions: OKActions.map(arnOf),
  }
}
