import { SEVERITIES, type Severity } from '@org/alarms'
import { expectBoolean, expectKnownKeys, expectOneOf, mismatch } from '@org/core/aws'
import { Aws, RemovalPolicy } from 'aws-cdk-lib'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { type ITopicSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'

/** Options of {@link AlarmTopics}. An option that is not here is refused. */
export interface AlarmTopicsProps {
  /** Who is notified, by severity: subscriptions of `aws-cdk-lib/aws-sns-subscriptions`. @defaultValue nobody yet */
  readonly subscriptions?: { readonly [S in Severity]?: readonly ITopicSubscription[] | undefined } | undefined
  /** Lets EventBridge rules publish too, for example AWS Health events. @defaultValue true */
  readonly eventBridge?: boolean | undefined
  /** What becomes of the key when it is removed from the stack. @defaultValue RemovalPolicy.RETAIN */
  readonly keyRemovalPolicy?: RemovalPolicy | undefined
}

/**
 * One encrypted SNS topic per severity, to which CloudWatch alarms and EventBridge rules can publish. An
 * alarm is silent when either policy on its way denies: a topic's policy and its key's policy both
 * have to name the service, and CDK's alarm actions add neither.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown option or severity.
 *
 * @example
 * ```ts
 * const topics = new AlarmTopics(this, 'Topics', {
 *   subscriptions: { critical: [new UrlSubscription('https://events.example.com/pager')] },
 * })
 * new Alarms(this, 'Alarms', { definitions, topics })
 * ```
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopics extends Construct {
  /** Encrypts both topics. */
  readonly key: Key
  /** Read in working hours. */
  readonly warning: Topic
  /** Wakes somebody up. */
  readonly critical: Topic

  constructor(scope: Construct, id: string, props: AlarmTopicsProps = {}) {
    expectKnownKeys('AlarmTopics', props, ['subscriptions', 'eventBridge', 'keyRemovalPolicy'])
    super(scope, id)
    const { subscriptions = {}, eventBridge = true, keyRemovalPolicy = RemovalPolicy.RETAIN } = props
    expectSubscriptions(subscriptions)
    expectBoolean('eventBridge', eventBridge)
    expectOneOf('keyRemovalPolicy', keyRemovalPolicy, Object.values(RemovalPolicy))
    this.key = new Key(this, 'Key', {
      description: 'Encrypts alarm notifications.',
      enableKeyRotation: true,
      removalPolicy: keyRemovalPolicy,
    })
    this.warning = new Topic(this, 'Warning', { masterKey: this.key, enforceSSL: true })
    this.critical = new Topic(this, 'Critical', { masterKey: this.key, enforceSSL: true })

    this.#allowCloudWatch()
    if (eventBridge) this.#allowEventBridge()
    for (const severity of SEVERITIES) {
      for (const subscription of subscriptions[severity] ?? []) this[severity].addSubscription(subscription)
    }
  }

  #allowCloudWatch(): void {
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com')
    const sameAccount = { 'aws:SourceAccount': Aws.ACCOUNT_ID }
    const alarms = `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:*`
    this.key.addToResourcePolicy(
      // CloudWatch calls KMS itself: a condition on `kms:ViaService` would deny it.
      encryptMessages('LetCloudWatchEncrypt', cloudWatch, { StringEquals: sameAccount }),
    )
    for (const topic of [this.warning, this.critical]) {
      topic.addToResourcePolicy(
        publish('LetAlarmsPublish', cloudWatch, topic, {
          StringEquals: sameAccount,
          ArnLike: { 'aws:SourceArn': alarms },
        }),
      )
    }
  }

  /**
   * Without conditions, because EventBridge gives SNS and KMS none of the keys they would ask for: with
   * one, every notification is dropped in silence.
   */
  #allowEventBridge(): void {
    const eventBridge = new ServicePrincipal('events.amazonaws.com')
    this.key.addToResourcePolicy(encryptMessages('LetEventBridgeEncrypt', eventBridge))
    for (const topic of [this.warning, this.critical]) {
      topic.addToResourcePolicy(publish('LetRulesPublish', eventBridge, topic))
    }
  }
}

function expectSubscriptions(subscriptions: object): void {
  expectKnownKeys('subscriptions', subscriptions, SEVERITIES)
  for (const [severity, list] of Object.entries(subscriptions)) {
    if (list !== undefined && !Array.isArray(list)) {
      throw mismatch(`subscriptions.${severity}`, 'an array of subscriptions', list)
    }
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>

function encryptMessages(sid: string, service: ServicePrincipal, conditions: Conditions = {}): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.ALLOW,
    principals: [service],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    conditions,
  })
}

function publish(sid: string, service: ServicePrincipal, topic: Topic, conditions: Conditions = {}): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.ALLOW,
    principals: [service],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions,
  })
}
