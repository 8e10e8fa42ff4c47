import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createEnvironment, seen } from '../../test/lambda/invocations.js'
import { withThen } from '../../test/thenable.js'
import { currentContext } from '../context/index.js'
import type { LambdaContext, LambdaOptions } from './invocation.js'
import { wrapLambdaHandler } from './wrap-handler.js'

/** A handler as Lambda calls it: with all that it has, whatever the handler takes of it. */
const wrap = (handler: (...args: never[]) => unknown, options?: LambdaOptions): ((...args: unknown[]) => unknown) =>
  wrapLambdaHandler(handler, options) as unknown as (...args: unknown[]) => unknown

const untyped = <T>(value: unknown): T => value as T
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const FAILURE = new Error('of the handler')
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming')

describe('an async handler', () => {
  it('gets what Lambda gives, answers what it would, and is delivered before the invocation ends', async () => {
    const { options, context, events } = createEnvironment()
    const lambdaContext = context()
    const handler = wrapLambdaHandler(async (event: { readonly orderId: string }, given: LambdaContext) => {
      await turn()
      events.push('handled')
      return { event, isSame: given === lambdaContext, fields: seen() }
    }, options)

    expect(await handler({ orderId: 'o-1' }, lambdaContext)).toEqual({
      event: { orderId: 'o-1' },
      isSame: true,
      fields: { requestId: 'r-1', coldStart: true },
    })
    expect(events).toEqual(['handled', 'everything 2000', 'member 2000'])
  })

  it('rejects with its own error, after the delivery', async () => {
    const { options, context, events } = createEnvironment()
    const handler = wrap(async () => Promise.reject(FAILURE), options)

    await expect(handler({}, context())).rejects.toBe(FAILURE)
    expect(events).toEqual(['everything 2000', 'member 2000'])
  })

  it('may give anything that can be awaited', async () => {
    const { options, context, events } = createEnvironment()
    const handler = wrap(() => withThen((resolve: (value: string) => void) => resolve('later')), options)

    expect(await handler({}, context())).toBe('later')
    expect(events).toHaveLength(2)
  })

  it('leaves no guard behind, and none of its context', async () => {
    const { options, context, clock } = createEnvironment()
    await wrap(async () => 'done', options)({}, context())

    expect(clock.pendingTimers).toBe(0)
    expect(currentContext()).toEqual({})
  })

  it('that takes too long is delivered before Lambda ends it', async () => {
    const { options, context, clock, events } = createEnvironment()
    void wrap(() => new Promise(() => {}), options)({}, context())
    await clock.advance(7_800)

    expect(events).toEqual(['everything 2000', 'member 2000'])
  })

  it('is prolonged by no more than its time, although a flush never ends', async () => {
    const { options, context, clock, hang } = createEnvironment()
    hang()
    let endedAt: number | undefined
    void Promise.resolve(wrap(async () => 'done', options)({}, context())).then(() => {
      endedAt = clock.monotonic()
    })
    await clock.advance(9_000)

    expect(endedAt).toBe(2_000)
  })

  it('is not disturbed by a delivery that fails', async () => {
    const { options, context, fail } = createEnvironment()
    fail(new Error('flush'))

    expect(await wrap(async () => 'done', options)({}, context())).toBe('done')
  })

  it.each([0, 100])('ends at once with %i ms left', async (left) => {
    const { options, context, events } = createEnvironment()
    const handler = wrap(async () => 'done', options)

    expect(await handler({}, context({ getRemainingTimeInMillis: () => left }))).toBe('done')
    expect(events).toEqual([])
  })
})

describe('what is no handler', () => {
  it.each([undefined, {}, { handler: () => {} }, 'handler'])('is refused at construction: %j', (value) => {
    expect(() => wrapLambdaHandler(value as never)).toThrow('`handler`')
  })
})

describe('a handler that throws at once', () => {
  it('fails the invocation with its own error, after the delivery', async () => {
    const { options, context, events } = createEnvironment()
    const handler = wrap((): Promise<string> => {
      throw FAILURE
    }, options)

    await expect(handler({}, context())).rejects.toBe(FAILURE)
    expect(events).toEqual(['everything 2000', 'member 2000'])
  })
})

describe('a handler with a callback', () => {
  it.each<[string, unknown, unknown]>([
    ['an answer', null, { statusCode: 200 }],
    ['an error', FAILURE, undefined],
  ])('ends the invocation with %s, after the delivery', async (_what, error, result) => {
    const { options, context, events, clock, slow } = createEnvironment()
    slow(100)
    const handler = wrap((_event: unknown, _context: unknown, callback: (...args: unknown[]) => void) => {
      events.push(`handled ${String(seen()['requestId'])}`)
      setImmediate(() => callback(error, result))
    }, options)
    const called: unknown[][] = []

    expect(handler({}, context(), (...args: unknown[]) => called.push(args))).toBeUndefined()
    await clock.advance(99)
    expect(called).toEqual([])
    await clock.advance(1)

    expect(called).toEqual([[error, result]])
    expect(events).toEqual(['handled r-1', 'everything 2000', 'member 2000'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('that throws fails the invocation, and calls nobody back', async () => {
    const { options, context } = createEnvironment()
    const called: unknown[] = []
    const handler = wrap((_event: unknown, _context: unknown, _callback: unknown): unknown => {
      throw FAILURE
    }, options)

    await expect(handler({}, context(), () => called.push(1))).rejects.toBe(FAILURE)
    expect(called).toEqual([])
  })

  it('that answers by a promise in spite of it ends with the promise', async () => {
    const { options, context, events } = createEnvironment()
    const handler = wrap(async (_event: unknown, _context: unknown, _callback: unknown) => 'done', options)

    expect(await handler({}, context(), () => {})).toBe('done')
    expect(events).toHaveLength(2)
  })
})

describe('a handler that streams its response', () => {
  it('gets its stream, is known to Lambda by its mark, and is delivered before the invocation ends', async () => {
    const { options, context, events } = createEnvironment()
    const stream = { written: [] as string[], write: (text: string) => void stream.written.push(text) }
    const streaming = Object.assign(
      async (_event: unknown, responseStream: typeof stream, _context: LambdaContext) => {
        responseStream.write(`request ${String(seen()['requestId'])}`)
      },
      { [STREAMING]: 'response', highWaterMark: 5 },
    )
    const handler = wrapLambdaHandler(streaming, options)

    expect(Reflect.get(handler, STREAMING)).toBe('response')
    expect(handler.highWaterMark).toBe(5)
    await handler({}, stream, context())

    expect(stream.written).toEqual(['request r-1'])
    expect(events).toEqual(['everything 2000', 'member 2000'])
  })
})

describe('a handler that leaves its stream to be written', () => {
  it('is delivered when the stream has ended, with what was recorded meanwhile', async () => {
    const { options, context, events } = createEnvironment()
    const stream = new PassThrough()
    stream.resume()
    const handler = wrapLambdaHandler(async (_event: unknown, response: PassThrough, _context: LambdaContext) => {
      setImmediate(() => {
        events.push(`written for ${String(seen()['requestId'])}`)
        response.end('done')
      })
      return 'returned'
    }, options)

    expect(await handler({}, stream, context())).toBe('returned')
    expect(events).toEqual(['written for r-1', 'everything 2000', 'member 2000'])
  })

  it('and fails is delivered at once', async () => {
    const { options, context, events } = createEnvironment()
    const handler = wrapLambdaHandler(async (_event: unknown, _response: PassThrough, _context: LambdaContext) => {
      throw FAILURE
    }, options)

    await expect(handler({}, new PassThrough(), context())).rejects.toBe(FAILURE)
    expect(events).toHaveLength(2)
  })
})

describe('a handler that is wrapped', () => {
  it.each<[string, (...args: unknown[]) => unknown]>([
    ['an arrow function', (_a, _b) => {}],
    ['a function', function named(_a, _b, _c) {}],
    ['an old function of a CommonJS module', untyped<() => unknown>(new Function('a', 'b', 'c', 'return 1'))],
    ['a method', { async handle(_a: unknown) {} }.handle],
  ])('has the name and the parameters of its own: %s', (_what, handler) => {
    const wrapped = wrap(handler)

    expect([wrapped.name, wrapped.length]).toEqual([handler.name, handler.length])
  })

  it('keeps its `this`', async () => {
    const { options, context } = createEnvironment()
    const service = {
      answer: 42,
      handler: wrap(async function (this: { readonly answer: number }) {
        return this.answer
      }, options),
    }

    expect(await service.handler({}, context())).toBe(42)
  })

  it('that answers at once and calls nobody back is left as it is', () => {
    const { options, context } = createEnvironment()

    expect(wrap(() => 42, options)({}, context())).toBe(42)
  })

  it.each([[[]], [[{}]], [[{}, {}]], [[{}, null, undefined]], [[{}, 'text']]])(
    'is called as it is where nobody gives a context, as in a test: %j',
    async (args) => {
      const { options, events } = createEnvironment()
      const handler = wrap(async (...given: unknown[]) => given, options)

      expect(await handler(...args)).toEqual(args)
      expect(events).toEqual([])
    },
  )

  it('keeps apart invocations that run at once', async () => {
    const { options, context } = createEnvironment()
    const handler = wrap(async () => {
      await turn()
      return seen()['requestId']
    }, options)
    const ids = Array.from({ length: 10 }, (_unused, index) => `r-${index}`)

    expect(await Promise.all(ids.map((awsRequestId) => handler({}, context({ awsRequestId }))))).toEqual(ids)
  })
})
