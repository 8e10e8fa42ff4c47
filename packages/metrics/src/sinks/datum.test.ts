import { PUT_METRIC_DATA_BYTES_LIMIT, putMetricDataBytes } from '@org/core/aws'
import { counter, gauge, histogram } from '@org/core/catalog'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAggregator } from '../aggregate/create-aggregator.js'
import { Series } from '../instruments/series.js'
import { createDatum, datumBytesPerRequest, isTimely } from './datum.js'

const AT = Date.UTC(2026, 0, 1)
const definitions = { counter: counter(), gauge: gauge({ storageResolution: 1 }), histogram: histogram() }

describe('createDatum', () => {
  it('knows its share of a request to the byte', () => {
    const datum = fc.record({
      name: fc.string({ unit: 'grapheme-ascii', minLength: 1 }),
      kind: fc.constantFrom('counter', 'gauge', 'histogram'),
      dimensions: fc.array(fc.record({ Name: fc.string(), Value: fc.string({ unit: 'grapheme-ascii' }) })),
      values: fc.array(fc.double({ min: 0, max: 1e300, noNaN: true }), { minLength: 1 }),
      timestamp: fc.integer({ min: AT, max: AT + 1e9 }),
    })
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.array(datum, { minLength: 1 }), (Namespace, parts) => {
        const datums = parts.flatMap(({ name, kind, dimensions, values, timestamp }) => {
          const aggregator = createAggregator(kind)
          for (const value of values) aggregator.record(value)
          const series = new Series({ name, definition: definitions[kind] }, dimensions, aggregator, 0)
          return aggregator
            .take()()
            .map((measurement) => createDatum(series, measurement, timestamp))
        })
        // Without a datum (every value was out of range) there is no request, and no comma to leave out.
        fc.pre(datums.length > 0)
        const bytes = putMetricDataBytes({ Namespace, MetricData: datums.map(({ wire }) => wire) })
        const spent = datums.reduce((sum, { bytes: share }) => sum + share, 0)

        expect(datumBytesPerRequest(Namespace) - spent).toBe(PUT_METRIC_DATA_BYTES_LIMIT - 1 - bytes)
      }),
    )
  })

  it('leaves out an empty list of dimensions', () => {
    const series = new Series({ name: 'n', definition: definitions.counter }, [], createAggregator('counter'), 0)

    expect(createDatum(series, { value: 1 }, AT).wire).toEqual({
      MetricName: 'n',
      Timestamp: new Date(AT),
      Unit: 'Count',
      StorageResolution: 60,
      Value: 1,
    })
  })
})

describe('isTimely', () => {
  const series = new Series({ name: 'n', definition: definitions.counter }, [], createAggregator('counter'), 0)
  const datum = createDatum(series, { value: 1 }, AT)

  it('holds up to 14 days after and 2 hours before the timestamp, and not a ms more', () => {
    const days14 = 14 * 24 * 3_600_000
    expect(isTimely(datum, AT + days14)).toBe(true)
    expect(isTimely(datum, AT + days14 + 1)).toBe(false)
    expect(isTimely(datum, AT - 7_200_000)).toBe(true)
    expect(isTimely(datum, AT - 7_200_001)).toBe(false)
  })
})
