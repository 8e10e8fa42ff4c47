import { describe, expect, it } from 'vitest'
import {
  MAX_DATUM_AGE_MS,
  MAX_DATUM_LEAD_MS,
  MAX_METRIC_VALUE,
  PUT_METRIC_DATA_BYTES_LIMIT,
} from './limits/cloudwatch-limits.js'
import { datumListsOf, putMetricDataBytes, putMetricDataViolation } from './put-metric-data-rules.js'
import { metricDatumBytes, metricDatumViolation } from './rules/metric-datum-rules.js'
import { entityFailure } from './rules/metric-entity-rules.js'
import { METRIC_UNITS } from './units.js'

const NOW = Date.UTC(2026, 0, 15, 12)
const DATUM = { MetricName: 'm', Value: 1 }
const SET = { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 }
const VALUE = 'InvalidParameterValueException'
const COMBINATION = 'InvalidParameterCombinationException'
const MISSING = 'MissingRequiredParameterException'
const TYPE = 'SerializationException'

function judge(...MetricData: readonly unknown[]) {
  return putMetricDataViolation({ Namespace: 'N', MetricData }, { now: NOW })
}

function dimensions(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({ Name: `d${index}`, Value: 'v' }))
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

describe('putMetricDataViolation', () => {
  it.each<[string, object]>([
    ['a value', DATUM],
    ['zero', { ...DATUM, Value: 0 }],
    ['the largest value', { ...DATUM, Value: MAX_METRIC_VALUE }],
    ['the smallest value', { ...DATUM, Value: -MAX_METRIC_VALUE }],
    ['values without counts', { MetricName: 'm', Values: [1, 2] }],
    [
      '150 values with counts',
      { MetricName: 'm', Values: numbers(150), Counts: numbers(150).map((count) => count + 1) },
    ],
    // AWS's own agent sends one divided by the sample rate of StatsD.
    ['counts that are not whole', { MetricName: 'm', Values: [1, 2], Counts: [0.5, 1 / 0.3] }],
    ['a statistic set', { MetricName: 'm', StatisticValues: SET }],
    ['values beside a statistic set', { MetricName: 'm', Values: [1, 2], StatisticValues: SET }],
    ['30 dimensions', { ...DATUM, Dimensions: dimensions(30) }],
    ['a dimension value that starts with a colon', { ...DATUM, Dimensions: [{ Name: 'n', Value: ':v' }] }],
    ['members that are null', { ...DATUM, Dimensions: null, Timestamp: null, Unit: null, Counts: null }],
    ['a Date two weeks ago', { ...DATUM, Timestamp: new Date(NOW - MAX_DATUM_AGE_MS) }],
    ['seconds in two hours', { ...DATUM, Timestamp: (NOW + MAX_DATUM_LEAD_MS) / 1_000 }],
    ['a resolution of a second', { ...DATUM, StorageResolution: 1 }],
    ['a resolution of a minute', { ...DATUM, StorageResolution: 60 }],
    ...METRIC_UNITS.map((Unit): [string, object] => [`the unit ${Unit}`, { ...DATUM, Unit }]),
  ])('takes %s', (_what, datum) => {
    expect(judge(datum)).toBeUndefined()
  })

  it.each<[string, string, string, unknown]>([
    ['no metric name', MISSING, '.MetricName', { Value: 1 }],
    ['an empty metric name', VALUE, '.MetricName', { ...DATUM, MetricName: '' }],
    ['a metric name of 256 characters', VALUE, '.MetricName', { ...DATUM, MetricName: 'n'.repeat(256) }],
    ['a blank metric name', VALUE, '.MetricName', { ...DATUM, MetricName: '  ' }],
    ['a metric name beyond ASCII', VALUE, '.MetricName', { ...DATUM, MetricName: 'größe' }],
    ['a metric name with a line end', VALUE, '.MetricName', { ...DATUM, MetricName: 'a\nb' }],
    ['a metric name that starts with a colon', VALUE, '.MetricName', { ...DATUM, MetricName: ':m' }],
    ['31 dimensions', VALUE, '.Dimensions', { ...DATUM, Dimensions: dimensions(31) }],
    [
      'a dimension named twice',
      VALUE,
      '.Dimensions.member.2',
      { ...DATUM, Dimensions: [...dimensions(1), ...dimensions(1)] },
    ],
    ['a dimension without a value', MISSING, '.Dimensions.member.1.Value', { ...DATUM, Dimensions: [{ Name: 'n' }] }],
    [
      'a dimension value of 1,025 characters',
      VALUE,
      '.Dimensions.member.1.Value',
      { ...DATUM, Dimensions: [{ Name: 'n', Value: 'v'.repeat(1_025) }] },
    ],
    ['NaN', VALUE, '.Value', { ...DATUM, Value: Number.NaN }],
    ['NaN as JSON writes it', VALUE, '.Value', { ...DATUM, Value: 'NaN' }],
    ['infinity', VALUE, '.Value', { ...DATUM, Value: Number.POSITIVE_INFINITY }],
    ['a value above 2^360', VALUE, '.Value', { ...DATUM, Value: MAX_METRIC_VALUE * 1.001 }],
    ['no value of any kind', COMBINATION, '.Value', { MetricName: 'm' }],
    ['a value and values', COMBINATION, '.Values', { ...DATUM, Values: [1] }],
    ['a value and a statistic set', COMBINATION, '.StatisticValues', { ...DATUM, StatisticValues: SET }],
    ['counts without values', COMBINATION, '.Counts', { MetricName: 'm', StatisticValues: SET, Counts: [1] }],
    ['no values', VALUE, '.Values', { MetricName: 'm', Values: [] }],
    ['151 values', VALUE, '.Values', { MetricName: 'm', Values: numbers(151) }],
    ['a value listed twice', VALUE, '.Values.member.2', { MetricName: 'm', Values: [1, 1] }],
    ['zero listed twice, once below', VALUE, '.Values.member.2', { MetricName: 'm', Values: [0, -0] }],
    ['fewer counts than values', VALUE, '.Counts', { MetricName: 'm', Values: [1, 2], Counts: [1] }],
    ['a count of zero', VALUE, '.Counts.member.2', { MetricName: 'm', Values: [1, 2], Counts: [1, 0] }],
    ['a count below zero', VALUE, '.Counts.member.1', { MetricName: 'm', Values: [1], Counts: [-1] }],
    [
      'a missing sum',
      MISSING,
      '.StatisticValues.Sum',
      { MetricName: 'm', StatisticValues: { ...SET, Sum: undefined } },
    ],
    [
      'no samples',
      VALUE,
      '.StatisticValues.SampleCount',
      { MetricName: 'm', StatisticValues: { ...SET, SampleCount: 0 } },
    ],
    [
      'a minimum above the maximum',
      VALUE,
      '.StatisticValues.Maximum',
      { MetricName: 'm', StatisticValues: { ...SET, Minimum: 3 } },
    ],
    [
      'a moment two weeks and 1 ms ago',
      VALUE,
      '.Timestamp',
      { ...DATUM, Timestamp: new Date(NOW - MAX_DATUM_AGE_MS - 1) },
    ],
    [
      'a moment in two hours and 1 ms',
      VALUE,
      '.Timestamp',
      { ...DATUM, Timestamp: (NOW + MAX_DATUM_LEAD_MS + 1) / 1_000 },
    ],
    ['a Date that is none', TYPE, '.Timestamp', { ...DATUM, Timestamp: new Date(Number.NaN) }],
    ['a moment as text', TYPE, '.Timestamp', { ...DATUM, Timestamp: '2026-01-15T12:00:00Z' }],
    ['a resolution of 10 seconds', VALUE, '.StorageResolution', { ...DATUM, StorageResolution: 10 }],
    ['an unknown unit', VALUE, '.Unit', { ...DATUM, Unit: 'Parsecs' }],
    ['a number as text', TYPE, '.Value', { ...DATUM, Value: '1' }],
    ['a datum that is none', TYPE, '', 5],
  ])('refuses %s with the name that AWS gives the error', (_what, code, path, datum) => {
    expect(judge(DATUM, datum)).toMatchObject({ code, path: `MetricData.member.2${path}` })
    expect(metricDatumViolation(datum, { now: NOW, path: 'X' })).toMatchObject({ code, path: `X${path}` })
  })

  it.each<[string, string, unknown]>([
    ['no namespace', MISSING, { MetricData: [DATUM] }],
    ['an empty namespace', VALUE, { Namespace: '', MetricData: [DATUM] }],
    ['a namespace of 256 characters', VALUE, { Namespace: 'n'.repeat(256), MetricData: [DATUM] }],
    ['a namespace of AWS', VALUE, { Namespace: 'AWS/EC2', MetricData: [DATUM] }],
    ['no datums', MISSING, { Namespace: 'N', MetricData: [] }],
    ['no list of datums', MISSING, { Namespace: 'N' }],
    ['datums that are no list', TYPE, { Namespace: 'N', MetricData: {} }],
    ['1,001 datums', VALUE, { Namespace: 'N', MetricData: new Array(1_001).fill(DATUM) }],
    ['entities without strictness', MISSING, { Namespace: 'N', EntityMetricData: [{ MetricData: [DATUM] }] }],
    ['a request that is none', TYPE, undefined],
  ])('refuses a request with %s', (_what, code, request) => {
    expect(putMetricDataViolation(request, { now: NOW })?.code).toBe(code)
  })

  it('takes 1,000 datums, counted over entities', () => {
    const half = new Array(500).fill(DATUM)
    const Entity = { KeyAttributes: { Type: 'Service', Name: 'shop' } }
    const request = {
      Namespace: 'N',
      MetricData: half,
      EntityMetricData: [{ Entity, MetricData: half }],
      StrictEntityValidation: true,
    }

    expect(putMetricDataViolation(request, { now: NOW })).toBeUndefined()
    expect(putMetricDataViolation({ ...request, MetricData: [...half, DATUM] }, { now: NOW })?.code).toBe(VALUE)
    expect(datumListsOf(request).map(({ path, datums }) => [path, datums.length])).toEqual([
      ['MetricData', 500],
      ['EntityMetricData.member.1.MetricData', 500],
    ])
  })

  it('takes a body of one byte below the limit and none of the limit, measured or stated', () => {
    const request = { Namespace: 'N', MetricData: [DATUM] }
    const padded = (bytes: number) => ({
      ...request,
      Padding: 'x'.repeat(bytes - putMetricDataBytes({ ...request, Padding: '' })),
    })
    const limit = PUT_METRIC_DATA_BYTES_LIMIT

    expect(putMetricDataViolation(padded(limit - 1), { now: NOW })).toBeUndefined()
    expect(putMetricDataViolation(padded(limit), { now: NOW })?.code).toBe('RequestEntityTooLarge')
    expect(putMetricDataViolation(request, { now: NOW, bodyBytes: limit - 1 })).toBeUndefined()
    expect(putMetricDataViolation(request, { now: NOW, bodyBytes: limit })?.code).toBe('RequestEntityTooLarge')
  })
})

describe('what a body weighs', () => {
  it('is that of its JSON, with seconds since the epoch for a Date', () => {
    const datum = { MetricName: 'ü', Timestamp: new Date(1_500), Value: 1 }

    expect(metricDatumBytes(datum)).toBe(Buffer.byteLength('{"MetricName":"ü","Timestamp":1.5,"Value":1}'))
    expect(putMetricDataBytes({ Namespace: 'N', MetricData: [datum, datum] })).toBe(
      2 * metricDatumBytes(datum) + Buffer.byteLength('{"Namespace":"N","MetricData":[,]}'),
    )
  })
})

describe('entities', () => {
  const good = { KeyAttributes: { Type: 'Service', Name: 'shop' } }
  const request = (EntityMetricData: readonly object[], StrictEntityValidation = false) => ({
    Namespace: 'N',
    EntityMetricData: EntityMetricData.map((entity) => ({ MetricData: [DATUM], ...entity })),
    StrictEntityValidation,
  })

  it.each<[string, readonly object[]]>([
    ['InvalidEntity', [{}]],
    ['InvalidKeyAttributes', [{ Entity: { KeyAttributes: { Type: 'Service' } } }]],
    ['InvalidKeyAttributes', [{ Entity: { KeyAttributes: { Type: 'Service', Name: '' } } }]],
    ['InvalidKeyAttributes', [{ Entity: { KeyAttributes: { Type: 'Service', ['n'.repeat(33)]: 'v' } } }]],
    ['InvalidKeyAttributes', [{ Entity: { KeyAttributes: { Type: 'Service', Name: 'v'.repeat(2_049) } } }]],
    [
      'InvalidAttributes',
      [{ Entity: { ...good, Attributes: Object.fromEntries(numbers(11).map((n) => [`a${n}`, 'v'])) } }],
    ],
    ['EntitySizeTooLarge', [{ Entity: good }, { Entity: good }, { Entity: good }]],
  ])('are told as %s, and refused only when the request is strict', (failure, entities) => {
    expect(entityFailure(request(entities))).toBe(failure)
    expect(putMetricDataViolation(request(entities), { now: NOW })).toBeUndefined()
    expect(putMetricDataViolation(request(entities, true), { now: NOW })).toMatchObject({
      code: VALUE,
      message: expect.stringContaining(failure) as string,
    })
  })

  it('are taken within their limits', () => {
    const Attributes = Object.fromEntries(numbers(10).map((n) => [`${n}`.padEnd(256, 'a'), 'v'.repeat(2_048)]))
    const entities = [{ Entity: { ...good, Attributes } }, { Entity: good }]

    expect(entityFailure(request(entities))).toBeUndefined()
    expect(putMetricDataViolation(request(entities, true), { now: NOW })).toBeUndefined()
  })

  it('are the judge of their datums too', () => {
    const entities = [{ Entity: good, MetricData: [DATUM, { MetricName: 'm' }] }]

    expect(putMetricDataViolation(request(entities), { now: NOW })?.path).toBe(
      'EntityMetricData.member.1.MetricData.member.2.Value',
    )
  })
})
