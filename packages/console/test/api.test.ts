import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { describe, expect, it } from 'vitest'
import { type Harness, NOON, send, start } from './harness.js'

async function read(harness: Harness, path: string) {
  const answer = await send(harness.console, { path })
  return { status: answer.status, headers: answer.headers, json: JSON.parse(answer.body) }
}

async function startWithLogs(): Promise<Harness> {
  const harness = await start()
  const records = [
    { level: 'info', service: 'shop', message: 'started' },
    { level: 'error', service: 'shop', message: 'Payment failed' },
    { level: 'warn', service: 'mail', message: 'queue is long' },
  ]
  const Records = records.map((record) => ({ Data: Buffer.from(`${JSON.stringify(record)}\n`) }))
  await harness.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'FirehoseLogs', Records }))
  return harness
}

describe('/api/logs', () => {
  it('answers lines oldest first, with what was received and what matched', async () => {
    const { json } = await read(await startWithLogs(), '/api/logs')

    expect(json).toMatchObject({ total: 3, droppedFromMemory: 0, matched: 3 })
    expect(json.items[0]).toEqual({
      sequence: 1,
      receivedAt: '2026-01-15T12:00:00.000Z',
      deliveryStream: 'FirehoseLogs',
      level: 'info',
      service: 'shop',
      message: 'started',
      record: { level: 'info', service: 'shop', message: 'started' },
    })
  })

  it.each([
    ['limit=2', [2, 3]],
    ['q=payment', [2]],
    ['level=error', [2]],
    ['level=error,WARN', [2, 3]],
    ['service=shop', [1, 2]],
    ['service=shop&q=start', [1]],
    ['stream=FirehoseLogs', [1, 2, 3]],
    ['stream=other', []],
    ['after=2', [3]],
    ['q=', [1, 2, 3]],
  ])('filters by %s', async (query, sequences) => {
    const { json } = await read(await startWithLogs(), `/api/logs?${query}`)

    expect(json.items.map(({ sequence }: { sequence: number }) => sequence)).toEqual(sequences)
  })

  it.each(['limit=0', 'limit=-1', 'limit=x', 'after=1.5', 'lvl=error'])('refuses %s', async (query) => {
    const { status, json } = await read(await start(), `/api/logs?${query}`)

    expect(status).toBe(400)
    expect(json.error.message).toMatch(/^Option `/)
  })
})

describe('a line that states its time', () => {
  it.each(['timestamp', '@timestamp', 'time'])('has it as its timestamp (%s)', async (field) => {
    const harness = await start()
    const Data = Buffer.from(`{"${field}":"2026-01-15T11:00:00.5Z","message":"m"}\n`)
    await harness.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [{ Data }] }))

    expect(harness.console.logs().items[0]).toMatchObject({
      timestamp: '2026-01-15T11:00:00.500Z',
      receivedAt: '2026-01-15T12:00:00.000Z',
    })
  })
})

describe('/api/metrics', () => {
  async function startWithMetrics(): Promise<Harness> {
    const harness = await start()
    await harness.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: [
          { MetricName: 'visits', Value: 1, Unit: 'Count', Dimensions: [{ Name: 'Version', Value: '1.0' }] },
          { MetricName: 'visits', Value: 4, Timestamp: new Date(NOON - 60_000), Unit: 'Count' },
          { MetricName: 'visits', Value: 3, Timestamp: new Date(NOON - 60_000), Unit: 'Count' },
          { MetricName: 'duration', Values: [10, 20, 30], Counts: [1, 1, 98], Unit: 'Milliseconds' },
        ],
      }),
    )
    return harness
  }

  it('answers each metric with its whole-life statistics and percentiles', async () => {
    const { json } = await read(await startWithMetrics(), '/api/metrics?name=duration')

    expect(json).toEqual({
      total: 4,
      droppedFromMemory: 0,
      droppedSeries: 0,
      series: [
        {
          namespace: 'Shop',
          name: 'duration',
          dimensions: {},
          unit: 'Milliseconds',
          Sum: 2970,
          SampleCount: 100,
          Minimum: 10,
          Maximum: 30,
          Average: 29.7,
          p50: 30,
          p90: 30,
          p99: 30,
          lastReceivedAt: '2026-01-15T12:00:00.000Z',
        },
      ],
    })
  })

  it.each([
    ['namespace=Shop', 3],
    ['namespace=Other', 0],
    ['name=visits', 2],
    ['q=1.0', 1],
    ['q=DUR', 1],
  ])('filters by %s', async (query, count) => {
    const { json } = await read(await startWithMetrics(), `/api/metrics?${query}`)

    expect(json.series).toHaveLength(count)
  })

  it('adds the datapoints of a statistic, by period, from start to end', async () => {
    const harness = await startWithMetrics()
    const points = async (query: string) => {
      const { json } = await read(harness, `/api/metrics?name=visits&statistic=Sum&${query}`)
      return json.series.map(({ datapoints }: { datapoints: unknown[] }) => datapoints)
    }

    expect(await points('')).toEqual([
      [{ timestamp: '2026-01-15T12:00:00.000Z', value: 1 }],
      [{ timestamp: '2026-01-15T11:59:00.000Z', value: 7 }],
    ])
    expect(await points('period=300')).toEqual([
      [{ timestamp: '2026-01-15T12:00:00.000Z', value: 1 }],
      [{ timestamp: '2026-01-15T11:55:00.000Z', value: 7 }],
    ])
    expect(await points('start=2026-01-15T12:00:00Z')).toMatchObject([[{ value: 1 }], []])
    expect(await points(`end=${NOON}`)).toMatchObject([[], [{ value: 7 }]])
  })

  it.each(['statistic=median', 'statistic=Sum&period=0', 'statistic=Sum&start=yesterday'])(
    'refuses %s',
    async (query) => {
      expect((await read(await start(), `/api/metrics?${query}`)).status).toBe(400)
    },
  )
})

describe('/api/events and /api/calls', () => {
  async function startWithEvents(): Promise<Harness> {
    const harness = await start()
    const Entries = [
      { Source: 'shop', DetailType: 'ordered', Detail: '{"id":"A1"}' },
      { Source: 'mail', DetailType: 'sent', Detail: '{"id":"B2"}' },
    ]
    await harness.eventbridge.send(new PutEventsCommand({ Entries }))
    return harness
  }

  it.each([
    ['', 2],
    ['source=shop', 1],
    ['detailType=sent', 1],
    ['q=b2', 1],
    ['limit=1', 1],
    ['q=nothing', 0],
  ])('filters events by %j', async (query, count) => {
    const { json } = await read(await startWithEvents(), `/api/events?${query}`)

    expect(json.items).toHaveLength(count)
  })

  it('shows each call with its size, items and duration', async () => {
    let ticks = 0
    const harness = await start({ monotonic: () => (ticks += 5) })
    await harness.eventbridge.send(
      new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }, { Source: 's' }] }),
    )

    const { json } = await read(harness, '/api/calls?service=eventbridge&q=putevents')

    expect(json.items).toEqual([
      {
        sequence: 1,
        time: '2026-01-15T12:00:00.000Z',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        service: 'eventbridge',
        operation: 'PutEvents',
        status: 200,
        wireBytes: expect.any(Number),
        bodyBytes: json.items[0].wireBytes,
        items: 2,
        failedItems: 1,
        durationMs: 5,
      },
    ])
  })

  it('filters calls by service', async () => {
    const { json } = await read(await startWithEvents(), '/api/calls?service=firehose')

    expect(json).toMatchObject({ total: 1, matched: 0, items: [] })
  })
})

describe('the routes', () => {
  it('answer HEAD with the headers of GET and no body', async () => {
    const { console } = await start()

    const answer = await send(console, { method: 'HEAD', path: '/api/summary' })

    expect(answer.status).toBe(200)
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(100)
    expect(answer.body).toBe('')
  })

  it.each([
    ['POST', '/api/logs', 'GET, HEAD'],
    ['DELETE', '/api/logs', 'GET, HEAD'],
    ['GET', '/api/data', 'DELETE'],
    ['OPTIONS', '/api/faults', 'GET, HEAD, PUT, DELETE'],
  ])('refuse %s %s and say what is allowed', async (method, path, allow) => {
    const { console } = await start()

    const answer = await send(console, { method, path })

    expect(answer.status).toBe(405)
    expect(answer.headers['allow']).toBe(allow)
  })

  it.each(['/nothing', '/api', '//', '/api/logs/', '/..%2f'])('answer 404 for %s', async (path) => {
    const { console } = await start()

    expect((await send(console, { path })).status).toBe(404)
    expect((await send(console, { method: 'POST', path })).status).toBe(404)
  })

  it('forbid a browser to load, frame or sniff anything', async () => {
    const { headers } = await read(await start(), '/api/summary')

    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('clear everything on DELETE /api/data', async () => {
    const harness = await startWithLogs()

    const answer = await send(harness.console, { method: 'DELETE', path: '/api/data' })

    expect(JSON.parse(answer.body).logs.total).toBe(0)
    expect(harness.console.logs().total).toBe(0)
  })

  it('refuse a body that is larger than any settings', async () => {
    const { console } = await start()

    const answer = await send(console, { method: 'PUT', path: '/api/faults', body: ' '.repeat(65_537) })

    expect(answer.status).toBe(413)
  })
})
