import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Firehose, FirehoseClient } from '@aws-sdk/client-firehose'
import type { Diagnostic } from '@org/core'
import { createSeededRandom } from '@org/core/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLogger, type FirehoseOptions, type Logger } from '../src/index.js'

interface Call {
  readonly headers: IncomingMessage['headers']
  readonly body: { readonly DeliveryStreamName: string; readonly Records: readonly { readonly Data: string }[] }
}

type Answer = (call: Call, response: ServerResponse) => void

function acceptAll({ body }: Call, response: ServerResponse): void {
  const RequestResponses = body.Records.map((_record, index) => ({ RecordId: `r-${index}` }))
  response.end(JSON.stringify({ FailedPutCount: 0, Encrypted: false, RequestResponses }))
}

function refuse(status: number, type: string): Answer {
  return (_call, response) => {
    response.statusCode = status
    response.end(JSON.stringify({ __type: type, message: 'as the service says' }))
  }
}

function dataOf({ body }: Call): string[] {
  return body.Records.map(({ Data }) => Buffer.from(Data, 'base64').toString())
}

describe('the AWS client', () => {
  const calls: Call[] = []
  const answers: Answer[] = []
  const diagnostics: Diagnostic[] = []
  const loggers: Logger[] = []
  let server: Server
  let endpoint: string

  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const call = {
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()) as Call['body'],
      }
      calls.push(call)
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      ;(answers.shift() ?? acceptAll)(call, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
  })

  afterEach(async () => {
    for (const logger of loggers.splice(0)) await logger.shutdown({ timeoutMs: 0 })
    server.closeAllConnections()
    server.close()
    for (const list of [calls, answers, diagnostics]) list.length = 0
  })

  function createTestLogger(options: Partial<FirehoseOptions> = {}): Logger {
    const logger = createLogger({
      service: 'sdk',
      console: false,
      exitHooks: false,
      firehose: { deliveryStreamName: 'FirehoseLogs', retry: { baseDelayMs: 1, maxDelayMs: 1 }, ...options },
      random: createSeededRandom(1),
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
    loggers.push(logger)
    return logger
  }

  it('sends PutRecordBatch as Firehose reads it: signed, base64, one newline-terminated document each', async () => {
    const logger = createTestLogger()

    logger.info('Grüße 𝄞')
    logger.info('second')
    await logger.flush()

    expect(calls.length).toBe(1)
    const [call] = calls as [Call]
    expect(call.headers).toMatchObject({
      'x-amz-target': 'Firehose_20150804.PutRecordBatch',
      'content-type': 'application/x-amz-json-1.1',
    })
    expect(call.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-west-1\/firehose\/aws4_request/,
    )
    expect(call.body.DeliveryStreamName).toBe('FirehoseLogs')
    expect(
      dataOf(call).map((line) => [line.endsWith('}\n'), (JSON.parse(line) as { message: string }).message]),
    ).toEqual([
      [true, 'Grüße 𝄞'],
      [true, 'second'],
    ])
    expect(logger.stats()).toMatchObject({ delivered: 2, billedBytes: 2 * 5_120 })
  })

  it('sends again what PutRecordBatch refused, by position', async () => {
    const logger = createTestLogger()
    answers.push((_call, response) =>
      response.end(
        JSON.stringify({
          FailedPutCount: 1,
          RequestResponses: [
            { RecordId: 'a' },
            { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
            { RecordId: 'c' },
          ],
        }),
      ),
    )

    for (const message of ['a', 'b', 'c']) logger.info(message)
    await logger.flush()

    expect(calls.map((call) => dataOf(call).length)).toEqual([3, 1])
    expect(dataOf(calls[1] as Call)[0]).toContain('"message":"b"')
    expect(logger.stats()).toMatchObject({ delivered: 3, retried: 1 })
  })

  it('tries once a request and leaves retries to delivery', async () => {
    const logger = createTestLogger()
    answers.push(refuse(503, 'ServiceUnavailableException'), refuse(500, 'InternalFailure'))

    logger.info('a')
    await logger.flush()

    // A retry by the SDK would carry its number in this header.
    expect(calls.map(({ headers }) => headers['amz-sdk-request'])).toEqual(Array(3).fill('attempt=1; max=1'))
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_THROTTLED', 'MON_DELIVERY_RECOVERED'])
  })

  it('says what is wrong when the stream is missing', async () => {
    const logger = createTestLogger()
    answers.push(refuse(400, 'ResourceNotFoundException'))

    logger.info('a')
    await logger.flush({ timeoutMs: 200 })

    expect(diagnostics).toMatchObject([{ code: 'MON_DELIVERY_UNAVAILABLE', source: 'firehose:FirehoseLogs' }])
    expect(diagnostics[0]?.message).toContain('ResourceNotFoundException')
  })

  it.each([
    ['FirehoseClient', () => new FirehoseClient({ region: 'us-east-1' })],
    ['Firehose, the client with a method per operation', () => new Firehose({ region: 'us-east-1' })],
  ])('takes a %s of the application', async (_name, create) => {
    const client = create()
    const logger = createTestLogger({ client })

    logger.info('a')
    await logger.flush()

    expect(calls[0]?.headers.authorization).toContain('/us-east-1/firehose/')
    expect(logger.stats()?.delivered).toBe(1)
    client.destroy()
  })
})
