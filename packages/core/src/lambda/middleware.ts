import { createInvocations, type LambdaContext, type LambdaOptions } from './invocation.js'

/** One invocation as Middy hands it to its middlewares. https://middy.js.org/docs/intro/how-it-works */
export interface MiddyRequest {
  /** Lambda's context. */
  readonly context: LambdaContext
}

/** A middleware of Middy. */
export interface LambdaMiddleware {
  /** Puts the invocation into the context. */
  before(request: MiddyRequest): void
  /** Delivers, after the handler. */
  after(request: MiddyRequest): Promise<void>
  /** Delivers, after a handler that failed. */
  onError(request: MiddyRequest): Promise<void>
}

/**
 * The same as `wrapLambdaHandler`, for handlers that are built with Middy. Use it first, so that what the other
 * middlewares log is delivered, too.
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
    after: finish,
    onError: finish,
  }
}
