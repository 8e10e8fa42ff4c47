import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import type { Diagnostic } from '@org/core'
import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMetrics, type Metrics } from '../src/index.js'

const definitions = {
  page_viewed: counter({ dimensions: ['Version'] }),
  request_duration: histogram({ unit: 'Milliseconds', dimensions: ['Route'] }),
}
const telemetry = defineTelemetry({ service: 'helloworld', metrics: { namespace: 'Helloworld/traffic', definitions } })

interface Call {
  readonly headers: IncomingMessage['headers']
  /** Bytes of the body after decompression. */
  readonly bytes: number
  readonly body: { readonly Namespace: string; readonly MetricData: readonly Record<string, unknown>[] }
}

type Answer = (response: ServerResponse) => void

const ok: Answer = (response) => response.end('{}')

function refuse(status: number, type: string): Answer {
  return (response) => {
    response.statusCode = status
    response.end(JSON.stringify({ __type: type, message: 'as the service says' }))
  }
}

describe('the default client', () => {
  const calls: Call[] = []
  const answers: Answer[] = []
  const diagnostics: Diagnostic[] = []
  let server: Server
  let metrics: Metrics<typeof definitions>

  beforeAll(async () => {
    // Loaded ahead, so that its loading does not count towards the request timeout.
    await import('@aws-sdk/client-cloudwatch')
  })

  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const sent = Buffer.concat(chunks)
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
      calls.push({ headers: request.headers, bytes: body.length, body: JSON.parse(body.toString()) as Call['body'] })
      response.setHeader('content-type', 'application/x-amz-json-1.0')
      ;(answers.shift() ?? ok)(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    metrics = createMetrics({
      telemetry,
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      // No backoff: what is sent again is sent at once.
      random: () => 0,
      requestTimeoutMs: 1_000,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
  })

  afterEach(async () => {
    await metrics.shutdown({ timeoutMs: 0 })
    server.closeAllConnections()
    server.close()
    calls.length = 0
    answers.length = 0
    diagnostics.length = 0
  })

  it('sends what CloudWatch expects, as large as was measured', async () => {
    metrics.counter('page_viewed').add(3, { Version: '1.2 "rc"' })
    metrics.histogram('request_duration').record(1.5, { Route: '/' })
    metrics.histogram('request_duration').record(0, { Route: '/' })
    const result = await metrics.flush()

    expect(result).toEqual({ delivered: 2, dropped: 0, pending: 0 })
    const [call] = calls
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'content-type': 'application/x-amz-json-1.0',
      // Delivery retries, the SDK does not.
      'amz-sdk-request': 'attempt=1; max=1',
    })
    expect(call?.body).toMatchObject({
      Namespace: 'Helloworld/traffic',
      MetricData: [
        { MetricName: 'page_viewed', Dimensions: [{ Name: 'Version', Value: '1.2 "rc"' }], Unit: 'Count', Value: 3 },
        { MetricName: 'request_duration', Unit: 'Milliseconds', Values: [0, 1.5], Counts: [1, 1] },
      ],
    })
    const timestamp = Number(call?.body.MetricData[0]?.['Timestamp'])
    expect(timestamp % 60).toBe(0)
    const envelope = Buffer.byteLength('{"Namespace":"Helloworld/traffic","MetricData":[]}')
    // Each datum is measured with a comma, and the last one has none.
    expect(metrics.stats().delivery.deliveredBytes).toBe((call?.bytes ?? 0) - envelope + 1)
  })

  it('compresses what is large', async () => {
    for (let version = 0; version < 200; version++) {
      metrics.counter('page_viewed').add(1, { Version: String(version) })
    }
    await metrics.flush()

    expect(calls[0]?.headers['content-encoding']).toBe('gzip')
    expect(calls[0]?.body.MetricData).toHaveLength(200)
  })

  it('sends again after throttling and server faults, and says so', async () => {
    answers.push(refuse(400, 'ThrottlingException'), refuse(500, 'InternalServiceFault'))
    metrics.counter('page_viewed').add(1, { Version: '1' })

    expect(await metrics.flush()).toMatchObject({ delivered: 1 })
    expect(calls.map((call) => call.headers['amz-sdk-request'])).toEqual(new Array(3).fill('attempt=1; max=1'))
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([
      'MON_DELIVERY_THROTTLED',
      'MON_DELIVERY_RECOVERED',
    ])
  })

  it('sends again after a reset connection and after no answer', async () => {
    answers.push(
      (response) => response.destroy(),
      () => {},
    )
    metrics.counter('page_viewed').add(1, { Version: '1' })

    expect(await metrics.flush()).toMatchObject({ delivered: 1 })
    expect(calls).toHaveLength(3)
  })

  it('finds the datum that CloudWatch refuses and delivers its neighbours', async () => {
    for (let version = 0; version < 4; version++) metrics.counter('page_viewed').add(1, { Version: String(version) })
    // The whole, the first half, and its second datum.
    answers.push(
      refuse(400, 'InvalidParameterValueException'),
      refuse(400, 'InvalidParameterValueException'),
      ok,
      ok,
      refuse(400, 'InvalidParameterValueException'),
    )

    expect(await metrics.flush()).toEqual({ delivered: 3, dropped: 1, pending: 0 })
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain('MON_DELIVERY_REJECTED')
  })

  it('does not hammer when access is denied, and holds the datums', async () => {
    answers.push(refuse(403, 'AccessDenied'))
    metrics.counter('page_viewed').add(1, { Version: '1' })

    const flushed = metrics.flush({ timeoutMs: 60_000 })
    await vi.waitFor(() => {
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_DELIVERY_UNAVAILABLE'])
    })

    expect(calls).toHaveLength(1)
    expect(metrics.stats().delivery).toMatchObject({ queued: { items: 1 }, delivered: 0 })
    await metrics.shutdown({ timeoutMs: 0 })
    expect(await flushed).toMatchObject({ dropped: 1 })
  })
})
