import { createInvocations, type LambdaContext, type LambdaOptions } from './invocation.js'
import { endingAfter } from './stream-end.js'

/** One invocation as Middy hands it to its middlewares. https://middy.js.org/docs/intro/how-it-works */
export interface MiddyRequest {
  /** Lambda's context. */
  readonly context: LambdaContext
  /** What the handler returned. */
  response?: unknown
}

/** A middleware of Middy. */
export interface LambdaMiddleware {
  /** Puts the invocation into the context. */
  before(request: MiddyRequest): void
  /** Delivers, after the handler; where it returned a stream, at the end of that. */
  after(request: MiddyRequest): Promise<void>
  /** Delivers, after a handler that failed. */
  onError(request: MiddyRequest): Promise<void>
}

/**
 * The same as `wrapLambdaHandler`, for handlers that are built with Middy. Use it first, so that what the other
 * middlewares log is delivered, too. Where another middleware may answer in place of the handler, Middy calls nobody
 * afterwards: wrap what Middy made then, as in `wrapLambdaHandler(middy(work).use(warmup()))`.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * export const handler = middy(work).use(lambdaMiddleware())
 * ```
 *
 * @see https://middy.js.org
 */
export function lambdaMiddleware(options: LambdaOptions = {}): LambdaMiddleware {
  const invocations = createInvocations(options)
  const guards = new WeakMap<LambdaContext, () => void>()

  async function finish({ context }: MiddyRequest): Promise<void> {
    guards.get(context)?.()
    guards.delete(context)
    await invocations.finish(context)
  }

  return {
    before({ context }) {
      guards.set(context, invocations.guardTimeout(context))
      invocations.enter(context)
    },
    async after(request) {
      const response = endingAfter(request.response, () => finish(request))
      if (response === undefined) await finish(request)
      else request.response = response
    },
    onError: finish,
  }
}
