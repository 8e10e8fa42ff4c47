import {
  type AlarmDefinition,
  albLatencyAlarms,
  albServerErrorAlarms,
  catalogAlarm,
  classicElbLatencyAlarms,
  classicElbServerErrorAlarms,
  defineAlarm,
  toCloudFormation,
} from '@org/alarms'
import { Stack } from 'aws-cdk-lib'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { describe, expect, it } from 'vitest'
import { createStack, resourcesOf, synthesize } from '../test/fixtures/stack.js'
import { telemetry } from '../test/fixtures/telemetry.js'
import { AlarmTopics } from './alarm-topics.js'
import { Alarms } from './alarms.js'

const loadBalancer = 'app/shop/50dc6c495c0c9188'
/** Every shape an alarm can have: each preset, percentiles with their rule, dimensions, all texts. */
const definitions: readonly AlarmDefinition[] = [
  ...albServerErrorAlarms({ loadBalancer, runbookUrl: 'https://runbooks.example.com/5xx', owner: 'shop team' }),
  ...albLatencyAlarms({ loadBalancer, targetGroup: 'targetgroup/shop/73e2d6bc24d8a067' }),
  ...classicElbServerErrorAlarms({ loadBalancerName: 'shop-classic' }),
  ...classicElbLatencyAlarms({ loadBalancerName: 'shop-classic' }),
  catalogAlarm(telemetry, {
    metric: 'request_duration',
    dimensions: { Route: '/' },
    severity: 'critical',
    threshold: 500,
    treatMissingData: 'ignore',
    evaluateLowSampleCountPercentile: 'ignore',
  }),
  defineAlarm({
    name: 'no dimensions, ünïcode',
    description: 'd',
    severity: 'warning',
    metric: { namespace: 'Shop', name: 'backup', dimensions: {} },
    statistic: 'Sum',
    periodSeconds: 3_600,
    evaluationPeriods: 2,
    comparisonOperator: 'LessThanThreshold',
    threshold: -1.5,
    treatMissingData: 'breaching',
  }),
]

/** The alarms of a template, which toCloudFormation is the measure of. */
function alarmsOf(stack: Stack): object {
  return Object.fromEntries(resourcesOf(synthesize(stack), 'AWS::CloudWatch::Alarm'))
}

describe('Alarms', () => {
  it('are what toCloudFormation renders, resource by resource, with its logical ids', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')
    const { alarms } = new Alarms(stack, 'Alarms', { definitions, topics })

    const reference = (topic: Topic) => stack.resolve(topic.topicArn) as { readonly Ref: string }
    const { Resources } = toCloudFormation(definitions, {
      topics: { warning: [reference(topics.warning)], critical: [reference(topics.critical)] },
    })
    expect(alarmsOf(stack)).toEqual(Resources)
    expect([...alarms.keys()]).toEqual(definitions.map(({ name }) => name))
  })

  it('start their logical ids as told', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')
    new Alarms(stack, 'Alarms', { definitions: definitions.slice(0, 1), topics, logicalIdPrefix: 'Shop' })

    expect(Object.keys(alarmsOf(stack))[0]).toMatch(/^Shop/)
  })

  it('take topics of one’s own: one or several, of the same stack, of another, or by ARN', () => {
    const stack = createStack()
    const shared = new Topic(new Stack(stack.node.root, 'Shared'), 'Pager')
    const local = new Topic(stack, 'Local')
    const arn = 'arn:aws:sns:eu-west-1:123456789012:imported'
    const critical = [shared, Topic.fromTopicArn(stack, 'Imported', arn)]
    new Alarms(stack, 'Alarms', { definitions, topics: { warning: local, critical } })

    const resources = resourcesOf(synthesize(stack), 'AWS::CloudWatch::Alarm').values()
    const actions = new Map(
      [...resources].map(({ Properties }) => [String(Properties['AlarmName']), Properties['AlarmActions']]),
    )

    expect(actions.get('shop-target-5xx-warning')).toEqual([stack.resolve(local.topicArn)])
    expect(actions.get('shop-target-5xx-critical')).toEqual([
      { 'Fn::ImportValue': expect.stringContaining('Shared:') },
      arn,
    ])
  })

  it('need topics for the severities they use, and only for those', () => {
    const onlyWarnings = definitions.filter(({ severity }) => severity === 'warning')
    const stack = createStack()
    const warning = new Topic(stack, 'Warning')

    expect(() => new Alarms(stack, 'Some', { definitions: onlyWarnings, topics: { warning } })).not.toThrow()
    expect(() => new Alarms(stack, 'All', { definitions, topics: { warning } })).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('topics.critical') }),
    )
  })

  it('are refused with a FIFO topic, which CloudWatch cannot publish to', () => {
    const stack = createStack()
    const fifo = new Topic(stack, 'Fifo', { fifo: true })
    const imported = Topic.fromTopicArn(stack, 'Imported', 'arn:aws:sns:eu-west-1:123456789012:pager.fifo')

    for (const [id, critical] of [fifo, imported].entries()) {
      expect(() => new Alarms(stack, `Alarms${id}`, { definitions, topics: { warning: critical, critical } })).toThrow(
        expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('FIFO') }),
      )
    }
  })

  it('are refused with a topic named twice, and with six', () => {
    const stack = createStack()
    const list = Array.from({ length: 6 }, (_unused, index) => new Topic(stack, `Topic${index}`))
    const [first] = list
    const create = (id: string, critical: readonly Topic[]) => () =>
      new Alarms(stack, id, { definitions, topics: { warning: critical[0], critical } })

    expect(create('Five', list.slice(1))).not.toThrow()
    expect(create('Six', list)).toThrow('at most 5 topics')
    expect(create('Twice', first === undefined ? [] : [first, first])).toThrow('names a topic twice')
  })

  it('cannot be in a stack twice under one name: the second would overwrite the first in silence', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')
    new Alarms(stack, 'One', { definitions: definitions.slice(0, 1), topics })
    new Alarms(stack, 'Other', { definitions: definitions.slice(0, 1), topics })

    expect(() => synthesize(stack)).toThrow(/same name|already|unique/i)
  })

  it('keep what no template may hold out of it', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')
    const wrong = definitions.map((definition) => ({ ...definition, datapointsToAlarm: 99 }))

    expect(() => new Alarms(stack, 'Alarms', { definitions: wrong, topics })).toThrow('`datapointsToAlarm`')
  })
})
