import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { MAX_METRIC_NAME_LENGTH, MAX_NAMESPACE_LENGTH } from '../aws/limits/cloudwatch-limits.js'
import {
  MAX_DETAIL_TYPE_LENGTH,
  MAX_EVENT_BUS_NAME_LENGTH,
  MAX_SOURCE_LENGTH,
} from '../aws/limits/eventbridge-limits.js'
import { MAX_DELIVERY_STREAM_NAME_LENGTH } from '../aws/limits/firehose-limits.js'
import { event } from './event.js'
import { counter } from './metric.js'
import { defineTelemetry, LOG_DESTINATIONS, type Telemetry } from './telemetry.js'

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T
const configurationError = (text: string) =>
  expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) })

const schema = z.object({ path: z.string() })
const withNamespace = (namespace: string) =>
  defineTelemetry({ service: 'shop', metrics: { namespace, definitions: { views: counter() } } })
const withMetric = (name: string) =>
  defineTelemetry({ service: 'shop', metrics: { namespace: 'Shop', definitions: { [name]: counter() } } })
const withSource = (source: string) => defineTelemetry({ service: 'shop', events: { source, types: { seen: schema } } })
const withBus = (eventBusName: string) =>
  defineTelemetry({ service: 'shop', events: { source: 'shop', eventBusName, types: { seen: schema } } })
const withType = (type: string) =>
  defineTelemetry({ service: 'shop', events: { source: 'shop', types: { [type]: schema } } })
const withStream = (deliveryStreamName: string) =>
  defineTelemetry({ service: 'shop', logs: { deliveryStreamName, destination: 's3' } })

describe('a catalog', () => {
  it('keeps everything it is given', () => {
    const sold = event(schema, { priority: 3 })
    const telemetry = defineTelemetry({
      service: 'shop',
      version: '1.4.2',
      environment: 'production',
      metrics: { namespace: 'Shop/traffic', definitions: { views: counter({ dimensions: ['Version'] }) } },
      events: { source: 'shop.app', eventBusName: 'shop', types: { seen: schema, sold } },
      logs: { deliveryStreamName: 'ShopLogs', destination: 'opensearch' },
      redaction: { secret: ['loyaltyNumber'], safe: ['nextToken'] },
    })

    expect(telemetry.metrics?.definitions.views.dimensions).toEqual(['Version'])
    expect(telemetry.events?.types.seen).toBe(schema)
    expect(telemetry.events?.types.sold).toBe(sold)
    expect(telemetry).toMatchObject({
      service: 'shop',
      version: '1.4.2',
      environment: 'production',
      logs: { deliveryStreamName: 'ShopLogs' },
      redaction: { secret: ['loyaltyNumber'], safe: ['nextToken'] },
    })
  })

  it('has only the parts that are declared', () => {
    expect(Object.keys(defineTelemetry({ service: 'shop' }))).toEqual(['service'])
    expect(
      Object.keys(
        defineTelemetry({
          service: 'shop',
          version: undefined,
          environment: undefined,
          metrics: undefined,
          events: undefined,
          logs: undefined,
          redaction: undefined,
        }),
      ),
    ).toEqual(['service'])
  })

  it('is frozen in all its parts and apart from what it was made of', () => {
    const definitions: Record<string, ReturnType<typeof counter>> = { views: counter() }
    const telemetry = defineTelemetry({
      service: 'shop',
      metrics: { namespace: 'Shop', definitions },
      events: { source: 'shop', types: { seen: schema } },
      logs: { deliveryStreamName: 'ShopLogs', destination: 's3' },
      redaction: { secret: ['loyaltyNumber'] },
    })
    definitions['later'] = counter()

    expect(Object.keys(telemetry.metrics?.definitions ?? {})).toEqual(['views'])
    const { metrics, events, logs, redaction } = telemetry
    for (const part of [telemetry, metrics, metrics?.definitions, events, events?.types, logs, redaction]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })

  it.each(['service', 'version', 'environment'] as const)('takes a %s of 1 to 255 characters', (name) => {
    const define = (value: unknown) => defineTelemetry(untyped<Telemetry>({ service: 'shop', [name]: value }))

    expect(define('s'.repeat(255))[name]).toHaveLength(255)
    expect(() => define('s'.repeat(256))).toThrow(configurationError('at most 255 characters'))
    for (const wrong of ['', 3, null]) expect(() => define(wrong)).toThrow(configurationError(`\`telemetry.${name}\``))
  })

  it('has a service', () => {
    expect(() => defineTelemetry(untyped<Telemetry>({}))).toThrow(configurationError('`telemetry.service`'))
  })

  it('names a part or an option that does not exist', () => {
    expect(() => defineTelemetry(untyped<Telemetry>({ service: 'shop', metric: {} }))).toThrow(
      configurationError('`metric`'),
    )
    expect(() => defineTelemetry(untyped<Telemetry>({ service: 'shop', logs: { stream: 'x' } }))).toThrow(
      configurationError('`stream`'),
    )
  })

  it.each(['metrics', 'events', 'logs', 'redaction'])('refuses %s that are no object', (part) => {
    for (const wrong of [null, 'text', 3, []]) {
      expect(() => defineTelemetry(untyped<Telemetry>({ service: 'shop', [part]: wrong }))).toThrow(
        configurationError(`\`telemetry.${part}\` must be an object`),
      )
    }
  })
})

describe('a namespace', () => {
  it('may have 255 characters, not 256', () => {
    expect(withNamespace('n'.repeat(MAX_NAMESPACE_LENGTH)).metrics?.namespace).toHaveLength(255)
    expect(() => withNamespace('n'.repeat(MAX_NAMESPACE_LENGTH + 1))).toThrow(configurationError('at most 255'))
  })

  it.each(['Shop', 'Shop/traffic', 'a.b-c_d/e#f:g h', '1', 'AWSome/x', 'aws/x'])('may be %j', (namespace) => {
    expect(withNamespace(namespace).metrics?.namespace).toBe(namespace)
  })

  it.each(['', 'AWS/EC2', 'AWS/', ':Shop', ' Shop', 'Shöp', 'Shop\n', 'Shop*'])('may not be %j', (namespace) => {
    expect(() => withNamespace(namespace)).toThrow(configurationError('`telemetry.metrics.namespace`'))
  })
})

describe('a metric', () => {
  it('may have a name of 255 characters, not 256', () => {
    const longest = 'm'.repeat(MAX_METRIC_NAME_LENGTH)

    expect(Object.keys(withMetric(longest).metrics?.definitions ?? {})).toEqual([longest])
    expect(() => withMetric(`${longest}m`)).toThrow(configurationError('at most 255'))
  })

  it.each(['', ':views', 'vüe', 'a\nb'])('may not be named %j', (name) => {
    expect(() => withMetric(name)).toThrow(configurationError('telemetry.metrics.definitions['))
  })

  it.each([null, {}, { kind: 'counter' }, { kind: 'timer', unit: 'Count', dimensions: [] }, 'counter'])(
    'must be made with its maker, not written as %o',
    (definition) => {
      expect(() =>
        defineTelemetry({
          service: 'shop',
          metrics: { namespace: 'Shop', definitions: { views: untyped(definition) } },
        }),
      ).toThrow(configurationError('Metric `views` must be made with counter(), gauge() or histogram()'))
    },
  )
})

describe('events', () => {
  it('may have a source of 256 characters, not 257', () => {
    expect(withSource('s'.repeat(MAX_SOURCE_LENGTH)).events?.source).toHaveLength(256)
    expect(() => withSource('s'.repeat(MAX_SOURCE_LENGTH + 1))).toThrow(configurationError('at most 256'))
  })

  it.each(['aws.ec2', 'AWS.x', '', 'with space', 'shöp'])('may not come from %j', (source) => {
    expect(() => withSource(source)).toThrow(configurationError('`telemetry.events.source`'))
  })

  it.each(['shop.app', 'com.example/shop', 'awesome', 'aws'])('may come from %j', (source) => {
    expect(withSource(source).events?.source).toBe(source)
  })

  it('may have a detail-type of 128 characters, not 129 and not none', () => {
    expect(Object.keys(withType('t'.repeat(MAX_DETAIL_TYPE_LENGTH)).events?.types ?? {})).toHaveLength(1)
    expect(() => withType('t'.repeat(MAX_DETAIL_TYPE_LENGTH + 1))).toThrow(configurationError('at most 128'))
    expect(() => withType('')).toThrow(configurationError('a detail-type'))
  })

  it('may go to a bus by name or ARN, of 1,600 characters and not 1,601', () => {
    const arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'

    expect(withBus(arn).events?.eventBusName).toBe(arn)
    expect(withBus('b'.repeat(MAX_EVENT_BUS_NAME_LENGTH)).events?.eventBusName).toHaveLength(1_600)
    expect(() => withBus('b'.repeat(MAX_EVENT_BUS_NAME_LENGTH + 1))).toThrow(configurationError('at most 1600'))
    expect(() => withBus('with space')).toThrow(configurationError('the name or ARN of an event bus'))
  })

  it.each([null, undefined, {}, { '~standard': {} }, { parse: () => 1 }, () => 1])(
    'must have a schema that follows Standard Schema, not %o',
    (wrong) => {
      expect(() =>
        defineTelemetry({ service: 'shop', events: { source: 'shop', types: { seen: untyped(wrong) } } }),
      ).toThrow(configurationError('Event `seen` must have a schema'))
    },
  )

  it('may have a schema that is a function, as some libraries make them', () => {
    const validate = (value: unknown) => ({ value })
    const callable = Object.assign(() => {}, { '~standard': { version: 1 as const, vendor: 'test', validate } })

    expect(
      defineTelemetry({ service: 'shop', events: { source: 'shop', types: { seen: callable } } }).events?.types.seen,
    ).toBe(callable)
  })
})

describe('logs', () => {
  it('may go to a stream with a name of 64 characters, not 65', () => {
    expect(withStream('s'.repeat(MAX_DELIVERY_STREAM_NAME_LENGTH)).logs?.deliveryStreamName).toHaveLength(64)
    expect(() => withStream('s'.repeat(MAX_DELIVERY_STREAM_NAME_LENGTH + 1))).toThrow(configurationError('at most 64'))
  })

  it.each(['', 'a b', 'a/b', 'arn:aws:firehose', 'ströme'])('may not go to %j', (name) => {
    expect(() => withStream(name)).toThrow(configurationError('`telemetry.logs.deliveryStreamName`'))
  })

  it('go to one of three kinds of destination', () => {
    for (const destination of LOG_DESTINATIONS) {
      expect(
        defineTelemetry({ service: 'shop', logs: { deliveryStreamName: 's', destination } }).logs?.destination,
      ).toBe(destination)
    }
    expect(() =>
      defineTelemetry({ service: 'shop', logs: { deliveryStreamName: 's', destination: untyped('elastic') } }),
    ).toThrow(configurationError('one of "s3", "opensearch", "http"'))
  })
})

describe('redaction', () => {
  it.each<[object, string]>([
    [{ secret: 'loyaltyNumber' }, '`telemetry.redaction.secret` must be an array of names'],
    [{ safe: { nextToken: true } }, '`telemetry.redaction.safe` must be an array of names'],
    [{ secret: [''] }, '`telemetry.redaction.secret` must be a non-empty string'],
    [{ safe: [3] }, '`telemetry.redaction.safe` must be a non-empty string'],
    [{ keys: ['x'] }, 'telemetry.redaction has no option `keys`'],
  ])('refuses %o', (redaction, text) => {
    expect(() => defineTelemetry(untyped<Telemetry>({ service: 'shop', redaction }))).toThrow(configurationError(text))
  })
})
