import { createManualClock } from '@org/core/testing'
import { expect, it, vi } from 'vitest'

const sdk = vi.hoisted(() => ({ loaded: 0, failures: 0, configurations: [] as unknown[] }))

/** Takes the place of the AWS SDK to see when it is loaded and how it is set up. */
vi.mock('@aws-sdk/client-firehose', () => {
  sdk.loaded += 1
  return {
    FirehoseClient: class {
      constructor(configuration: unknown) {
        sdk.configurations.push(configuration)
        if (sdk.failures-- > 0) throw new Error('Region is missing')
      }
      async send({ Records }: { Records: readonly unknown[] }): Promise<unknown> {
        return { RequestResponses: Records.map(() => ({ RecordId: 'r' })) }
      }
    },
    PutRecordBatchCommand: class {
      constructor(input: object) {
        Object.assign(this, input)
      }
    },
  }
})

it('the AWS SDK is not loaded before the first send, and loaded once', async () => {
  const { createLogger, FirehoseTransport } = await import('../../src/index.js')
  const clock = createManualClock()
  const base = { service: 's', console: false, exitHooks: false, clock } as const
  createLogger(base).info('not shipped')
  const logger = createLogger({
    ...base,
    firehose: { deliveryStreamName: 'logs', region: 'eu-west-1', requestTimeoutMs: 400 },
  })
  logger.info('a')
  logger.stats()
  new FirehoseTransport({ deliveryStreamName: 'logs', clock, exitHooks: false })
  await clock.advance(999)
  const before = sdk.loaded
  await clock.advance(1_000)
  logger.info('b')
  await logger.flush()

  expect([before, sdk.loaded]).toEqual([0, 1])
  expect(sdk.configurations).toEqual([
    {
      region: 'eu-west-1',
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 400, requestTimeout: 400, throwOnRequestTimeout: true },
    },
  ])
})

it('the client is made again with the next request when it could not be made', async () => {
  const { createLogger } = await import('../../src/index.js')
  const clock = createManualClock()
  const codes: string[] = []
  sdk.failures = 1
  const logger = createLogger({
    service: 's',
    console: false,
    exitHooks: false,
    clock,
    random: () => 0.5,
    onDiagnostic: ({ code }) => codes.push(code),
    firehose: { deliveryStreamName: 'logs', retry: { probeIntervalMs: 1_000 } },
  })

  logger.info('a')
  await clock.advance(3_000)

  expect(logger.stats().delivery?.delivered).toBe(1)
  expect(codes).toEqual(['MON_DELIVERY_UNAVAILABLE', 'MON_DELIVERY_RECOVERED'])
})
