import { Firehose, FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import type { Diagnostic } from '@org/core'
import { createSeededRandom } from '@org/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Endpoint, type EndpointCall, startEndpoint } from '../../../../scripts/testing/endpoint.mjs'
import { createLogger, type FirehoseOptions, type Logger } from '../index.js'

interface Body {
  readonly DeliveryStreamName: string
  readonly Records: readonly { readonly Data: string }[]
}

const bodyOf = (call: EndpointCall | undefined): Body => call?.body as Body

function dataOf(call: EndpointCall | undefined): string[] {
  return bodyOf(call).Records.map(({ Data }) => Buffer.from(Data, 'base64').toString())
}

describe('the AWS client', () => {
  const diagnostics: Diagnostic[] = []
  const loggers: Logger[] = []
  let endpoint: Endpoint

  beforeEach(async () => {
    endpoint = await startEndpoint()
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url)
  })

  afterEach(async () => {
    for (const logger of loggers.splice(0)) await logger.shutdown({ timeoutMs: 0 })
    await endpoint.close()
    diagnostics.length = 0
  })

  function start(options: Partial<FirehoseOptions> = {}): Logger {
    const logger = createLogger({
      service: 'sdk',
      console: false,
      exitHooks: false,
      runtimeMetadata: false,
      firehose: { deliveryStreamName: 'FirehoseLogs', retry: { baseDelayMs: 1, maxDelayMs: 1 }, ...options },
      random: createSeededRandom(1),
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
    loggers.push(logger)
    return logger
  }

  it('sends PutRecordBatch as Firehose reads it: signed, base64, one newline-terminated document each', async () => {
    const logger = start()

    logger.info('Grüße 𝄞')
    logger.info('second')
    await logger.flush()

    expect(endpoint.calls).toHaveLength(1)
    const [call] = endpoint.calls
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'Firehose_20150804.PutRecordBatch',
      'content-type': 'application/x-amz-json-1.1',
    })
    expect(call?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/firehose\/aws4_request/,
    )
    expect(bodyOf(call).DeliveryStreamName).toBe('FirehoseLogs')
    expect(
      dataOf(call).map((line) => [line.endsWith('}\n'), (JSON.parse(line) as { message: string }).message]),
    ).toEqual([
      [true, 'Grüße 𝄞'],
      [true, 'second'],
    ])
    expect(logger.stats().delivery).toMatchObject({ delivered: 2, billedBytes: 2 * 5_120 })
  })

  it('sends again what PutRecordBatch refused, by position', async () => {
    const logger = start()
    endpoint.answerNext({
      body: {
        FailedPutCount: 1,
        RequestResponses: [
          { RecordId: 'a' },
          { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
          { RecordId: 'c' },
        ],
      },
    })

    for (const message of ['a', 'b', 'c']) logger.info(message)
    await logger.flush()

    expect(endpoint.calls.map((call) => dataOf(call).length)).toEqual([3, 1])
    expect(dataOf(endpoint.calls[1])[0]).toContain('"message":"b"')
    expect(logger.stats().delivery).toMatchObject({ delivered: 3, retried: 1 })
  })

  it('tries once a request and leaves retries to delivery', async () => {
    const logger = start()
    endpoint.answerNext({ status: 503, type: 'ServiceUnavailableException' }, { status: 500, type: 'InternalFailure' })

    logger.info('a')
    await logger.flush()

    // A retry by the SDK would carry its number in this header.
    expect(endpoint.calls.map(({ headers }) => headers['amz-sdk-request'])).toEqual(Array(3).fill('attempt=1; max=1'))
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_THROTTLED', 'MON_DELIVERY_RECOVERED'])
  })

  it('says what is wrong when the stream is missing', async () => {
    const logger = start()
    endpoint.answerNext({ status: 400, type: 'ResourceNotFoundException' })

    logger.info('a')
    await logger.flush({ timeoutMs: 200 })

    expect(diagnostics).toMatchObject([{ code: 'MON_DELIVERY_UNAVAILABLE', source: 'firehose:FirehoseLogs' }])
    expect(diagnostics[0]?.message).toContain('ResourceNotFoundException')
  })

  it('leaves no connection after a shutdown, of three loggers none', async () => {
    for (let number = 0; number < 3; number++) {
      const logger = start()
      logger.info('a')
      await logger.flush()
      expect(endpoint.openSockets).toBeGreaterThan(0)
      await logger.shutdown()
    }

    await vi.waitFor(() => expect(endpoint.openSockets).toBe(0))
    expect(endpoint.calls).toHaveLength(3)
  })

  it('is not made for a logger that sends nothing', async () => {
    const logger = start()

    await logger.flush()
    await logger.shutdown()

    expect(endpoint.calls).toEqual([])
  })

  it('of the application stays open after a shutdown: it is its owner’s', async () => {
    const client = new FirehoseClient({ region: 'us-east-1' })
    const logger = start({ client })
    logger.info('a')
    await logger.shutdown()

    expect(endpoint.openSockets).toBe(1)
    const command = new PutRecordBatchCommand({ DeliveryStreamName: 'other', Records: [{ Data: new Uint8Array(1) }] })
    expect(await client.send(command)).toMatchObject({ FailedPutCount: 0 })
    client.destroy()
  })

  it('may be a port of the application, which is closed once at a shutdown', async () => {
    const closed: string[] = []
    const logger = start({
      client: {
        send: async ({ Records }) => ({ RequestResponses: Records.map(() => ({ RecordId: 'r' })) }),
        close: () => void closed.push('closed'),
      },
    })
    logger.info('a')
    expect(await logger.shutdown()).toMatchObject({ delivered: 1 })
    await logger.shutdown()

    expect(closed).toEqual(['closed'])
  })

  it('may be an object with the operation, as a double of the aggregated client is', async () => {
    const signals: unknown[] = []
    const logger = start({
      client: {
        putRecordBatch: async ({ Records }, { abortSignal }) => {
          signals.push(abortSignal)
          return { RequestResponses: Records.map(() => ({ RecordId: 'r' })) }
        },
      },
    })
    logger.info('a')

    expect(await logger.shutdown()).toMatchObject({ delivered: 1 })
    expect(signals).toEqual([expect.any(AbortSignal)])
  })

  it('is reached at `endpoint`, in `region`', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9')
    const logger = start({ endpoint: endpoint.url, region: 'ap-south-1' })
    logger.info('a')
    await logger.shutdown()

    expect(endpoint.calls[0]?.headers.authorization).toContain('/ap-south-1/firehose/')
  })

  it.each([
    ['FirehoseClient', () => new FirehoseClient({ region: 'us-east-1' })],
    ['Firehose, the client with a method per operation', () => new Firehose({ region: 'us-east-1' })],
  ])('takes a %s of the application', async (_name, create) => {
    const client = create()
    const logger = start({ client })

    logger.info('a')
    await logger.flush()

    expect(endpoint.calls[0]?.headers.authorization).toContain('/us-east-1/firehose/')
    expect(logger.stats().delivery?.delivered).toBe(1)
    client.destroy()
  })
})
