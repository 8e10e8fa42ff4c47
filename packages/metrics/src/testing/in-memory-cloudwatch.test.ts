import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import type { WireDatum } from '../client.js'
import { createInMemoryCloudWatch } from './in-memory-cloudwatch.js'
import { requestBytes } from './request-rules.js'

const AT = Date.UTC(2026, 0, 1)
const DAY = 24 * 3_600_000
const good: WireDatum = {
  MetricName: 'n',
  Timestamp: new Date(AT),
  Unit: 'Count',
  StorageResolution: 60,
  Value: 1,
}

function setUp() {
  const cloudWatch = createInMemoryCloudWatch({ clock: createManualClock({ now: AT }) })
  const put = (MetricData: WireDatum[], Namespace = 'N'): Promise<unknown> =>
    cloudWatch.putMetricData({ Namespace, MetricData }, { abortSignal: new AbortController().signal })
  return { cloudWatch, put }
}

const { Value: _value, ...withoutValue } = good

function withValues(Values: number[], Counts?: number[]): WireDatum {
  return { ...withoutValue, Values, ...(Counts === undefined ? {} : { Counts }) }
}

function dimensions(count: number, Value = 'v'): WireDatum {
  return { ...good, Dimensions: Array.from({ length: count }, (_, index) => ({ Name: `D${index}`, Value })) }
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

describe('createInMemoryCloudWatch', () => {
  it.each<[string, WireDatum[]]>([
    ['1,000 datums', new Array<WireDatum>(1_000).fill(good)],
    ['150 values', [withValues(numbers(150), new Array<number>(150).fill(1))]],
    ['values without counts', [withValues([1, 2])]],
    ['30 dimensions', [dimensions(30)]],
    ['a dimension value of 1,024 characters', [dimensions(1, 'v'.repeat(1_024))]],
    ['the ends of the range', [withValues([-(2 ** 360), 0, 2 ** 360])]],
    ['a timestamp 14 days old', [{ ...good, Timestamp: new Date(AT - 14 * DAY) }]],
    ['a timestamp 2 hours ahead', [{ ...good, Timestamp: new Date(AT + 7_200_000) }]],
  ])('takes %s', async (_name, datums) => {
    const { cloudWatch, put } = setUp()
    await put(datums)

    expect(cloudWatch.datums()).toEqual(datums)
  })

  it.each<[string, WireDatum[], string]>([
    ['no datums', [], 'MetricData is empty'],
    ['1,001 datums', new Array<WireDatum>(1_001).fill(good), 'MetricData has 1001 members'],
    ['151 values', [withValues(numbers(151))], 'there are 151 values'],
    ['no values', [withValues([])], 'Values is empty'],
    ['a value twice', [withValues([1, 1])], 'a value is listed twice'],
    ['counts of another length', [withValues([1, 2], [1])], 'differ in length'],
    ['a count of 0', [withValues([1], [0])], 'a count is not valid'],
    ['neither Value nor Values', [withoutValue], 'there must be'],
    ['Value and Values', [{ ...good, Values: [1] }], 'there must be'],
    ['NaN', [{ ...good, Value: Number.NaN }], 'a value is not valid'],
    ['infinity', [{ ...good, Value: Number.POSITIVE_INFINITY }], 'a value is not valid'],
    ['a value out of range', [{ ...good, Value: 2 ** 360 * 1.001 }], 'a value is not valid'],
    ['31 dimensions', [dimensions(31)], 'there are 31 dimensions'],
    ['a dimension value of 1,025 characters', [dimensions(1, 'v'.repeat(1_025))], 'the value of dimension D0'],
    ['an empty dimension value', [dimensions(1, '')], 'the value of dimension D0'],
    ['a dimension value beyond ASCII', [dimensions(1, 'ü')], 'the value of dimension D0'],
    [
      'a dimension twice',
      [{ ...good, Dimensions: [...(dimensions(1).Dimensions ?? []), { Name: 'D0', Value: 'w' }] }],
      'named twice',
    ],
    [
      'a dimension name with a colon',
      [{ ...good, Dimensions: [{ Name: ':n', Value: 'v' }] }],
      'the name of a dimension',
    ],
    ['a name of 256 characters', [{ ...good, MetricName: 'n'.repeat(256) }], 'MetricName is not valid'],
    ['a timestamp too old', [{ ...good, Timestamp: new Date(AT - 14 * DAY - 1) }], 'Timestamp is too old'],
    ['a timestamp too new', [{ ...good, Timestamp: new Date(AT + 7_200_001) }], 'too far in the future'],
    ['a bad datum among good ones', [good, { ...good, Value: Number.NaN }, good], 'MetricData.member.2'],
  ])('refuses %s, as a whole', async (_name, datums, message) => {
    const { cloudWatch, put } = setUp()

    await expect(put(datums)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining(message) as string,
    })
    expect(cloudWatch.requests).toEqual([])
    expect(cloudWatch.calls).toBe(1)
  })

  it('refuses a namespace of AWS', async () => {
    await expect(setUp().put([good], 'AWS/EC2')).rejects.toThrow('Namespace is not valid')
  })

  it('takes a request of one byte less than 1 MB and none larger', async () => {
    const { put } = setUp()
    const measure = (MetricData: WireDatum[]): number => requestBytes({ Namespace: 'N', MetricData })
    const datums: WireDatum[] = []
    while (measure([...datums, dimensions(1)]) < 999_000) datums.push(dimensions(1, 'v'.repeat(900)))
    const room = 999_999 - measure([...datums, dimensions(1)])
    const last = (extra: number): WireDatum => dimensions(1, 'v'.repeat(1 + room + extra))
    expect(measure([...datums, last(0)])).toBe(999_999)

    await expect(put([...datums, last(1)])).rejects.toThrow('the request has 1000000 bytes')
    await put([...datums, last(0)])
  })

  it('knows a metric by its exact set of dimensions', async () => {
    const { cloudWatch, put } = setUp()
    await put([
      good,
      {
        ...good,
        Dimensions: [
          { Name: 'B', Value: '2' },
          { Name: 'A', Value: '1' },
        ],
        Value: 5,
      },
    ])

    expect(cloudWatch.statistics('n')?.sum).toBe(1)
    expect(cloudWatch.statistics('n', { A: '1', B: '2' })?.sum).toBe(5)
    expect(cloudWatch.statistics('n', { A: '1' })).toBeUndefined()
    expect(cloudWatch.statistics('m')).toBeUndefined()
  })

  it('computes statistics of values and counts', async () => {
    const { cloudWatch, put } = setUp()
    await put([withValues([1, 100], [98, 1]), { ...good, Value: 50 }])
    const statistics = cloudWatch.statistics('n')

    expect(statistics).toMatchObject({ sum: 248, sampleCount: 100, average: 2.48, minimum: 1, maximum: 100 })
    expect([0, 50, 98, 99, 100].map((p) => statistics?.percentile(p))).toEqual([1, 1, 1, 50, 100])
  })

  it('fails as often as it is told', async () => {
    const { cloudWatch, put } = setUp()
    cloudWatch.failNext(new Error('down'), 2)

    await expect(put([good])).rejects.toThrow('down')
    await expect(put([good])).rejects.toThrow('down')
    await put([good])
    expect(cloudWatch.calls).toBe(3)
  })
})
