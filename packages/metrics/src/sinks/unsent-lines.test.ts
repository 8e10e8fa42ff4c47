import { MAX_EMF_DOCUMENT_BYTES, MAX_EMF_VALUES, MAX_VALUES_PER_DATUM } from '@org/core/aws'
import { mark } from '@org/core/sender'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../test/unsent-request.js'
import { unsentLines } from './unsent-lines.js'
import type { WireDatum, WireDimension } from './wire.js'

const NAMESPACE = 'Helloworld/traffic'
const identity = { service: 'helloworld', version: '1.2.3', environment: 'production', hostname: 'host-1' }
const { Value: _value, ...withoutValue }: WireDatum = {
  MetricName: 'page_viewed',
  Timestamp: new Date(Date.UTC(2026, 0, 1)),
  Unit: 'Count',
  StorageResolution: 60,
  Value: 1,
}
const counted: WireDatum = { ...withoutValue, Value: 7 }

/** The lines as they stand on stderr. */
function linesOf(datum: WireDatum) {
  return unsentLines(datum, NAMESPACE, identity).map((line) => {
    const marked = mark(line)
    expect(Buffer.byteLength(marked)).toBeLessThan(MAX_EMF_DOCUMENT_BYTES)
    return { text: marked, line: JSON.parse(marked) as Readonly<Record<string, unknown>> }
  })
}

function named(MetricName: string, ...names: readonly string[]): WireDatum {
  return { ...counted, MetricName, Dimensions: names.map((Name, at) => ({ Name, Value: `v${at}` })) }
}

function ofValues(count: number, countOf: (at: number) => number): WireDatum {
  const Values = Array.from({ length: count }, (_, at) => at + 0.5)
  return { ...withoutValue, Values, Counts: Values.map((_value, at) => countOf(at)) }
}

/** One datum of what the lines say, which may be in several of them. */
function mergedOf(datum: WireDatum): readonly [number, number][] {
  return linesOf(datum).flatMap(({ line }) =>
    requestOf(line).MetricData.flatMap(({ Values = [], Counts = [] }): [number, number][] =>
      Values.map((value, at) => [value, Counts[at] ?? 1]),
    ),
  )
}

describe('unsentLines', () => {
  it('writes a log line that is a document of the embedded metric format', () => {
    const datum = { ...counted, Dimensions: [{ Name: 'Version', Value: '1' }] }

    expect(linesOf(datum).map(({ line }) => line)).toEqual([
      {
        unsent: true,
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'warn',
        message: 'a metric was not sent',
        service: 'helloworld',
        version: '1.2.3',
        environment: 'production',
        hostname: 'host-1',
        Version: '1',
        page_viewed: 7,
        _aws: {
          Timestamp: Date.UTC(2026, 0, 1),
          CloudWatchMetrics: [
            {
              Namespace: 'Helloworld/traffic',
              Dimensions: [['Version']],
              Metrics: [{ Name: 'page_viewed', Unit: 'Count', StorageResolution: 60 }],
            },
          ],
        },
      },
    ])
  })

  it('leaves out what is not known of who is running', () => {
    const [line = ''] = unsentLines(counted, NAMESPACE, { service: 's', hostname: 'h' })

    expect(Object.keys(JSON.parse(line) as object)).toEqual([
      'timestamp',
      'level',
      'message',
      'service',
      'hostname',
      'page_viewed',
      '_aws',
    ])
  })

  it.each([1, MAX_EMF_VALUES, MAX_EMF_VALUES + 1, MAX_VALUES_PER_DATUM])(
    'writes %i different values, each observed once, as lists of at most 100',
    (count) => {
      const datum = ofValues(count, () => 1)
      const lines = linesOf(datum)

      expect(lines).toHaveLength(Math.ceil(count / MAX_EMF_VALUES))
      for (const { line } of lines) expect(Array.isArray(line['page_viewed'])).toBe(true)
      expect(mergedOf(datum)).toEqual(datum.Values?.map((value) => [value, 1]))
    },
  )

  it.each([1, MAX_EMF_VALUES, MAX_EMF_VALUES + 1, MAX_VALUES_PER_DATUM])(
    'writes %i different values with how often each was observed',
    (count) => {
      const datum = ofValues(count, (at) => at + 2)

      expect(linesOf(datum)).toHaveLength(Math.ceil(count / MAX_EMF_VALUES))
      expect(mergedOf(datum)).toEqual(datum.Values?.map((value, at) => [value, at + 2]))
    },
  )

  it.each<[string, WireDatum]>([
    ['a metric with the name of a field of every line', named('message')],
    ['a metric named as the level of a line', named('level')],
    ['a metric named as the time of a line', named('timestamp', 'Route')],
    ['a metric named as the service', named('service', 'Route')],
    ['a metric named as the mark of a line', named('unsent')],
    ['a metric with the name of the format itself', named('_aws')],
    ['a metric with the name of its dimension', named('Route', 'Route')],
    ['a dimension with the name of the format itself', named('page_viewed', '_aws')],
    ['a dimension with the name of a field that is no text', named('page_viewed', 'timestamp')],
    ['a dimension named as the mark of a line', named('page_viewed', 'unsent')],
    ['a dimension named as the message of a line', named('page_viewed', 'message')],
  ])('writes %s as its request, so that no field of a line changes its type', (_what, datum) => {
    const [{ line, text } = { line: {}, text: '' }, ...more] = linesOf(datum)

    expect(more).toEqual([])
    expect(Object.keys(line)).toEqual(['unsent', 'timestamp', 'level', 'message', ...Object.keys(identity), 'request'])
    expect(line).toMatchObject(identity)
    expect(requestOf(line)).toEqual({ Namespace: NAMESPACE, MetricData: [datum] })
    expect(text.match(/"unsent":/g)).toHaveLength(1)
  })

  it.each(['service', 'version', 'environment', 'hostname'])(
    'writes a dimension that is named %s, which is a text in every line, as the format wants it',
    (name) => {
      const [{ line } = { line: {} }] = linesOf(named('page_viewed', name))

      expect(line).toMatchObject({ ...identity, [name]: 'v0', page_viewed: 7 })
      expect(requestOf(line)).toEqual({ Namespace: NAMESPACE, MetricData: [named('page_viewed', name)] })
    },
  )

  it('writes every datum so that its request can be made again', () => {
    const name = fc.oneof(
      fc.constantFrom('a', 'b', 'message', 'service', '_aws', 'unsent', '__proto__', 'constructor', '"unsent":'),
      fc.string({ minLength: 1 }),
    )
    const dimensions = fc.uniqueArray(fc.record({ Name: name, Value: fc.string({ minLength: 1 }) }), {
      selector: ({ Name }: WireDimension) => Name,
      maxLength: 30,
    })
    const value = fc.double({ min: -1e100, max: 1e100, noNaN: true })
    const values = fc.uniqueArray(value, { minLength: 1, maxLength: MAX_VALUES_PER_DATUM })
    fc.assert(
      fc.property(name, dimensions, values, fc.boolean(), fc.integer({ min: 1, max: 9 }), (...parts) => {
        const [MetricName, Dimensions, Values, isHistogram, times] = parts
        const datum: WireDatum = {
          ...withoutValue,
          MetricName,
          ...(Dimensions.length === 0 ? {} : { Dimensions }),
          ...(isHistogram ? { Values, Counts: Values.map(() => times) } : { Value: Values[0] ?? 0 }),
        }
        const requests = linesOf(datum).map(({ line }) => requestOf(line))

        for (const { Namespace, MetricData } of requests) {
          expect(Namespace).toBe(NAMESPACE)
          const [{ Value: _v, Values: _vs, Counts: _cs, ...rest } = counted] = MetricData
          expect(rest).toEqual({ ...withoutValue, MetricName, ...(Dimensions.length === 0 ? {} : { Dimensions }) })
        }
        if (isHistogram) expect(mergedOf(datum)).toEqual(Values.map((value) => [zeroOf(value), times]))
        else expect(requests.map(({ MetricData }) => MetricData[0]?.Value)).toEqual([zeroOf(Values[0] ?? 0)])
      }),
      { numRuns: 300 },
    )
  })
})

/** JSON has no negative zero. */
function zeroOf(value: number): number {
  return value === 0 ? 0 : value
}
