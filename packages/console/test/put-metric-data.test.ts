import { type Dimension, type MetricDatum, PutMetricDataCommand, type StandardUnit } from '@aws-sdk/client-cloudwatch'
import { METRIC_UNITS, putMetricDataBytes } from '@org/core/aws'
import { describe, expect, it } from 'vitest'
import { type Harness, NOON, rejection, sendAws, start } from './harness.js'

function put(harness: Harness, ...data: MetricDatum[]) {
  return harness.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData: data }))
}

function dimensions(count: number): Dimension[] {
  return Array.from({ length: count }, (_, index) => ({ Name: `d${index}`, Value: 'v' }))
}

describe('what PutMetricData stores', () => {
  it('takes a value, values with counts, and a statistic set, and adds them up', async () => {
    const harness = await start()

    await put(
      harness,
      { MetricName: 'm', Value: 5, Unit: 'Count' },
      { MetricName: 'm', Values: [1, 2], Counts: [3, 4], Unit: 'Count' },
      { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 }, Unit: 'Count' },
    )

    expect(harness.console.metrics().series).toMatchObject([
      {
        namespace: 'Test',
        name: 'm',
        dimensions: {},
        unit: 'Count',
        Sum: 46,
        SampleCount: 10,
        Minimum: 1,
        Maximum: 20,
      },
    ])
  })

  it('takes count and sum from a statistic set, and percentiles from the values beside it', async () => {
    const harness = await start()

    await put(harness, {
      MetricName: 'm',
      Values: [10, 20],
      Counts: [1, 1],
      StatisticValues: { SampleCount: 2, Sum: 31, Minimum: 10.5, Maximum: 20.5 },
    })

    expect(harness.console.metrics().series[0]).toMatchObject({
      Sum: 31,
      SampleCount: 2,
      Minimum: 10.5,
      Maximum: 20.5,
      Average: 15.5,
      p99: 20,
    })
  })

  it('has no percentiles when a statistic set hides the values', async () => {
    const harness = await start()

    await put(harness, { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 30, Minimum: 10, Maximum: 20 } })

    expect(harness.console.metrics().series[0]).toMatchObject({ Sum: 30, p50: null, p90: null, p99: null })
  })

  it('keeps a metric for each exact set of dimensions, whatever their order', async () => {
    const harness = await start()
    const a = { Name: 'a', Value: '1' }
    const b = { Name: 'b', Value: '2' }

    await put(
      harness,
      { MetricName: 'm', Value: 1, Dimensions: [a, b] },
      { MetricName: 'm', Value: 1, Dimensions: [b, a] },
      { MetricName: 'm', Value: 1, Dimensions: [a] },
    )

    expect(harness.console.metrics().series.map(({ dimensions: set, Sum }) => [set, Sum])).toEqual([
      [{ a: '1', b: '2' }, 2],
      [{ a: '1' }, 1],
    ])
  })

  it('takes counts that are not whole, as the agent of AWS sends for sampled values', async () => {
    const harness = await start()

    await put(harness, { MetricName: 'm', Values: [10, 2], Counts: [0.5, 1 / 0.3] })

    const [series] = harness.console.metrics().series
    expect(series?.SampleCount).toBeCloseTo(0.5 + 1 / 0.3)
    expect(series?.Sum).toBeCloseTo(5 + 2 / 0.3)
  })

  it('measures a body as the rules do', async () => {
    const harness = await start()
    const MetricData: MetricDatum[] = [
      { MetricName: 'm', Value: 1.5, Timestamp: new Date(NOON + 123), Dimensions: [{ Name: 'a', Value: '~"\\' }] },
      { MetricName: 'n', Values: [1e-7, 2 ** 60], Counts: [1, 2], Unit: 'Milliseconds', StorageResolution: 1 },
    ]

    await put(harness, ...MetricData)

    const measured = putMetricDataBytes({ Namespace: 'Test', MetricData })
    expect(harness.console.calls().items).toMatchObject([{ bodyBytes: measured }])
  })

  it('accepts the gzip bodies that the SDK sends above 10,240 bytes', async () => {
    const harness = await start()
    const data = Array.from({ length: 300 }, (_, index) => ({ MetricName: `metric-${index}`, Value: index }))

    await put(harness, ...data)

    const [call] = harness.console.calls().items
    expect(call).toMatchObject({ operation: 'PutMetricData', status: 200, items: 300, failedItems: 0 })
    expect(call?.bodyBytes).toBeGreaterThan(10_240)
    expect(call?.wireBytes).toBeLessThan((call?.bodyBytes ?? 0) / 4)
    expect(harness.console.metrics().series).toHaveLength(300)
  })

  it('stores a standard datum to the minute and a high-resolution datum to the second', async () => {
    const harness = await start()
    const Timestamp = new Date(NOON + 42_500)

    await put(
      harness,
      { MetricName: 'standard', Value: 1, Timestamp },
      { MetricName: 'high', Value: 1, Timestamp, StorageResolution: 1 },
    )

    const at = (name: string) =>
      harness.console.metrics({ name, statistic: 'Sum', period: 1, end: NOON + 60_000 }).series[0]?.datapoints
    expect(at('standard')).toEqual([{ timestamp: '2026-01-15T12:00:00.000Z', value: 1 }])
    expect(at('high')).toEqual([{ timestamp: '2026-01-15T12:00:42.000Z', value: 1 }])
  })

  it('accepts every unit of CloudWatch', async () => {
    const harness = await start()

    await put(harness, ...METRIC_UNITS.map((Unit, index) => ({ MetricName: `m${index}`, Value: 1, Unit })))

    const received = harness.console.metrics().series.map(({ unit }) => unit)
    expect(new Set(received)).toEqual(new Set(METRIC_UNITS))
    expect(received).toHaveLength(27)
  })
})

const INVALID_VALUE = 'InvalidParameterValueException'
const INVALID_COMBINATION = 'InvalidParameterCombinationException'
const MISSING = 'MissingRequiredParameterException'
const LARGEST = 2 ** 360
const FORTNIGHT = 14 * 24 * 60 * 60 * 1000
const TWO_HOURS = 2 * 60 * 60 * 1000

interface LimitCase {
  readonly what: string
  readonly within: MetricDatum
  readonly beyond: MetricDatum
}

const LIMITS: readonly LimitCase[] = [
  {
    what: '255 characters of metric name',
    within: { MetricName: 'n'.repeat(255), Value: 1 },
    beyond: { MetricName: 'n'.repeat(256), Value: 1 },
  },
  {
    what: '30 dimensions',
    within: { MetricName: 'm', Value: 1, Dimensions: dimensions(30) },
    beyond: { MetricName: 'm', Value: 1, Dimensions: dimensions(31) },
  },
  {
    what: '255 characters of dimension name',
    within: { MetricName: 'm', Value: 1, Dimensions: [{ Name: 'n'.repeat(255), Value: 'v' }] },
    beyond: { MetricName: 'm', Value: 1, Dimensions: [{ Name: 'n'.repeat(256), Value: 'v' }] },
  },
  {
    what: '1,024 characters of dimension value',
    within: { MetricName: 'm', Value: 1, Dimensions: [{ Name: 'n', Value: 'v'.repeat(1024) }] },
    beyond: { MetricName: 'm', Value: 1, Dimensions: [{ Name: 'n', Value: 'v'.repeat(1025) }] },
  },
  {
    what: '150 values',
    within: { MetricName: 'm', Values: Array.from({ length: 150 }, (_, index) => index) },
    beyond: { MetricName: 'm', Values: Array.from({ length: 151 }, (_, index) => index) },
  },
  {
    what: '2^360',
    within: { MetricName: 'm', Value: LARGEST },
    beyond: { MetricName: 'm', Value: LARGEST * (1 + Number.EPSILON) },
  },
  {
    what: '-2^360',
    within: { MetricName: 'm', Value: -LARGEST },
    beyond: { MetricName: 'm', Value: -LARGEST * (1 + Number.EPSILON) },
  },
  {
    what: 'two weeks in the past',
    within: { MetricName: 'm', Value: 1, Timestamp: new Date(NOON - FORTNIGHT) },
    beyond: { MetricName: 'm', Value: 1, Timestamp: new Date(NOON - FORTNIGHT - 1) },
  },
  {
    what: 'two hours in the future',
    within: { MetricName: 'm', Value: 1, Timestamp: new Date(NOON + TWO_HOURS) },
    beyond: { MetricName: 'm', Value: 1, Timestamp: new Date(NOON + TWO_HOURS + 1) },
  },
]

describe('the limits of PutMetricData', () => {
  it.each(LIMITS)('takes $what and refuses one more', async ({ within, beyond }) => {
    const harness = await start()

    await put(harness, within)
    const error = await rejection(put(harness, beyond))

    expect(error.name).toBe(INVALID_VALUE)
    expect(harness.console.metrics().total).toBe(1)
  })

  it('takes 1,000 datums and refuses 1,001', async () => {
    const harness = await start()
    const data = Array.from({ length: 1001 }, () => ({ MetricName: 'm', Value: 1 }))

    await put(harness, ...data.slice(1))
    const error = await rejection(put(harness, ...data))

    expect(error.name).toBe(INVALID_VALUE)
    expect(harness.console.metrics().series[0]?.Sum).toBe(1000)
  })

  it('counts datums of entities towards the 1,000', async () => {
    const harness = await start()
    const data = Array.from({ length: 501 }, () => ({ MetricName: 'm', Value: 1 }))
    const Entity = { KeyAttributes: { Type: 'Service', Name: 'helloworld' } }

    const error = await rejection(
      harness.cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: 'Test',
          MetricData: data.slice(1),
          EntityMetricData: [{ Entity, MetricData: data }],
          StrictEntityValidation: true,
        }),
      ),
    )

    expect(error.name).toBe(INVALID_VALUE)
  })

  it('takes 255 characters of namespace and refuses 256', async () => {
    const harness = await start()
    const send = (Namespace: string) =>
      harness.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'm', Value: 1 }] }))

    await send('n'.repeat(255))

    expect((await rejection(send('n'.repeat(256)))).name).toBe(INVALID_VALUE)
  })

  it('takes one byte below 1 MB after decompression and refuses 1 MB, compressed or not', async () => {
    const harness = await start()
    const template = JSON.stringify({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 1 }], Padding: '' })
    const bodyOf = (bytes: number) =>
      template.replace('"Padding":""', `"Padding":"${'x'.repeat(bytes - template.length)}"`)
    const target = 'GraniteServiceVersion20100801.PutMetricData'

    const within = await sendAws(harness.console, target, bodyOf(999_999))
    const beyond = await sendAws(harness.console, target, bodyOf(1_000_000))
    const { gzipSync } = await import('node:zlib')
    const zipped = gzipSync(bodyOf(1_000_000))
    const compressed = await sendAws(harness.console, target, zipped, { 'content-encoding': 'gzip' })

    expect([within.status, beyond.status, compressed.status]).toEqual([200, 413, 413])
    expect(zipped.length).toBeLessThan(5000)
  })
})

describe('what PutMetricData refuses', () => {
  it.each<[string, string, MetricDatum]>([
    ['a missing metric name', MISSING, { MetricName: undefined, Value: 1 }],
    ['an empty metric name', INVALID_VALUE, { MetricName: '', Value: 1 }],
    ['a name that is not ASCII', INVALID_VALUE, { MetricName: 'größe', Value: 1 }],
    ['a control character', INVALID_VALUE, { MetricName: 'a\tb', Value: 1 }],
    ['a blank name', INVALID_VALUE, { MetricName: '  ', Value: 1 }],
    ['a name that starts with a colon', INVALID_VALUE, { MetricName: ':m', Value: 1 }],
    ['NaN', INVALID_VALUE, { MetricName: 'm', Value: Number.NaN }],
    ['infinity', INVALID_VALUE, { MetricName: 'm', Value: Number.POSITIVE_INFINITY }],
    ['no value at all', INVALID_COMBINATION, { MetricName: 'm' }],
    ['a value and values', INVALID_COMBINATION, { MetricName: 'm', Value: 1, Values: [1] }],
    [
      'a value and a statistic set',
      INVALID_COMBINATION,
      { MetricName: 'm', Value: 1, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } },
    ],
    ['counts without values', INVALID_COMBINATION, { MetricName: 'm', Counts: [1] }],
    ['fewer counts than values', INVALID_VALUE, { MetricName: 'm', Values: [1, 2], Counts: [1] }],
    ['a negative count', INVALID_VALUE, { MetricName: 'm', Values: [1], Counts: [-1] }],
    ['a count of zero', INVALID_VALUE, { MetricName: 'm', Values: [1, 2], Counts: [1, 0] }],
    ['a value listed twice', INVALID_VALUE, { MetricName: 'm', Values: [1, 1] }],
    ['no values in the list', INVALID_VALUE, { MetricName: 'm', Values: [] }],
    [
      'a statistic set of no samples',
      INVALID_VALUE,
      { MetricName: 'm', StatisticValues: { SampleCount: 0, Sum: 1, Minimum: 1, Maximum: 1 } },
    ],
    [
      'a minimum above the maximum',
      INVALID_VALUE,
      { MetricName: 'm', StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } },
    ],
    [
      'a statistic set without its sum',
      MISSING,
      { MetricName: 'm', StatisticValues: { SampleCount: 1, Sum: undefined, Minimum: 1, Maximum: 1 } },
    ],
    ['an unknown unit', INVALID_VALUE, { MetricName: 'm', Value: 1, Unit: 'Parsecs' as StandardUnit }],
    ['a resolution of 10 seconds', INVALID_VALUE, { MetricName: 'm', Value: 1, StorageResolution: 10 }],
    ['an empty dimension value', INVALID_VALUE, { MetricName: 'm', Value: 1, Dimensions: [{ Name: 'n', Value: '' }] }],
    [
      'a dimension named twice',
      INVALID_VALUE,
      { MetricName: 'm', Value: 1, Dimensions: [...dimensions(1), ...dimensions(1)] },
    ],
  ])('refuses %s', async (_what, name, datum) => {
    const harness = await start()

    const error = await rejection(put(harness, datum))

    expect(error.name).toBe(name)
    expect(error['$metadata']).toMatchObject({
      httpStatusCode: 400,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('stores nothing of a request with one bad datum, and names the datum', async () => {
    const harness = await start()

    const error = await rejection(
      put(harness, { MetricName: 'good', Value: 1 }, { MetricName: 'bad', Value: Number.NaN }),
    )

    expect(error.message).toBe(
      'The value NaN for parameter MetricData.member.2.Value is invalid: it must be from -2^360 to 2^360.',
    )
    expect(harness.console.metrics()).toMatchObject({ total: 0, series: [] })
    expect(harness.console.calls().items).toMatchObject([{ status: 400, error: error.name, items: 2, failedItems: 2 }])
  })

  it.each(['AWS/EC2', ':colon', '', 'größe'])('refuses the namespace %j', async (Namespace) => {
    const harness = await start()

    const error = await rejection(
      harness.cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: 'm', Value: 1 }] })),
    )

    expect(error.name).toBe(INVALID_VALUE)
  })

  it('refuses a request without datums', async () => {
    const harness = await start()

    expect((await rejection(put(harness))).name).toBe(MISSING)
  })

  it('refuses a number that is written as a string', async () => {
    const { console } = await start()

    const answer = await sendAws(console, 'GraniteServiceVersion20100801.PutMetricData', {
      Namespace: 'Test',
      MetricData: [{ MetricName: 'm', Value: '1' }],
    })

    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toEqual({
      __type: 'com.amazonaws.cloudwatch#SerializationException',
      message: 'MetricData.member.1.Value must be a number.',
    })
  })
})

describe('entities in PutMetricData', () => {
  const MetricData = [{ MetricName: 'm', Value: 1 }]
  const good = { KeyAttributes: { Type: 'Service', Name: 'helloworld' } }
  const bad = { KeyAttributes: { Type: 'Service' } }

  it('accepts metrics of a valid entity', async () => {
    const { console, cloudwatch } = await start()

    await cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Test',
        EntityMetricData: [{ Entity: good, MetricData }],
        StrictEntityValidation: true,
      }),
    )

    expect(console.metrics().series).toHaveLength(1)
  })

  it('needs to be told how strict to be', async () => {
    const { cloudwatch } = await start()

    const error = await rejection(
      cloudwatch.send(
        new PutMetricDataCommand({ Namespace: 'Test', EntityMetricData: [{ Entity: good, MetricData }] }),
      ),
    )

    expect(error.name).toBe(MISSING)
  })

  it('refuses an invalid entity when strict', async () => {
    const { console, cloudwatch } = await start()

    const error = await rejection(
      cloudwatch.send(
        new PutMetricDataCommand({
          Namespace: 'Test',
          EntityMetricData: [{ Entity: bad, MetricData }],
          StrictEntityValidation: true,
        }),
      ),
    )

    expect(error.name).toBe(INVALID_VALUE)
    expect(console.metrics().series).toHaveLength(0)
  })

  it('keeps the metrics of an invalid entity when not strict, and says what is wrong with it', async () => {
    const { console } = await start()

    const answer = await sendAws(console, 'GraniteServiceVersion20100801.PutMetricData', {
      Namespace: 'Test',
      EntityMetricData: [{ Entity: bad, MetricData }],
      StrictEntityValidation: false,
    })

    expect(answer.status).toBe(200)
    expect(answer.headers['x-amzn-failure-message']).toBe('InvalidKeyAttributes')
    expect(console.metrics().series).toHaveLength(1)
  })
})
