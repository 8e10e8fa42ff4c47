import { setTimeout as delay } from 'node:timers/promises'
import { type Participant, processLifecycle } from '@org/core/lifecycle'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createLogger, type Logger } from '../src/index.js'
import { lambdaMiddleware, wrapLambdaHandler } from '../src/lambda.js'
import { awsError, createFakeFirehose, type FakeFirehose, takeAll } from './fake-firehose.js'
import { standardError } from './standard-error.js'

const TRACE_ID = '5759e988bd862e3fe1be46a994272793'

/** Lambda's context, with so much time left. */
function contextOf(leftMs = 10_000, awsRequestId = 'r-1') {
  return {
    awsRequestId,
    getRemainingTimeInMillis: () => leftMs,
    xRayTraceId: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  }
}

function createLambdaLogger(client: FakeFirehose): Logger {
  const logger = createLogger({
    service: 'resize',
    console: false,
    runtimeMetadata: false,
    // Long, so that only a flush delivers.
    firehose: { deliveryStreamName: 'logs', client, flushIntervalMs: 600_000 },
    onDiagnostic: () => {},
  })
  standardError()
  onTestFinished(async () => void (await logger.shutdown({ timeoutMs: 0 })))
  return logger
}

/** A port that takes its time. */
const slowly =
  (ms: number) =>
  async (request: Parameters<typeof takeAll>[0]): ReturnType<typeof takeAll> extends infer R ? Promise<R> : never => {
    await delay(ms)
    return takeAll(request)
  }

/** Something like metrics or events, that watches the end of the process. */
function participate(flush: (timeoutMs: number) => Promise<unknown>): void {
  const participant: Participant = { phase: 'telemetry', flush, abandon() {} }
  processLifecycle().add(participant)
  onTestFinished(() => processLifecycle().remove(participant))
}

const recordsOf = (client: FakeFirehose): Record<string, unknown>[] =>
  client.lines().map((line) => JSON.parse(line) as Record<string, unknown>)

async function millisecondsOf(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

describe('a wrapped Lambda handler', () => {
  beforeEach(() => {
    // Every test is a cold start.
    Reflect.deleteProperty(globalThis, Symbol.for('@org/core/lambda-cold-start/v1'))
  })

  it('ends when what it logged is delivered, also through a slow port, and its answer stays', async () => {
    const client = createFakeFirehose(slowly(100))
    const logger = createLambdaLogger(client)
    const handler = wrapLambdaHandler(async (event: { readonly orderId: string }, _context: object) => {
      logger.info('order received', { orderId: event.orderId })
      await delay(1)
      logger.child({ step: 2 }).warn('slow')
      return { statusCode: 202 }
    })

    expect(await handler({ orderId: 'o-17' }, contextOf())).toEqual({ statusCode: 202 })
    expect(recordsOf(client)).toMatchObject([
      { message: 'order received', orderId: 'o-17', requestId: 'r-1', coldStart: true, traceId: TRACE_ID },
      { message: 'slow', step: 2, requestId: 'r-1', coldStart: true, traceId: TRACE_ID },
    ])
  })

  it('is a cold start once', async () => {
    const client = createFakeFirehose()
    const logger = createLambdaLogger(client)
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => void logger.info('invoked'))

    await handler({}, contextOf(10_000, 'r-1'))
    await handler({}, contextOf(10_000, 'r-2'))

    expect(recordsOf(client).map(({ requestId, coldStart }) => [requestId, coldStart])).toEqual([
      ['r-1', true],
      ['r-2', false],
    ])
  })

  it('delivers what it logged before it throws, and throws the same', async () => {
    const client = createFakeFirehose()
    const logger = createLambdaLogger(client)
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => {
      logger.error('failed', new Error('boom'))
      throw new Error('boom')
    })

    await expect(handler({}, contextOf())).rejects.toThrow('boom')
    expect(recordsOf(client)).toMatchObject([{ message: 'failed', error: { message: 'boom' } }])
  })

  it('flushes metrics and events beside it, and then what these have logged', async () => {
    const client = createFakeFirehose()
    const logger = createLambdaLogger(client)
    const flushed: string[] = []
    participate(async (timeoutMs) => {
      await delay(30)
      flushed.push(`metrics within ${timeoutMs > 1_000}`)
      logger.warn('a metric was refused')
    })
    const events = {
      async flush() {
        await delay(10)
        flushed.push('events')
      },
    }
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => void logger.info('invoked'), {
      flush: [events],
    })

    await handler({}, contextOf())

    expect(flushed.sort()).toEqual(['events', 'metrics within true'])
    expect(recordsOf(client).map(({ message }) => message)).toEqual(['invoked', 'a metric was refused'])
  })

  it('delivers although a participant throws, or never ends its flush', async () => {
    const client = createFakeFirehose()
    const logger = createLambdaLogger(client)
    participate(() => {
      throw new Error('broken')
    })
    participate(() => new Promise(() => {}))
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => logger.info('invoked'), {
      flushTimeoutMs: 100,
    })

    await handler({}, contextOf())

    expect(recordsOf(client)).toHaveLength(1)
  })

  it('is not delayed by a stream that refuses it, and keeps its answer', async () => {
    const logger = createLambdaLogger(createFakeFirehose(() => Promise.reject(awsError('AccessDeniedException', 400))))
    const handler = wrapLambdaHandler(
      async (_event: object, _context: object) => {
        logger.info('invoked')
        return 'done'
      },
      { flushTimeoutMs: 30_000 },
    )

    for (let invocation = 0; invocation < 3; invocation++) {
      expect(await millisecondsOf(() => handler({}, contextOf(60_000)))).toBeLessThan(2_000)
    }
    expect(await handler({}, contextOf(60_000))).toBe('done')
  })

  it('waits for a stream that does not answer no longer than it was told', async () => {
    const logger = createLambdaLogger(createFakeFirehose(() => new Promise(() => {})))
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => void logger.info('invoked'), {
      flushTimeoutMs: 100,
    })

    expect(await millisecondsOf(() => handler({}, contextOf()))).toBeLessThan(2_000)
  })

  it('waits no longer than the invocation has left, less the margin', async () => {
    const logger = createLambdaLogger(createFakeFirehose(() => new Promise(() => {})))
    const handler = wrapLambdaHandler(async (_event: object, _context: object) => void logger.info('invoked'), {
      flushTimeoutMs: 30_000,
      marginMs: 200,
    })

    expect(await millisecondsOf(() => handler({}, contextOf(300)))).toBeLessThan(2_000)
    expect(await millisecondsOf(() => handler({}, contextOf(150)))).toBeLessThan(2_000)
  })
})

describe('the middleware for Middy', () => {
  it.each(['after', 'onError'] as const)('does the same: at `%s`', async (end) => {
    Reflect.deleteProperty(globalThis, Symbol.for('@org/core/lambda-cold-start/v1'))
    const client = createFakeFirehose(slowly(50))
    const logger = createLambdaLogger(client)
    const middleware = lambdaMiddleware()
    const context = contextOf()

    await (async () => {
      middleware.before({ context })
      logger.info('invoked')
      await middleware[end]({ context })
    })()

    expect(recordsOf(client)).toMatchObject([
      { message: 'invoked', requestId: 'r-1', coldStart: true, traceId: TRACE_ID },
    ])
  })
})
