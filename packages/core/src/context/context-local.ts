import { NO_FIELDS, scopes } from './scope.js'

/** A value that belongs to everything done for one request, and is no field of its context. */
export interface ContextLocal<T> {
  /** Runs `fn` so that everything started inside it sees `value`, until an inner call gives another. Returns what `fn` returns. */
  run<R>(value: T, fn: () => R): R
  /** The value of the innermost {@link run} around the call; undefined outside of any. */
  current(): T | undefined
}

/**
 * Makes a place for values that follow a request as its context does, also through
 * `runWithContext`, but that records and `currentContext()` never show. An `AsyncLocalStorage` of one's
 * own would do the same, at the cost of a second one for every promise.
 *
 * @example
 * ```ts
 * const tenant = createContextLocal<Tenant>()
 * tenant.run(found, () => handle(request)) // inside, tenant.current() is `found`
 * ```
 */
export function createContextLocal<T>(): ContextLocal<T> {
  const key = Symbol('context local')
  return {
    run(value, fn) {
      const { fields = NO_FIELDS, locals: outer } = scopes().getStore() ?? {}
      return scopes().run({ fields, locals: { key, value, outer } }, fn)
    },
    current() {
      let local = scopes().getStore()?.locals
      while (local !== undefined && local.key !== key) local = local.outer
      // Nobody else has the key.
      return local?.value as T | undefined
    },
  }
}
