import { putMetricDataViolation } from '@org/core/aws'
import { createManualClock } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PutMetricDataRequest, WireDatum } from '../sinks/wire.js'
import { createInMemoryCloudWatch } from './in-memory-cloudwatch.js'

const AT = Date.UTC(2026, 0, 1)
const DAY = 24 * 3_600_000
const { Value: _value, ...withoutValue }: WireDatum = {
  MetricName: 'n',
  Timestamp: new Date(AT),
  Unit: 'Count',
  StorageResolution: 60,
  Value: 1,
}
const good: WireDatum = { ...withoutValue, Value: 1 }

function setUp() {
  const cloudWatch = createInMemoryCloudWatch({ clock: createManualClock({ now: AT }) })
  const send = (request: PutMetricDataRequest): Promise<unknown> =>
    cloudWatch.send(request, { signal: new AbortController().signal })
  const put = (...MetricData: WireDatum[]): Promise<unknown> => send({ Namespace: 'N', MetricData })
  return { cloudWatch, send, put }
}

const dimension = fc.record({ Name: fc.constantFrom('A', 'B', ':n', ''), Value: fc.constantFrom('v', 'ü', ' ', '') })
const value = fc.constantFrom(0, 1, -1, 2 ** 360, 2 ** 361, Number.NaN, Number.POSITIVE_INFINITY)
const datum = fc.record(
  {
    MetricName: fc.constantFrom('n', '', ':n', 'n'.repeat(256)),
    Dimensions: fc.array(dimension, { maxLength: 3 }),
    Timestamp: fc.constantFrom(0, -14 * DAY, -14 * DAY - 1, 7_200_000, 7_200_001).map((ms) => new Date(AT + ms)),
    Unit: fc.constant('Count' as const),
    StorageResolution: fc.constantFrom(1 as const, 60 as const),
    Value: value,
    Values: fc.array(value, { maxLength: 3 }),
    Counts: fc.array(fc.constantFrom(0, 1, 2), { maxLength: 3 }),
  },
  { requiredKeys: ['MetricName', 'Timestamp', 'Unit', 'StorageResolution'] },
)

describe('createInMemoryCloudWatch', () => {
  it.each([[{ colck: {} }], [{ clock: {} }], [null], [5]])('is refused for %j', (options) => {
    expect(() => createInMemoryCloudWatch(options as never)).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID' }),
    )
  })

  it('takes what the rules of CloudWatch allow, and refuses the rest in their words, as a whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('N', 'AWS/EC2', ''),
        fc.oneof(
          fc.array(datum, { maxLength: 3 }),
          fc.integer({ min: 999, max: 1_001 }).map((length) => Array.from({ length }, () => good)),
        ),
        async (Namespace, MetricData) => {
          const { cloudWatch, send } = setUp()
          const request = { Namespace, MetricData: MetricData as WireDatum[] }
          const violation = putMetricDataViolation(request, { now: AT })
          const answer = await send(request).then(
            () => 'taken',
            (error: Error) => ({ code: error.name, message: error.message }),
          )

          expect(answer).toEqual(
            violation === undefined ? 'taken' : { code: violation.code, message: violation.message },
          )
          expect(cloudWatch.requests).toEqual(violation === undefined ? [request] : [])
          expect(cloudWatch.calls).toBe(1)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('knows a metric by its exact set of dimensions', async () => {
    const { cloudWatch, put } = setUp()
    const ofTwo: WireDatum['Dimensions'] = [
      { Name: 'B', Value: '2' },
      { Name: 'A', Value: '1' },
    ]
    await put(good, { ...good, Dimensions: ofTwo, Value: 5 })

    expect(cloudWatch.statistics('n')?.sum).toBe(1)
    expect(cloudWatch.statistics('n', { A: '1', B: '2' })?.sum).toBe(5)
    expect(cloudWatch.statistics('n', { A: '1' })).toBeUndefined()
    expect(cloudWatch.statistics('m')).toBeUndefined()
  })

  it('computes statistics of values and counts', async () => {
    const { cloudWatch, put } = setUp()
    await put({ ...withoutValue, Values: [1, 100], Counts: [98, 1] }, { ...good, Value: 50 })
    const statistics = cloudWatch.statistics('n')

    expect(statistics).toMatchObject({ sum: 248, sampleCount: 100, average: 2.48, minimum: 1, maximum: 100 })
    expect([0, 50, 98, 99, 100].map((p) => statistics?.percentile(p))).toEqual([1, 1, 1, 50, 100])
  })

  it('has no percentile of a metric with a negative value, as CloudWatch has none', async () => {
    const { cloudWatch, put } = setUp()
    await put({ ...withoutValue, Values: [-1, 0, 7], Counts: [1, 1, 98] })

    expect(cloudWatch.statistics('n')).toMatchObject({ sampleCount: 100, minimum: -1, maximum: 7 })
    expect(cloudWatch.statistics('n')?.percentile(99)).toBeUndefined()
  })

  it('fails as often as it is told', async () => {
    const { cloudWatch, put } = setUp()
    cloudWatch.failNext(new Error('down'), 2)

    await expect(put(good)).rejects.toThrow('down')
    await expect(put(good)).rejects.toThrow('down')
    await put(good)
    expect(cloudWatch.calls).toBe(3)
  })

  it('takes nothing of a request that was given up', async () => {
    const { cloudWatch } = setUp()
    const request = { Namespace: 'N', MetricData: [good] }

    await expect(cloudWatch.send(request, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
    expect(cloudWatch.requests).toEqual([])
  })
})
