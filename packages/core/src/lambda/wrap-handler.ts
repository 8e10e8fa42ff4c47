import type { Writable } from 'node:stream'
import { expectFunction } from '../expect.js'
import { isThenable } from '../thenable.js'
import { createInvocations, type LambdaContext, type LambdaOptions } from './invocation.js'
import { ended, isWritable } from './stream-end.js'

/** Receives what a handler with a callback has to say. */
type Callback = (error?: unknown, result?: unknown) => void

/** A handler in any of Lambda's forms: `(event, context[, callback])`, or streaming `(event, stream, context)`. */
// biome-ignore lint/suspicious/noExplicitAny: the event and the result are the application's
export type LambdaHandler = (...args: any[]) => any

/**
 * A wrapped handler. It takes the context of the invocation also where the handler itself declares only an event, or
 * nothing, so that a test can call it as Lambda does.
 */
export type WrappedLambdaHandler<H extends LambdaHandler> = Parameters<H>['length'] extends 0
  ? (event?: unknown, context?: LambdaContext) => ReturnType<H>
  : Parameters<H>['length'] extends 1
    ? (event: Parameters<H>[0], context?: LambdaContext) => ReturnType<H>
    : H

/**
 * Wraps a Lambda handler so that everything that it logs, measures and publishes is delivered before the invocation
 * ends: within the time that is left, and never so that telemetry fails or outlasts it. What the handler does
 * carries the request id, `coldStart` and the trace id in its context. Handlers that are async, that call back, and
 * that stream their response work alike; what the handler returns, throws or calls back stays the same. As Lambda does,
 * it waits for the end of a stream that the handler leaves to be written.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when the handler is no function or an option is wrong.
 *
 * @example
 * ```ts
 * export const handler = wrapLambdaHandler(async (event: { readonly orderId: string }) => {
 *   logger.info('order received', { orderId: event.orderId })
 *   return { statusCode: 202 }
 * })
 * ```
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export function wrapLambdaHandler<H extends LambdaHandler>(
  handler: H,
  options: LambdaOptions = {},
): WrappedLambdaHandler<H> {
  expectFunction('handler', handler)
  const invocations = createInvocations(options)

  function wrapped(this: unknown, ...args: unknown[]): unknown {
    const context = contextIn(args)
    // Called in another way than Lambda does, as in a test: there is nothing to wait for.
    if (context === undefined) return handler.apply(this, args)
    const callOff = invocations.guardTimeout(context)
    const finish = async (): Promise<void> => {
      callOff()
      await invocations.finish(context)
    }
    const callback = args[2]
    if (typeof callback === 'function') args[2] = callbackAfter(finish, callback as Callback)
    let result: unknown
    try {
      result = invocations.run(context, () => handler.apply(this, args))
    } catch (error) {
      return failAfter(finish, error)
    }
    return isThenable(result) ? answerAfter(finish, result, responseStreamIn(args)) : result
  }

  // Lambda knows a streaming handler by a property of its.
  return Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(handler)) as WrappedLambdaHandler<H>
}

async function answerAfter(
  finish: () => Promise<void>,
  result: PromiseLike<unknown>,
  responseStream: Writable | undefined,
): Promise<unknown> {
  try {
    const answer = await result
    if (responseStream !== undefined) await ended(responseStream)
    return answer
  } finally {
    await finish()
  }
}

async function failAfter(finish: () => Promise<void>, error: unknown): Promise<never> {
  await finish()
  throw error
}

/** The invocation ends with the callback, so that it waits for the delivery. */
function callbackAfter(finish: () => Promise<void>, callback: Callback): Callback {
  return (error, result) => {
    void finish().then(() => callback(error, result))
  }
}

/** The second argument, or the third where the second is the stream of a response. */
function contextIn(args: readonly unknown[]): LambdaContext | undefined {
  return [args[1], args[2]].find(isContext)
}

/** The second argument where the third is the context. */
function responseStreamIn(args: readonly unknown[]): Writable | undefined {
  return isWritable(args[1]) && isContext(args[2]) ? args[1] : undefined
}

function isContext(value: unknown): value is LambdaContext {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<LambdaContext>).getRemainingTimeInMillis === 'function'
  )
}
