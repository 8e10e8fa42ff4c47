import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { ListMetricsCommand } from '@aws-sdk/client-cloudwatch'
import { ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose'
import { describe, expect, it } from 'vitest'
import { type Harness, rejection, send, sendAws, start } from './harness.js'

const PUT_EVENTS = 'AWSEvents.PutEvents'
const EVENTS = { Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] }

describe('operations that the console does not have', () => {
  it.each<[string, (harness: Harness) => Promise<unknown>]>([
    ['CloudWatch', ({ cloudwatch }) => cloudwatch.send(new ListMetricsCommand({}))],
    ['Firehose', ({ firehose }) => firehose.send(new ListDeliveryStreamsCommand({}))],
    ['EventBridge', ({ eventbridge }) => eventbridge.send(new ListRulesCommand({}))],
  ])('answers UnknownOperationException for %s', async (_service, call) => {
    const harness = await start()

    const error = await rejection(call(harness))

    expect(error.name).toBe('UnknownOperationException')
    expect(error['$metadata']).toMatchObject({ httpStatusCode: 400 })
    expect(harness.console.calls().items).toMatchObject([{ status: 400, error: 'UnknownOperationException' }])
  })

  it.each(['DynamoDB_20120810.PutItem', 'nonsense', ''])('does not know the target %j', async (target) => {
    const { console } = await start()

    const answer = await sendAws(console, target, {})

    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'UnknownOperationException' })
  })
})

describe('what every answer carries', () => {
  it('has a request id, the JSON version of the service, and the id in the record of calls', async () => {
    const { console } = await start()

    const events = await sendAws(console, PUT_EVENTS, EVENTS)
    const metrics = await sendAws(console, 'GraniteServiceVersion20100801.PutMetricData', {})

    expect(events.headers['content-type']).toBe('application/x-amz-json-1.1')
    expect(metrics.headers['content-type']).toBe('application/x-amz-json-1.0')
    expect(metrics.headers['x-amzn-query-error']).toBe('MissingParameter;Sender')
    expect(console.calls().items.map(({ requestId }) => requestId)).toEqual([
      events.headers['x-amzn-requestid'],
      metrics.headers['x-amzn-requestid'],
    ])
  })
})

describe('protocols and encodings that are refused', () => {
  it.each<[string, string, Record<string, string>]>([
    ['CBOR by header', '/', { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' }],
    ['CBOR by path', '/service/GraniteServiceVersion20100801/operation/PutMetricData', {}],
    ['the query protocol', '/', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['the wrong JSON version', '/', { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': PUT_EVENTS }],
    [
      'brotli',
      '/',
      { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': PUT_EVENTS, 'content-encoding': 'br' },
    ],
  ])('refuses %s with an explanation', async (_what, path, headers) => {
    const { console } = await start()

    const answer = await send(console, { method: 'POST', path, headers, body: JSON.stringify(EVENTS) })

    expect(answer.status).toBe(415)
    expect(JSON.parse(answer.body)).toMatchObject({
      __type: 'UnsupportedMediaTypeException',
      message: /JSON|gzip|Content-Type/,
    })
    expect(console.events().total).toBe(0)
  })

  it.each([
    ['JSON', '{"Entries":', {}],
    ['JSON object', '[]', {}],
    ['gzip', 'not gzip', { 'content-encoding': 'gzip' }],
    ['whole gzip', gzipSync(JSON.stringify(EVENTS)).subarray(0, 30), { 'content-encoding': 'gzip' }],
  ])('refuses a body that is no %s', async (_what, body, headers) => {
    const { console } = await start()

    const answer = await sendAws(console, PUT_EVENTS, body, headers)

    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ __type: 'SerializationException' })
  })

  it('refuses a small gzip body that would unpack to more than the service takes', async () => {
    const { console } = await start()
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))

    const answer = await sendAws(console, PUT_EVENTS, bomb, { 'content-encoding': 'gzip' })

    expect(answer.status).toBe(413)
    expect(console.calls().items).toMatchObject([{ wireBytes: bomb.length, bodyBytes: 0, items: 0 }])
  })

  it('reads a body that is too large to its end, and answers', async () => {
    const { console } = await start()

    const answer = await sendAws(console, PUT_EVENTS, Buffer.alloc(16 * 1024 * 1024, ' '))

    expect(answer.status).toBe(413)
  })
})

describe('requests of other sites', () => {
  it.each([
    'evil.example',
    'evil.example:80',
    '10.0.0.1:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
  ])('refuses the Host %s on every route, before anything is read', async (template) => {
    const { console } = await start()
    const host = template.replace('PORT', String(console.port))

    const answers = await Promise.all([
      sendAws(console, PUT_EVENTS, EVENTS, { host }),
      send(console, { headers: { host } }),
      send(console, { path: '/api/logs', headers: { host } }),
      send(console, { method: 'DELETE', path: '/api/data', headers: { host } }),
    ])

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(console.calls().total).toBe(0)
  })

  it.each(['localhost:PORT', '127.0.0.1:PORT', 'LOCALHOST:PORT', '[::1]:PORT'])(
    'takes the Host %s',
    async (template) => {
      const { console } = await start()

      const answer = await sendAws(console, PUT_EVENTS, EVENTS, {
        host: template.replace('PORT', String(console.port)),
      })

      expect(answer.status).toBe(200)
    },
  )

  it('refuses a request without a Host', async () => {
    const { console } = await start()

    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(console.port, '127.0.0.1', () => socket.end('GET /api/logs HTTP/1.0\r\n\r\n'))
      socket.on('data', (data) => resolve(data.toString()))
      socket.on('error', reject)
    })

    expect(answer).toContain('403 Forbidden')
  })

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses to change anything for %s', async (_what, headers) => {
    const { console } = await start()

    const answers = await Promise.all([
      sendAws(console, PUT_EVENTS, EVENTS, headers),
      send(console, { method: 'PUT', path: '/api/faults', headers, body: '{"throttle":1}' }),
      send(console, { method: 'DELETE', path: '/api/data', headers }),
    ])

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403])
    expect(console.faults().settings.throttle).toBe(0)
    expect(console.events().total).toBe(0)
  })

  it('takes changes from its own page', async () => {
    const { console } = await start()

    const answer = await send(console, {
      method: 'PUT',
      path: '/api/faults',
      headers: { origin: console.url, 'sec-fetch-site': 'same-origin' },
      body: '{"throttle":1}',
    })

    expect(answer.status).toBe(200)
    expect(console.faults().settings.throttle).toBe(1)
  })
})
