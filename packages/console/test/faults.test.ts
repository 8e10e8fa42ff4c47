import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { describe, expect, it } from 'vitest'
import { type Harness, rejection, send, start } from './harness.js'

const metric = ({ cloudwatch }: Harness) =>
  cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData: [{ MetricName: 'm', Value: 1 }] }))

const records = ({ firehose }: Harness, count = 1) =>
  firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName: 's',
      Records: Array.from({ length: count }, (_, index) => ({ Data: Buffer.from(`${index}\n`) })),
    }),
  )

const events = ({ eventbridge }: Harness, count = 1) =>
  eventbridge.send(
    new PutEventsCommand({
      Entries: Array.from({ length: count }, (_, index) => ({
        Source: 's',
        DetailType: 't',
        Detail: `{"i":${index}}`,
      })),
    }),
  )

const SERVICES = [
  ['CloudWatch', metric],
  ['Firehose', records],
  ['EventBridge', events],
] as const

function stored({ console }: Harness): number {
  return console.metrics().total + console.logs().total + console.events().total
}

describe('faults of whole calls', () => {
  it.each([
    ['CloudWatch', metric, 'ThrottlingException', 'Rate exceeded', 400],
    ['Firehose', records, 'ServiceUnavailableException', 'Slow down.', 503],
    ['EventBridge', events, 'ThrottlingException', 'Rate exceeded', 400],
  ] as const)('throttle as %s does', async (_service, call, name, message, httpStatusCode) => {
    const harness = await start({ faults: { throttle: 1 } })

    const error = await rejection(call(harness))

    expect(error).toMatchObject({ name, message, $metadata: { httpStatusCode } })
    expect(stored(harness)).toBe(0)
    expect(harness.console.calls().items).toMatchObject([{ fault: 'throttle', failedItems: 1 }])
  })

  it.each([
    ['CloudWatch', metric, 'InternalServiceFault'],
    ['Firehose', records, 'InternalFailure'],
    ['EventBridge', events, 'InternalException'],
  ] as const)('break as %s does', async (_service, call, name) => {
    const harness = await start({ faults: { error500: 1 } })

    const error = await rejection(call(harness))

    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: 500 } })
    expect(stored(harness)).toBe(0)
  })

  it.each(SERVICES)('reset the connection of %s before anything is stored', async (_service, call) => {
    const harness = await start({ faults: { reset: 1 } })

    const error = await rejection(call(harness))

    expect(error['code']).toBe('ECONNRESET')
    expect(stored(harness)).toBe(0)
    expect(harness.console.calls().items).toMatchObject([{ status: 0, fault: 'reset', items: 1, failedItems: 1 }])
  })

  it.each(SERVICES)('store what %s sent and leave it without an answer', async (_service, call) => {
    const harness = await start({ faults: { acceptThenDrop: 1 } })

    const error = await rejection(call(harness))

    expect(error['code']).toBe('ECONNRESET')
    expect(stored(harness)).toBe(1)
    expect(harness.console.calls().items).toMatchObject([{ status: 0, fault: 'acceptThenDrop', failedItems: 0 }])
  })
})

describe('latency', () => {
  it('holds the answer back after storing, until the time has passed or the console closes', async () => {
    const harness = await start({ faults: { latencyMs: 600_000 } })
    const call = rejection(metric(harness))

    await until(() => stored(harness) === 1)
    await harness.console.close()

    expect((await call).name).toBeTruthy()
    expect(stored(harness)).toBe(1)
  })

  it('answers in the end', async () => {
    const harness = await start({ faults: { latencyMs: 1 } })

    await metric(harness)

    expect(stored(harness)).toBe(1)
  })
})

describe('partial failures', () => {
  it('refuse single records with retryable codes and keep the others', async () => {
    const harness = await start({ faults: { partialFailure: 0.3 } })

    const answer = await records(harness, 500)

    const failed = answer.RequestResponses?.filter(({ ErrorCode }) => ErrorCode !== undefined) ?? []
    expect(answer.FailedPutCount).toBe(failed.length)
    expect(failed.length).toBeGreaterThan(100)
    expect(failed.length).toBeLessThan(200)
    expect(new Set(failed.map(({ ErrorCode }) => ErrorCode))).toEqual(
      new Set(['ServiceUnavailableException', 'InternalFailure']),
    )
    const kept = answer.RequestResponses?.flatMap(({ RecordId }, index) => (RecordId ? [String(index)] : []))
    expect(harness.console.logs({ limit: 500 }).items.map(({ text }) => text)).toEqual(kept)
    expect(harness.console.faults().injected.partialFailure).toBe(failed.length)
    expect(harness.console.calls().items).toMatchObject([{ fault: 'partialFailure', failedItems: failed.length }])
  })

  it('refuse single entries with retryable codes and keep the others', async () => {
    const harness = await start({ faults: { partialFailure: 0.5 } })

    const answers = await Promise.all(Array.from({ length: 20 }, () => events(harness, 10)))

    const entries = answers.flatMap(({ Entries = [] }) => Entries)
    const failed = entries.filter(({ ErrorCode }) => ErrorCode !== undefined)
    expect(new Set(failed.map(({ ErrorCode }) => ErrorCode))).toEqual(
      new Set(['ThrottlingException', 'InternalFailure']),
    )
    expect(harness.console.events().total).toBe(200 - failed.length)
  })

  it('leave PutMetricData whole, as AWS does', async () => {
    const harness = await start({ faults: { partialFailure: 1 } })

    await metric(harness)

    expect(stored(harness)).toBe(1)
  })
})

describe('the choice of faults', () => {
  it('is repeated by the same seed and differs with another', async () => {
    async function run(seed: number): Promise<readonly number[]> {
      const harness = await start({ faults: { throttle: 0.3, error500: 0.2, seed } })
      for (let call = 0; call < 30; call++) await metric(harness).catch(() => {})
      return harness.console.calls().items.map(({ status }) => status)
    }

    const [first, again, other] = [await run(7), await run(7), await run(8)]

    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 400, 500]))
  })

  it('can be kept to some operations', async () => {
    const harness = await start({ faults: { throttle: 1, operations: ['PutEvents'] } })

    await metric(harness)
    await rejection(events(harness))

    expect(harness.console.calls().items.map(({ fault }) => fault)).toEqual([undefined, 'throttle'])
  })

  it('is set, shown and cleared over HTTP', async () => {
    const harness = await start()
    const ask = async (method: string, body?: string) => {
      const answer = await send(harness.console, {
        method,
        path: '/api/faults',
        ...(body === undefined ? {} : { body }),
      })
      return JSON.parse(answer.body)
    }

    const set = await ask('PUT', '{"throttle":1,"seed":5}')
    await rejection(metric(harness))
    const shown = await ask('GET')
    const cleared = await ask('DELETE')
    await metric(harness)

    expect(set.settings).toEqual({
      throttle: 1,
      partialFailure: 0,
      reset: 0,
      error500: 0,
      acceptThenDrop: 0,
      latencyMs: 0,
      seed: 5,
    })
    expect(shown.injected.throttle).toBe(1)
    expect(cleared).toMatchObject({ settings: { throttle: 0 }, injected: { throttle: 0 } })
  })

  it.each([
    ['{"throttle":1.5}', 'Option `faults.throttle` must be a number from 0 to 1; got 1.5 (number).'],
    ['{"throttle":"1"}', 'Option `faults.throttle` must be a number from 0 to 1; got "1".'],
    ['{"latencyMs":-1}', 'Option `faults.latencyMs` must be a number from 0 to 600000; got -1 (number).'],
    ['{"operations":[]}', /faults\.operations.*left out for all operations/],
    ['{"operations":"PutEvents"}', /faults\.operations.*list of operation names/],
    [
      '{"operations":["PutRecordBach"]}',
      /`faults\.operations` must be one of "PutMetricData", "GetMetricData", "PutRecord", "PutRecordBatch", "PutEvents"; got "PutRecordBach"/,
    ],
    ['{"seed":0.5}', /faults\.seed/],
    ['{"trottle":1}', /no option `trottle`; known options: throttle, partialFailure/],
    ['[]', /an object/],
    ['{', /JSON object/],
  ])('is refused when it makes no sense: %s', async (body, message) => {
    const { console } = await start({ faults: { reset: 0.25 } })

    const answer = await send(console, { method: 'PUT', path: '/api/faults', body })

    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body).error.message).toMatch(message)
    expect(console.faults().settings.reset).toBe(0.25)
  })
})

/** Lets the event loop turn until `condition` holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
