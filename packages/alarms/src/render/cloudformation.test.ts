import { describe, expect, it } from 'vitest'
import { alarm } from '../../test/fixtures/alarm.js'
import type { AlarmDefinition } from '../definition/alarm-definition.js'
import { albServerErrorAlarms } from '../presets/alb.js'
import { toCloudFormation } from './cloudformation.js'
import type { TopicReference } from './topic.js'

const PAGER = 'arn:aws:sns:eu-west-1:123456789012:pager'
const TOPICS = { warning: [{ Ref: 'WarningTopic' }], critical: [PAGER] } as const

function render(...definitions: readonly AlarmDefinition[]) {
  return Object.values(toCloudFormation(definitions, { topics: TOPICS }).Resources).map(({ Properties }) => Properties)
}

describe('toCloudFormation', () => {
  it('renders every property of an alarm, and no unit', () => {
    const template = toCloudFormation(
      [alarm({ runbookUrl: 'https://runbooks.example.com/orders', owner: 'shop team', datapointsToAlarm: 2 })],
      { topics: TOPICS },
    )

    expect(template).toEqual({
      Resources: {
        AlarmOrdersFail68d96d3a: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmName: 'orders-fail',
            AlarmDescription: 'Orders fail.\nOwner: shop team\nRunbook: https://runbooks.example.com/orders',
            Namespace: 'Shop',
            MetricName: 'order_failed',
            Dimensions: [{ Name: 'Version', Value: '1' }],
            Statistic: 'Sum',
            Period: 60,
            EvaluationPeriods: 3,
            DatapointsToAlarm: 2,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            Threshold: 1,
            TreatMissingData: 'notBreaching',
            AlarmActions: [{ Ref: 'WarningTopic' }],
            OKActions: [{ Ref: 'WarningTopic' }],
          },
        },
      },
    })
  })

  it('sends each severity to its own topics, on the way in and on the way out', () => {
    const [warning, critical] = render(alarm({ name: 'w' }), alarm({ name: 'c', severity: 'critical' }))

    expect([warning?.AlarmActions, warning?.OKActions]).toEqual([[{ Ref: 'WarningTopic' }], [{ Ref: 'WarningTopic' }]])
    expect([critical?.AlarmActions, critical?.OKActions]).toEqual([[PAGER], [PAGER]])
  })

  it('renders a percentile as extended statistic with its low-sample rule', () => {
    const [properties] = render(alarm({ statistic: 'p99.9', evaluateLowSampleCountPercentile: 'ignore' }))

    expect(properties).toMatchObject({ ExtendedStatistic: 'p99.9', EvaluateLowSampleCountPercentile: 'ignore' })
    expect(properties).not.toHaveProperty('Statistic')
  })

  it('sorts dimensions by name, so that their order shows in no diff', () => {
    const metric = (dimensions: Readonly<Record<string, string>>) => ({ namespace: 'Shop', name: 'm', dimensions })

    const [one] = render(alarm({ metric: metric({ b: '2', B: '3', a: '1' }) }))
    const [other] = render(alarm({ metric: metric({ a: '1', b: '2', B: '3' }) }))

    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
    expect(one?.Dimensions.map(({ Name }) => Name)).toEqual(['B', 'a', 'b'])
  })

  it('gives an alarm the same logical id whatever stands beside it', () => {
    const alarms = albServerErrorAlarms({ loadBalancer: 'app/shop/50dc6c495c0c9188' })
    const idsOf = (definitions: readonly AlarmDefinition[]) =>
      Object.entries(toCloudFormation(definitions, { topics: TOPICS }).Resources).map(
        ([id, { Properties }]) => [Properties.AlarmName, id] as const,
      )

    const all = new Map(idsOf(alarms))

    expect(all.size).toBe(4)
    for (const [name, id] of idsOf(alarms.slice(2).reverse())) expect(all.get(name)).toBe(id)
  })

  it('makes logical ids of letters and digits, apart for names that differ only in other characters', () => {
    const names = ['a-b', 'a_b', 'a b', 'A B', 'ä', '漢字', 'n'.repeat(255), `${'n'.repeat(254)}m`]

    const ids = Object.keys(
      toCloudFormation(
        names.map((name) => alarm({ name })),
        { topics: TOPICS },
      ).Resources,
    )

    expect(ids).toHaveLength(names.length)
    for (const id of ids) expect(id).toMatch(/^Alarm[A-Za-z0-9]{8,250}$/)
  })

  it('starts logical ids as told', () => {
    const idsWith = (logicalIdPrefix: string) =>
      Object.keys(toCloudFormation([alarm()], { topics: TOPICS, logicalIdPrefix }).Resources)

    expect(idsWith('Shop')[0]).toMatch(/^ShopOrdersFail/)
    expect(() => idsWith('1st')).toThrow('`logicalIdPrefix` must be a letter')
    expect(() => idsWith('with-hyphen')).toThrow('`logicalIdPrefix`')
  })

  it('is JSON, and does not share the topic lists between alarms', () => {
    const template = toCloudFormation([alarm(), alarm({ name: 'b' })], { topics: TOPICS })
    const [one, other] = Object.values(template.Resources)

    expect(JSON.parse(JSON.stringify(template))).toEqual(template)
    expect(one?.Properties.AlarmActions).not.toBe(other?.Properties.AlarmActions)
  })

  it('renders nothing that CloudWatch would reject, even when handed unchecked data', () => {
    expect(() => toCloudFormation([{ ...alarm(), datapointsToAlarm: 9 }], { topics: TOPICS })).toThrow(
      '`datapointsToAlarm` must be at most evaluationPeriods (3)',
    )
    expect(() => toCloudFormation([alarm(), alarm({ threshold: 2 })], { topics: TOPICS })).toThrow('`name` is taken')
  })

  it('renders 500 alarms and refuses 501', () => {
    const alarms = Array.from({ length: 501 }, (_, index) => alarm({ name: `alarm-${index}` }))

    expect(Object.keys(toCloudFormation(alarms.slice(1), { topics: TOPICS }).Resources)).toHaveLength(500)
    expect(() => toCloudFormation(alarms, { topics: TOPICS })).toThrow('at most 500 resources; got 501')
  })
})

describe('the topics', () => {
  const withTopics = (critical: readonly TopicReference[]) => () =>
    toCloudFormation([alarm({ severity: 'critical' })], { topics: { critical } })

  it('may be ARNs of any partition, references and imports', () => {
    const topics: readonly TopicReference[] = [
      'arn:aws-cn:sns:cn-north-1:123456789012:pager',
      { Ref: 'Topic' },
      { 'Fn::ImportValue': 'shared-pager' },
    ]

    const [resource] = Object.values(withTopics(topics)().Resources)

    expect(resource?.Properties.AlarmActions).toEqual(topics)
  })

  it('are needed for a severity that is used, and only for that', () => {
    expect(withTopics([])).toThrow('`topics.critical` must name a topic, since alarm "orders-fail" is critical')
    expect(withTopics([PAGER])).not.toThrow()
  })

  it('are at most five', () => {
    const topics = Array.from({ length: 6 }, (_, index) => `${PAGER}-${index}`)

    expect(withTopics(topics.slice(1))).not.toThrow()
    expect(withTopics(topics)).toThrow('at most 5 topics')
  })

  it('are never FIFO topics', () => {
    expect(withTopics([`${PAGER}.fifo`])).toThrow('cannot publish to the FIFO topic')
  })

  it('are named once', () => {
    expect(withTopics([{ Ref: 'Topic' }, { Ref: 'Topic' }])).toThrow('names a topic twice')
  })

  it.each([
    ['pager'],
    ['arn:aws:sqs:eu-west-1:123456789012:pager'],
    ['arn:aws:sns:eu-west-1:123456789012:pager:0d2c3b4a-subscription'],
    [{ Ref: '' }],
    [{ Ref: 'Topic', 'Fn::ImportValue': 'x' }],
    [{ 'Fn::GetAtt': ['Topic', 'TopicArn'] }],
    [null],
  ])('are refused as %j', (topic) => {
    expect(withTopics([topic as TopicReference])).toThrow('`topics.critical[0]` must be the ARN of an SNS topic')
  })
})
