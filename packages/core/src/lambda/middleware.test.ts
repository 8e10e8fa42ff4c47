import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createEnvironment, seen } from '../../test/lambda/invocations.js'
import { currentContext, runWithContext } from '../context/index.js'
import type { LambdaContext } from './invocation.js'
import { type LambdaMiddleware, lambdaMiddleware, type MiddyRequest } from './middleware.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const FAILURE = new Error('of the handler')

/** Runs a handler as Middy does, in an invocation of its own. */
function runInvocation<T>(...args: Parameters<typeof runLikeMiddy<T>>): Promise<T> {
  return runWithContext({}, () => runLikeMiddy(...args))
}

/** Steps in order, each awaited; `onError` where one of them fails. */
async function runLikeMiddy<T>(
  middlewares: readonly Partial<LambdaMiddleware>[],
  context: LambdaContext,
  handler: () => Promise<T>,
): Promise<T> {
  const request: MiddyRequest & { readonly event: object } = { event: {}, context }
  try {
    for (const { before } of middlewares) await before?.(request)
    request.response = await handler()
    for (const { after } of [...middlewares].reverse()) await after?.(request)
    return request.response as T
  } catch (error) {
    for (const { onError } of [...middlewares].reverse()) await onError?.(request)
    throw error
  }
}

describe('the middleware for Middy', () => {
  it('gives the handler its context, and delivers after it', async () => {
    const { options, context, events } = createEnvironment()
    const middleware = lambdaMiddleware(options)

    const fields = await runInvocation([middleware], context(), async () => {
      await turn()
      events.push('handled')
      return seen()
    })

    expect(fields).toEqual({ requestId: 'r-1', coldStart: true })
    expect(events).toEqual(['handled', 'everything 2000', 'member 2000'])
  })

  it('gives other middlewares the context too, and delivers what they log, where it is the first', async () => {
    const { options, context, events } = createEnvironment()
    const other: Partial<LambdaMiddleware> = {
      before: () => void events.push(`before ${String(seen()['requestId'])}`),
      after: async () => void events.push(`after ${String(seen()['requestId'])}`),
    }
    await runInvocation([lambdaMiddleware(options), other], context(), async () => {})

    expect(events).toEqual(['before r-1', 'after r-1', 'everything 2000', 'member 2000'])
  })

  it.each(['the handler', 'another middleware'])('delivers when %s fails, whose error stays', async (whose) => {
    const { options, context, events, clock } = createEnvironment()
    const fail = async (): Promise<never> => Promise.reject(FAILURE)
    const other = whose === 'the handler' ? {} : { before: fail as never }

    await expect(
      runInvocation([lambdaMiddleware(options), other], context(), whose === 'the handler' ? fail : async () => {}),
    ).rejects.toBe(FAILURE)

    expect(events).toEqual(['everything 2000', 'member 2000'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('delivers before Lambda ends an invocation that takes too long', async () => {
    const { options, context, clock, events } = createEnvironment()
    void runInvocation([lambdaMiddleware(options)], context(), () => new Promise(() => {}))
    await clock.advance(7_800)

    expect(events).toEqual(['everything 2000', 'member 2000'])
  })

  it('never fails an invocation, and prolongs it by no more than its time', async () => {
    const { options, context, clock, hang } = createEnvironment()
    hang()
    let endedAt: number | undefined
    void runInvocation([lambdaMiddleware(options)], context(), async () => 'done').then(() => {
      endedAt = clock.monotonic()
    })
    await clock.advance(9_000)

    expect(endedAt).toBe(2_000)
  })

  it('keeps apart invocations that run at once, each with its own guard', async () => {
    const { options, context, clock, events } = createEnvironment()
    const middleware = lambdaMiddleware(options)
    const [first, second] = [context({ awsRequestId: 'r-1' }), context({ awsRequestId: 'r-2' })]
    const answers = Promise.all([
      runInvocation([middleware], first, async () => {
        await turn()
        return seen()['requestId']
      }),
      runInvocation([middleware], second, async () => {
        await new Promise<void>((resolve) => clock.schedule(resolve, 8_000))
        return seen()['requestId']
      }),
    ])
    await clock.advance(10_000)

    expect(await answers).toEqual(['r-1', 'r-2'])
    // After the first, the guard of the second, and after the second.
    expect(events.filter((event) => event.startsWith('everything'))).toHaveLength(3)
  })

  it('leaves nothing of one invocation in the next, which Lambda starts from the same place', async () => {
    const { options, context } = createEnvironment()
    const middleware = lambdaMiddleware(options)
    const xRayTraceId = 'Root=1-67891233-abcdef012345678912345678'

    const second = await runWithContext({}, async () => {
      await runLikeMiddy([middleware], context({ xRayTraceId }), async () => {})
      return runLikeMiddy([middleware], context({ awsRequestId: 'r-2' }), async () => seen())
    })

    expect(second).toEqual({ requestId: 'r-2', coldStart: false })
    expect(currentContext()).toEqual({})
  })

  it('can be asked to end what it has not seen begin', async () => {
    const { options, context, events } = createEnvironment()
    await lambdaMiddleware(options).after({ context: context() })

    expect(events).toEqual(['everything 2000', 'member 2000'])
  })

  it('refuses options that are wrong', () => {
    expect(() => lambdaMiddleware({ marginMs: -1 })).toThrow(/`marginMs`/)
  })

  it('delivers a stream that the handler returned at its end, within the invocation', async () => {
    const { options, context, events } = createEnvironment()
    const streaming = async () => ({
      statusCode: 200,
      body: Readable.from(
        (async function* () {
          yield 'a'
          await turn()
          events.push(`streamed for ${String(seen()['requestId'])}`)
          yield 'b'
        })(),
      ),
    })

    await runWithContext({}, async () => {
      const { body } = await runLikeMiddy([lambdaMiddleware(options)], context(), streaming)
      expect(events).toEqual([])
      expect(await text(body)).toBe('ab')
    })
    expect(events).toEqual(['streamed for r-1', 'everything 2000', 'member 2000'])
  })
})
