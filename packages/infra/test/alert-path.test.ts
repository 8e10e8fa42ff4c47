import { albServerErrorAlarms } from '@org/alarms'
import { Duration } from 'aws-cdk-lib'
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { describe, expect, it } from 'vitest'
import { Alarms, AlarmTopics } from '../src/index.js'
import { ALARM, brokenHops, RULE, topicIdOf } from './fixtures/alert-path.js'
import { createStack, resourcesOf, synthesize } from './fixtures/stack.js'

const pager = () => new UrlSubscription('https://events.example.com/pager')
const definitions = albServerErrorAlarms({ loadBalancer: 'app/shop/50dc6c495c0c9188' })

describe('the path of an alarm', () => {
  it('is open at every hop, from each alarm to somebody who is subscribed', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { warning: [pager()], critical: [pager()] } })
    new Alarms(stack, 'Alarms', { definitions, topics })
    const template = synthesize(stack)

    const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm').values()]
    expect(alarms).toHaveLength(definitions.length)
    for (const { Properties } of alarms) {
      for (const action of [Properties['AlarmActions'], Properties['OKActions']].flat()) {
        expect(brokenHops(template, topicIdOf(action), ALARM)).toEqual([])
      }
    }
  })

  it('stays open when EventBridge rules of CDK target the topics too', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { critical: [pager()] } })
    new Rule(stack, 'Health', { eventPattern: { source: ['aws.health'] }, targets: [new SnsTopic(topics.critical)] })
    const template = synthesize(stack)
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))

    expect(brokenHops(template, critical, ALARM)).toEqual([])
    expect(brokenHops(template, critical, RULE)).toEqual([])
  })

  it('ends where nobody is subscribed', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')

    const warning = topicIdOf(stack.resolve(topics.warning.topicArn))

    expect(brokenHops(synthesize(stack), warning, ALARM)).toEqual(['subscription'])
  })
})

describe('the path of an EventBridge rule', () => {
  it('is open without any condition, of which EventBridge would meet none', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { critical: [pager()] } })
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))

    expect(brokenHops(synthesize(stack), critical, RULE)).toEqual([])
  })

  it('is closed where it was not asked for', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { eventBridge: false, subscriptions: { critical: [pager()] } })
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))
    const template = synthesize(stack)

    expect(brokenHops(template, critical, RULE)).toEqual(['topic policy', 'key policy'])
    expect(brokenHops(template, critical, ALARM)).toEqual([])
    expect(JSON.stringify(template)).not.toContain('events.amazonaws.com')
  })
})

describe('strangers', () => {
  it.each([
    ['an alarm of another account', { ...ALARM, context: { ...ALARM.context, 'aws:SourceAccount': '999999999999' } }],
    ['another service', { ...ALARM, service: 's3.amazonaws.com' }],
  ])('cannot publish: %s', (_who, notifier) => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { critical: [pager()] } })
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))

    expect(brokenHops(synthesize(stack), critical, notifier)).toEqual(['topic policy', 'key policy'])
  })

  it('cannot publish as something of CloudWatch that is no alarm of this region', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { critical: [pager()] } })
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))
    const template = synthesize(stack)

    for (const resource of ['eu-west-1:123456789012:insight-rule/top', 'us-east-1:123456789012:alarm:shop']) {
      const context = { ...ALARM.context, 'aws:SourceArn': `arn:aws:cloudwatch:${resource}` }
      expect(brokenHops(template, critical, { ...ALARM, context })).toEqual(['topic policy'])
    }
  })

  it('cannot publish without TLS, whoever they are', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', { subscriptions: { critical: [pager()] } })
    const critical = topicIdOf(stack.resolve(topics.critical.topicArn))
    const plain = { ...ALARM, context: { ...ALARM.context, 'aws:SecureTransport': 'false' } }

    expect(brokenHops(synthesize(stack), critical, plain)).toContain('topic policy')
  })
})

/** What CDK makes of the same wish without this package; the walk has to notice. */
describe('the trap that AlarmTopics avoids', () => {
  it('is an encrypted topic of CDK with an alarm action: its key denies, and with TLS enforced its policy does too', () => {
    const stack = createStack()
    const topic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key'), enforceSSL: true })
    topic.addSubscription(pager())
    const metric = new Metric({ namespace: 'Shop', metricName: 'failed', period: Duration.minutes(1) })
    new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new SnsAction(topic))
    const topicId = topicIdOf(stack.resolve(topic.topicArn))

    expect(brokenHops(synthesize(stack), topicId, ALARM)).toEqual(['topic policy', 'key policy'])
  })

  it('stays shut when a rule is added, which opens it for EventBridge alone', () => {
    const stack = createStack()
    const topic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key') })
    topic.addSubscription(pager())
    new Rule(stack, 'Rule', { eventPattern: { source: ['aws.health'] }, targets: [new SnsTopic(topic)] })
    const topicId = topicIdOf(stack.resolve(topic.topicArn))
    const template = synthesize(stack)

    expect(brokenHops(template, topicId, RULE)).toEqual([])
    expect(brokenHops(template, topicId, ALARM)).toEqual(['topic policy', 'key policy'])
  })
})
