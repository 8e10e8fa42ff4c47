import { CloudWatch, CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { Diagnostic } from '@org/core'
import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type EndpointAnswer, startEndpoint } from '../../../scripts/testing/endpoint.mjs'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createMetrics, type MetricsClient, type PutMetricDataRequest } from '../src/index.js'

const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      page_viewed: counter({ dimensions: ['Version'] }),
      request_duration: histogram({ unit: 'Milliseconds', dimensions: ['Route'] }),
    },
  },
})

async function setUp(usual: EndpointAnswer = {}) {
  const endpoint = await startEndpoint(usual)
  const diagnostics: Diagnostic[] = []
  const stderr = captureStderr()
  const create = (client?: MetricsClient) =>
    createMetrics({
      telemetry,
      ...(client === undefined ? { region: 'eu-west-1', endpoint: endpoint.url } : { client }),
      // The shortest backoff.
      random: () => 0,
      requestTimeoutMs: 1_000,
      exitHooks: false,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
  const metrics = create()
  onTestFinished(async () => {
    await metrics.shutdown({ timeoutMs: 0 })
    stderr.release()
    await endpoint.close()
  })
  return { endpoint, diagnostics, create, metrics, codes: () => diagnostics.map(({ code }) => code) }
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})

describe('the client of the SDK', () => {
  it('sends what CloudWatch expects, as large as was measured', async () => {
    const { endpoint, metrics } = await setUp()
    metrics.counter('page_viewed').add(3, { Version: '1.2 "rc"' })
    metrics.histogram('request_duration').record(1.5, { Route: '/' })
    metrics.histogram('request_duration').record(0, { Route: '/' })

    expect(await metrics.flush()).toMatchObject({ delivered: 2, dropped: 0 })
    const [call] = endpoint.calls
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'GraniteServiceVersion20100801.PutMetricData',
      'content-type': 'application/x-amz-json-1.0',
      authorization: expect.stringContaining('/eu-west-1/monitoring/') as string,
      // Delivery tries again, the SDK does not.
      'amz-sdk-request': 'attempt=1; max=1',
    })
    expect(call?.body).toMatchObject({
      Namespace: 'Helloworld/traffic',
      MetricData: [
        { MetricName: 'page_viewed', Dimensions: [{ Name: 'Version', Value: '1.2 "rc"' }], Unit: 'Count', Value: 3 },
        { MetricName: 'request_duration', Unit: 'Milliseconds', Values: [0, 1.5], Counts: [1, 1] },
      ],
    })
    expect(Number(call?.body.MetricData[0].Timestamp) % 60).toBe(0)
    const envelope = Buffer.byteLength('{"Namespace":"Helloworld/traffic","MetricData":[]}')
    // Each datum is measured with a comma, and the last one has none.
    expect(metrics.stats().delivery.deliveredBytes).toBe((call?.bytes ?? 0) - envelope + 1)
  })

  it('compresses what is large', async () => {
    const { endpoint, metrics } = await setUp()
    for (let version = 0; version < 200; version++) {
      metrics.counter('page_viewed').add(1, { Version: String(version) })
    }
    await metrics.flush()

    expect(endpoint.calls[0]?.headers['content-encoding']).toBe('gzip')
    expect(endpoint.calls[0]?.body.MetricData).toHaveLength(200)
  })

  it.each<[string, EndpointAnswer[]]>([
    [
      'throttling and a fault',
      [
        { status: 400, type: 'ThrottlingException' },
        { status: 500, type: 'InternalFailure' },
      ],
    ],
    ['a reset connection and no answer', ['reset', 'silence']],
    ['a signature whose time was over', [{ status: 403, type: 'InvalidSignatureException' }]],
  ])('sends again after %s', async (_what, answers) => {
    const { endpoint, metrics } = await setUp()
    endpoint.answerNext(...answers)
    metrics.counter('page_viewed').add(1, { Version: '1' })

    expect(await metrics.flush()).toMatchObject({ delivered: 1 })
    expect(endpoint.calls.map(({ headers }) => headers['amz-sdk-request'])).toEqual(
      new Array(answers.length + 1).fill('attempt=1; max=1'),
    )
  })

  it('finds the datum that CloudWatch refuses, names its metric, and delivers its neighbours', async () => {
    const { endpoint, metrics, diagnostics } = await setUp()
    const refusal = { status: 400, type: 'InvalidParameterValueException' }
    // The whole, its half with the culprit, and the culprit.
    endpoint.answerNext(refusal, {}, refusal, {}, refusal)
    for (let version = 0; version < 3; version++) metrics.counter('page_viewed').add(1, { Version: String(version) })
    metrics.histogram('request_duration').record(1, { Route: '/' })

    expect(await metrics.flush()).toMatchObject({ delivered: 3, dropped: 1, byReason: { rejected: 1 } })
    expect(diagnostics[0]).toMatchObject({
      code: 'MON_DELIVERY_REJECTED',
      subject: 'metric request_duration (InvalidParameterValueException)',
      message: expect.stringContaining('metric request_duration') as string,
    })
  })

  it('names a metric that is too large for a service that says so without a word', async () => {
    const { metrics, diagnostics } = await setUp({ status: 413 })
    metrics.counter('page_viewed').add(1, { Version: '1' })

    expect(await metrics.flush()).toMatchObject({ dropped: 1, byReason: { rejected: 1 } })
    expect(diagnostics[0]).toMatchObject({
      code: 'MON_DELIVERY_REJECTED',
      subject: 'metric page_viewed (HTTP 413)',
    })
  })

  it.each<[string, EndpointAnswer]>([
    ['access is denied', { status: 403, type: 'AccessDenied' }],
    ['the signature stays wrong', { status: 403, type: 'SignatureDoesNotMatch' }],
  ])('does not hammer while %s: flush returns at once, and the datums are held', async (_why, answer) => {
    const { endpoint, metrics, codes } = await setUp(answer)
    metrics.counter('page_viewed').add(1, { Version: '1' })

    expect(await metrics.flush({ timeoutMs: 600_000 })).toMatchObject({ delivered: 0, dropped: 0, pending: 1 })
    const calls = endpoint.calls.length
    expect(calls).toBeLessThanOrEqual(4)
    metrics.counter('page_viewed').add(1, { Version: '1' })
    expect(await metrics.flush({ timeoutMs: 600_000 })).toMatchObject({ pending: 2 })
    expect(endpoint.calls).toHaveLength(calls)
    expect(codes()).toContain('MON_DELIVERY_UNAVAILABLE')
  })

  it('leaves no connection open after a shutdown', async () => {
    const { endpoint, metrics } = await setUp()
    metrics.counter('page_viewed').add(1, { Version: '1' })
    await metrics.flush()
    expect(endpoint.openSockets).toBe(1)

    await metrics.shutdown()
    await vi.waitFor(() => expect(endpoint.openSockets).toBe(0))
  })
})

describe('a client that is given', () => {
  const settings = (endpoint: string) => ({ endpoint, region: 'eu-west-1', maxAttempts: 1 })
  const request: PutMetricDataRequest = {
    Namespace: 'N',
    MetricData: [{ MetricName: 'again', Timestamp: new Date(0), Unit: 'Count', StorageResolution: 60, Value: 1 }],
  }

  it.each<[string, (url: string) => { readonly client: MetricsClient; readonly sendAgain: () => Promise<unknown> }]>([
    [
      'a CloudWatchClient',
      (url) => {
        const client = new CloudWatchClient(settings(url))
        return { client, sendAgain: () => client.send(new PutMetricDataCommand(request)) }
      },
    ],
    [
      'an aggregated CloudWatch',
      (url) => {
        const client = new CloudWatch(settings(url))
        return { client, sendAgain: () => client.putMetricData(request) }
      },
    ],
    [
      'an object with putMetricData',
      (url) => {
        const putMetricData = (sent: PutMetricDataRequest) => new CloudWatch(settings(url)).putMetricData(sent)
        return { client: { putMetricData }, sendAgain: () => putMetricData(request) }
      },
    ],
    [
      'a port',
      (url) => {
        const send = (sent: PutMetricDataRequest) => new CloudWatch(settings(url)).putMetricData(sent)
        return { client: { send }, sendAgain: () => send(request) }
      },
    ],
  ])('%s is used, and stays open', async (_what, make) => {
    const { endpoint, create } = await setUp()
    const { client, sendAgain } = make(endpoint.url)
    const metrics = create(client)
    metrics.counter('page_viewed').add(3, { Version: '1' })

    expect(await metrics.shutdown()).toMatchObject({ delivered: 1, dropped: 0 })
    await sendAgain()
    expect(endpoint.taken.map(({ body }) => body.MetricData[0].Value)).toEqual([3, 1])
  })

  it('a port is closed at the end, once', async () => {
    const { create } = await setUp()
    const close = vi.fn()
    const metrics = create({ send: async () => ({}), close })
    metrics.counter('page_viewed').add(1, { Version: '1' })
    await metrics.shutdown()
    await metrics.shutdown()

    expect(close).toHaveBeenCalledTimes(1)
  })
})
