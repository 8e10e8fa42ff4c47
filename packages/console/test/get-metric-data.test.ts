import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Harness, NOON, rejection, start } from './harness.js'

const MINUTE = 60_000

function query(Id: string, Stat: string, more: Partial<MetricDataQuery> & { Period?: number; Unit?: 'Count' } = {}) {
  const { Period = 60, Unit, ...rest } = more
  return {
    Id,
    MetricStat: { Metric: { Namespace: 'Test', MetricName: 'm' }, Period, Stat, ...(Unit ? { Unit } : {}) },
    ...rest,
  }
}

function get(harness: Harness, queries: MetricDataQuery[], more: Partial<GetMetricDataCommandInput> = {}) {
  return harness.cloudwatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(NOON - 10 * MINUTE),
      EndTime: new Date(NOON + MINUTE),
      ...more,
    }),
  )
}

/** One to four at two minutes before noon, ten a minute before. */
async function startWithData(): Promise<Harness> {
  const harness = await start()
  await harness.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'Test',
      MetricData: [
        { MetricName: 'm', Values: [1, 2, 3, 4], Timestamp: new Date(NOON - 2 * MINUTE), Unit: 'Count' },
        { MetricName: 'm', Value: 10, Timestamp: new Date(NOON - MINUTE), Unit: 'Milliseconds' },
      ],
    }),
  )
  return harness
}

describe('GetMetricData', () => {
  it.each([
    ['Sum', [10, 10]],
    ['SampleCount', [4, 1]],
    ['Average', [2.5, 10]],
    ['Minimum', [1, 10]],
    ['Maximum', [4, 10]],
    ['p50', [2, 10]],
    ['p100', [4, 10]],
  ])('computes %s for each period', async (statistic, values) => {
    const harness = await startWithData()

    const answer = await get(harness, [query('a', statistic)], { ScanBy: 'TimestampAscending' })

    expect(answer.MetricDataResults).toEqual([
      {
        Id: 'a',
        Label: 'm',
        Timestamps: [new Date(NOON - 2 * MINUTE), new Date(NOON - MINUTE)],
        Values: values,
        StatusCode: 'Complete',
      },
    ])
  })

  it('answers the newest first unless told otherwise', async () => {
    const harness = await startWithData()

    const answer = await get(harness, [query('a', 'Maximum')])

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([10, 4])
  })

  it('joins minutes into longer periods that begin at the start time', async () => {
    const harness = await startWithData()

    const answer = await get(harness, [query('a', 'Sum', { Period: 300 })])

    expect(answer.MetricDataResults?.[0]).toMatchObject({ Timestamps: [new Date(NOON - 5 * MINUTE)], Values: [20] })
  })

  it('takes the start, rounded down to the minute, and leaves out the end', async () => {
    const harness = await startWithData()

    const answer = await get(harness, [query('a', 'Sum')], {
      StartTime: new Date(NOON - 2 * MINUTE + 59_999),
      EndTime: new Date(NOON - MINUTE),
    })

    expect(answer.MetricDataResults?.[0]?.Values).toEqual([10])
  })

  it('keeps to the unit when one is asked for', async () => {
    const harness = await startWithData()

    const answer = await get(harness, [query('a', 'Sum', { Unit: 'Count' })])

    expect(answer.MetricDataResults?.[0]?.Timestamps).toEqual([new Date(NOON - 2 * MINUTE)])
  })

  it('labels results, answers several queries in order, and leaves out those without ReturnData', async () => {
    const harness = await startWithData()

    const answer = await get(harness, [
      query('b', 'Sum', { Label: 'total' }),
      query('hidden', 'Sum', { ReturnData: false }),
      query('a', 'Maximum'),
    ])

    expect(answer.MetricDataResults?.map(({ Id, Label }) => [Id, Label])).toEqual([
      ['b', 'total'],
      ['a', 'm'],
    ])
  })

  it('answers no datapoints for a metric that nobody sent', async () => {
    const harness = await start()

    const answer = await get(harness, [query('a', 'Sum')])

    expect(answer.MetricDataResults).toMatchObject([{ Id: 'a', Timestamps: [], Values: [] }])
  })

  it('answers in pages of MaxDatapoints', async () => {
    const harness = await startWithData()
    const queries = [query('a', 'Sum'), query('b', 'Maximum')]

    const first = await get(harness, queries, { MaxDatapoints: 3 })
    const second = await get(harness, queries, { MaxDatapoints: 3, NextToken: first.NextToken })

    expect(first.MetricDataResults).toMatchObject([
      { Values: [10, 10], StatusCode: 'Complete' },
      { Values: [10], StatusCode: 'PartialData' },
    ])
    expect(second.MetricDataResults).toMatchObject([{ Values: [] }, { Values: [4], StatusCode: 'Complete' }])
    expect(second.NextToken).toBeUndefined()
  })

  it.each([
    ['Expression', { MetricDataQueries: [{ Id: 'a', Expression: 'm1 * 2' }] }, /Expression is not supported/],
    ['a statistic it does not compute', { MetricDataQueries: [query('a', 'tm99')] }, /computes no other statistic/],
    ['a period of 45 seconds', { MetricDataQueries: [query('a', 'Sum', { Period: 45 })] }, /multiple of 60/],
    ['a missing query', { MetricDataQueries: [] }, /MetricDataQueries is required/],
    ['an id with a capital', { MetricDataQueries: [query('A', 'Sum')] }, /Id must match/],
    ['two queries of one id', { MetricDataQueries: [query('a', 'Sum'), query('a', 'p50')] }, /must be unique/],
    ['a dynamic label', { MetricDataQueries: [query('a', 'Sum', { Label: `\${MAX}` })] }, /dynamic labels/],
    ['an end before the start', { EndTime: new Date(NOON - 20 * MINUTE) }, /StartTime must be less/],
    ['another account', { MetricDataQueries: [query('a', 'Sum', { AccountId: '1' })] }, /AccountId is not supported/],
  ])('refuses %s with a ValidationException', async (_what, input, message) => {
    const harness = await start()

    const error = await rejection(get(harness, [query('a', 'Sum')], input))

    expect(error.name).toBe('ValidationException')
    expect(error.message).toMatch(message)
  })

  it('takes 500 queries and refuses 501', async () => {
    const harness = await start()
    const queries = Array.from({ length: 501 }, (_, index) => query(`q${index}`, 'Sum'))

    const answer = await get(harness, queries.slice(1))

    expect(answer.MetricDataResults).toHaveLength(500)
    expect((await rejection(get(harness, queries))).name).toBe('ValidationException')
  })

  it('refuses a token that it did not issue', async () => {
    const harness = await start()

    const error = await rejection(get(harness, [query('a', 'Sum')], { NextToken: 'bogus' }))

    expect(error.name).toBe('InvalidNextToken')
  })

  it('gives percentiles of exact nearest rank over any values and counts', async () => {
    const harness = await start()
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 150 }),
        fc.integer({ min: 1, max: 100 }),
        async (values, percentile) => {
          harness.console.clear()
          await harness.cloudwatch.send(
            new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Values: values }] }),
          )

          const answer = await get(harness, [query('a', `p${percentile}`)])

          const sorted = [...values].sort((a, b) => a - b)
          const expected = sorted[Math.ceil((percentile / 100) * sorted.length) - 1]
          expect(answer.MetricDataResults?.[0]?.Values).toEqual([expected])
        },
      ),
      { numRuns: 40 },
    )
  })
})
