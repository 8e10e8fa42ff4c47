import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../src/index.js'
import { start } from './harness.js'

function lines(from: number, to: number) {
  return Array.from({ length: to - from + 1 }, (_, index) => ({ Data: Buffer.from(`line ${from + index}\n`) }))
}

describe('memory', () => {
  it('holds the newest lines up to the count, and keeps counting the others', async () => {
    const { console, firehose } = await start({ limits: { maxLogs: 10 } })

    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: lines(1, 10) }))
    expect(console.logs()).toMatchObject({ total: 10, droppedFromMemory: 0 })
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: lines(11, 13) }))

    expect(console.logs()).toMatchObject({ total: 13, droppedFromMemory: 3, matched: 10 })
    expect(console.logs().items[0]?.text).toBe('line 4')
  })

  it('holds lines up to the bytes', async () => {
    const { console, firehose } = await start({ limits: { maxLogBytes: 10_000 } })
    const Records = Array.from({ length: 20 }, () => ({ Data: Buffer.alloc(1000, 'x') }))

    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }))

    const { logs } = console.summary()
    expect(logs).toMatchObject({ total: 20, inMemory: 8, droppedFromMemory: 12 })
    expect(logs.bytesInMemory).toBeLessThanOrEqual(10_000)
  })

  it('holds the newest events up to the count and the bytes', async () => {
    const { console, eventbridge } = await start({ limits: { maxEvents: 5, maxEventBytes: 5000 } })
    const entry = (Detail: string) => ({ Source: 's', DetailType: 't', Detail })

    await eventbridge.send(
      new PutEventsCommand({ Entries: Array.from({ length: 7 }, (_, index) => entry(`{"i":${index}}`)) }),
    )
    expect(console.events()).toMatchObject({ total: 7, droppedFromMemory: 2 })
    await eventbridge.send(new PutEventsCommand({ Entries: [entry(`{"a":"${'x'.repeat(4600)}"}`)] }))

    expect(console.summary().events).toMatchObject({ total: 8, inMemory: 1 })
  })

  it('holds the newest calls up to the count, and keeps the totals of each service', async () => {
    const { console, cloudwatch } = await start({ limits: { maxCalls: 2 } })
    for (let call = 0; call < 5; call++) {
      await cloudwatch.send(
        new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 1 }] }),
      )
    }

    expect(console.calls()).toMatchObject({ total: 5, droppedFromMemory: 3, items: [{ sequence: 4 }, { sequence: 5 }] })
    expect(console.summary().services['cloudwatch']).toMatchObject({ calls: 5, items: 5, errors: 0 })
  })

  it('holds the newest datums, and keeps Sum and SampleCount of a metric whole', async () => {
    const { console, cloudwatch } = await start({ limits: { maxDatums: 4 } })
    const MetricData = Array.from({ length: 10 }, (_, index) => ({ MetricName: 'm', Value: index + 1 }))

    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))

    expect(console.metrics()).toMatchObject({ total: 10, droppedFromMemory: 6 })
    expect(console.metrics().series[0]).toMatchObject({ Sum: 55, SampleCount: 10, Minimum: 1, Maximum: 10, p50: 8 })
  })

  it('holds datums up to the bytes of their values', async () => {
    const { console, cloudwatch } = await start({ limits: { maxDatumBytes: 13_000 } })
    const Values = Array.from({ length: 150 }, (_, index) => index)
    const MetricData = Array.from({ length: 10 }, () => ({ MetricName: 'm', Values }))

    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))

    expect(console.summary().metrics).toMatchObject({ total: 10, inMemory: 2 })
  })

  it('forgets the metric that was written longest ago when there are too many', async () => {
    const { console, cloudwatch } = await start({ limits: { maxSeries: 2 } })
    const MetricData = ['a', 'b', 'a', 'c'].map((MetricName) => ({ MetricName, Value: 1 }))

    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))

    expect(console.metrics()).toMatchObject({ droppedSeries: 1, series: [{ name: 'a', Sum: 2 }, { name: 'c' }] })
  })

  it('is empty after a clear, totals included', async () => {
    const { console, cloudwatch, firehose } = await start()
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 1 }] }))
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: lines(1, 3) }))

    console.clear()

    expect(console.summary()).toMatchObject({
      logs: { total: 0, inMemory: 0, bytesInMemory: 0 },
      metrics: { total: 0, series: 0 },
      calls: { total: 0 },
      services: {},
    })
  })

  it.each<[Record<string, number>, string | RegExp]>([
    [{ maxLogs: 0 }, 'Option `limits.maxLogs` must be a whole number of at least 1; got 0 (number).'],
    [{ maxLogs: 1.5 }, /limits\.maxLogs/],
    [{ maxLog: 5 }, /no option `maxLog`; known options: maxLogs, maxLogBytes/],
  ])('refuses the limits %j', async (limits, message) => {
    await expect(start({ limits })).rejects.toThrow(ConfigurationError)
    await expect(start({ limits })).rejects.toThrow(message)
  })
})
