import { defineTelemetry, event, type Telemetry } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { isAllowed, type PolicyRequest } from '../../test/fixtures/policy-simulator.js'
import { anything, telemetry } from '../../test/fixtures/telemetry.js'
import { telemetryPolicyDocument, telemetryPolicyStatements } from './telemetry-policy.js'

const LOCATION = { region: 'eu-west-1', account: '123456789012' } as const
const BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/default'
const STREAM = 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/FirehoseLogs'
const statements = telemetryPolicyStatements(telemetry, LOCATION)

const putMetricData = (namespace: string): PolicyRequest => ({
  action: 'cloudwatch:PutMetricData',
  resource: '*',
  context: { 'cloudwatch:namespace': namespace },
})
const putEvents = (context: NonNullable<PolicyRequest['context']>, resource = BUS): PolicyRequest => ({
  action: 'events:PutEvents',
  resource,
  context,
})
const ours = { 'events:source': ['helloworld.app'], 'events:detail-type': ['page requested', 'order placed'] }

describe('the policy of a catalog', () => {
  it('is what IAM takes as it is', () => {
    expect(telemetryPolicyDocument(telemetry, LOCATION)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PublishMetrics',
          Effect: 'Allow',
          Action: 'cloudwatch:PutMetricData',
          Resource: '*',
          Condition: { StringEquals: { 'cloudwatch:namespace': 'Helloworld/traffic' } },
        },
        {
          Sid: 'PublishEvents',
          Effect: 'Allow',
          Action: 'events:PutEvents',
          Resource: BUS,
          Condition: {
            'ForAllValues:StringEquals': {
              'events:source': ['helloworld.app'],
              'events:detail-type': ['order placed', 'page requested'],
            },
            Null: { 'events:source': 'false', 'events:detail-type': 'false' },
          },
        },
        { Sid: 'ShipLogs', Effect: 'Allow', Action: 'firehose:PutRecordBatch', Resource: STREAM },
      ],
    })
  })

  it('has statements for what the catalog declares, and no others', () => {
    const { metrics, events, logs } = telemetry
    const sids = (parts: object) =>
      telemetryPolicyStatements({ service: 'helloworld', ...parts }, LOCATION).map(({ Sid }) => Sid)

    expect(sids({ metrics })).toEqual(['PublishMetrics'])
    expect(sids({ events })).toEqual(['PublishEvents'])
    expect(sids({ logs })).toEqual(['ShipLogs'])
    expect(sids({})).toEqual([])
    expect(sids({ events: { source: 'helloworld.app', types: {} } })).toEqual([])
  })

  it('is refused for a catalog that declares nothing that is sent', () => {
    expect(() => telemetryPolicyDocument(defineTelemetry({ service: 'silent' }), LOCATION)).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('`silent`') }),
    )
  })

  it('is written for the partition that is named', () => {
    const resources = telemetryPolicyStatements(telemetry, {
      partition: 'aws-cn',
      region: 'cn-north-1',
      account: '123456789012',
    }).map(({ Resource }) => Resource)

    expect(resources).toEqual([
      '*',
      'arn:aws-cn:events:cn-north-1:123456789012:event-bus/default',
      'arn:aws-cn:firehose:cn-north-1:123456789012:deliverystream/FirehoseLogs',
    ])
  })

  it.each([
    [undefined, BUS],
    ['shop', 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'],
    [
      'arn:aws:events:us-east-1:999999999999:event-bus/central',
      'arn:aws:events:us-east-1:999999999999:event-bus/central',
    ],
  ])('names the bus %s by its ARN', (eventBusName, resource) => {
    const catalog = defineTelemetry({
      service: 'shop',
      events: {
        source: 'shop.app',
        types: { seen: anything },
        ...(eventBusName === undefined ? {} : { eventBusName }),
      },
    })

    expect(telemetryPolicyStatements(catalog, LOCATION)[0]?.Resource).toBe(resource)
  })

  it('has a statement for each bus, with the types that go there, whatever their order', () => {
    const types = {
      paid: event(anything, { eventBusName: 'payments' }),
      seen: anything,
      audited: event(anything, { eventBusName: 'arn:aws:events:us-east-1:999999999999:event-bus/audit' }),
      refunded: event(anything, { eventBusName: 'payments' }),
      left: event(anything, { priority: 1 }),
    }
    const catalog = (declared: typeof types) =>
      defineTelemetry({ service: 'shop', events: { source: 'shop.app', eventBusName: 'shop', types: declared } })
    const statementsOf = (declared: typeof types) => telemetryPolicyStatements(catalog(declared), LOCATION)

    const found = statementsOf(types).map(({ Sid, Resource, Condition }) => [
      Sid,
      Resource,
      Condition?.['ForAllValues:StringEquals']?.['events:detail-type'],
    ])

    expect(found).toEqual([
      ['PublishEvents', 'arn:aws:events:eu-west-1:123456789012:event-bus/shop', ['left', 'seen']],
      ['PublishEvents2', 'arn:aws:events:eu-west-1:123456789012:event-bus/payments', ['paid', 'refunded']],
      ['PublishEvents3', 'arn:aws:events:us-east-1:999999999999:event-bus/audit', ['audited']],
    ])
    const reversed = Object.fromEntries(Object.entries(types).toReversed()) as typeof types
    expect(statementsOf(reversed)).toEqual(statementsOf(types))
  })

  it('has no statement for the bus of the catalog when every type goes elsewhere', () => {
    const catalog = defineTelemetry({
      service: 'shop',
      events: { source: 'shop.app', types: { paid: event(anything, { eventBusName: 'payments' }) } },
    })

    expect(telemetryPolicyStatements(catalog, LOCATION).map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ['PublishEvents', 'arn:aws:events:eu-west-1:123456789012:event-bus/payments'],
    ])
  })

  it.each<[string, unknown, unknown, string]>([
    [
      'a location with an unknown member',
      telemetry,
      { ...LOCATION, acount: '1' },
      'location has no option `acount`; known options: region, account, partition',
    ],
    [
      'a location without an account',
      telemetry,
      { region: 'eu-west-1' },
      '`location.account` must be a non-empty string; got nothing',
    ],
    [
      'a partition that is none',
      telemetry,
      { ...LOCATION, partition: '' },
      '`location.partition` must be a non-empty string',
    ],
    ['no location', telemetry, undefined, '`location` must be an object; got nothing'],
    ['no catalog', undefined, LOCATION, '`telemetry` must be an object; got nothing'],
  ])('is refused for %s', (_what, catalog, location, message) => {
    for (const make of [telemetryPolicyStatements, telemetryPolicyDocument]) {
      expect(() => make(catalog as Telemetry, location as typeof LOCATION)).toThrow(
        expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(message) as string }),
      )
    }
  })

  it('takes a detail-type for text, also where IAM would read a variable', () => {
    const catalog = defineTelemetry({
      service: 'shop',
      events: { source: 'shop.app', types: { [`paid in \${aws:username} $ {x}`]: anything } },
    })

    expect(telemetryPolicyStatements(catalog, LOCATION)[0]?.Condition?.['ForAllValues:StringEquals']).toMatchObject({
      'events:detail-type': [`paid in \${$}{aws:username} $ {x}`],
    })
  })

  it('is the same whatever the order of the declarations', () => {
    const { events } = telemetry
    const types = Object.fromEntries(Object.entries(events?.types ?? {}).toReversed())

    expect(
      telemetryPolicyStatements({ service: 'helloworld', events: { source: 'helloworld.app', types } }, LOCATION),
    ).toEqual(statements.filter(({ Sid }) => Sid === 'PublishEvents'))
  })
})

describe('a service with the policy of its catalog', () => {
  it('may emit all that it declares', () => {
    expect(isAllowed(statements, putMetricData('Helloworld/traffic'))).toBe(true)
    expect(isAllowed(statements, putEvents(ours))).toBe(true)
    expect(isAllowed(statements, { action: 'firehose:PutRecordBatch', resource: STREAM })).toBe(true)
  })

  it.each<[string, PolicyRequest]>([
    ['metrics of another namespace', putMetricData('AWS/EC2')],
    ['metrics without a namespace', { action: 'cloudwatch:PutMetricData', resource: '*' }],
    ['an alarm', { action: 'cloudwatch:PutMetricAlarm', resource: '*' }],
    ['a dashboard', { action: 'cloudwatch:PutDashboard', resource: '*' }],
    ['events of another source', putEvents({ ...ours, 'events:source': ['helloworld.app', 'payments'] })],
    ['events of another type', putEvents({ ...ours, 'events:detail-type': ['page requested', 'refund'] })],
    ['events without a source', putEvents({ 'events:detail-type': ours['events:detail-type'] })],
    ['events without a type', putEvents({ 'events:source': ours['events:source'] })],
    ['events on another bus', putEvents(ours, BUS.replace('default', 'payments'))],
    ['rules', { action: 'events:PutRule', resource: BUS }],
    ['records to another stream', { action: 'firehose:PutRecordBatch', resource: `${STREAM}-other` }],
    ['single records', { action: 'firehose:PutRecord', resource: STREAM }],
    ['the end of its stream', { action: 'firehose:DeleteDeliveryStream', resource: STREAM }],
  ])('may not put %s', (_what, request) => {
    expect(isAllowed(statements, request)).toBe(false)
  })
})
