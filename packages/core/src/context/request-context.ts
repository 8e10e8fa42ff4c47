import { type ContextFields, NO_FIELDS, scopes } from './scope.js'

/**
 * Runs `fn` so that everything started inside it, also in timers and promises, sees `fields` as its
 * context. Contexts nest: inner fields win over outer ones. `fields` is copied; later changes to it
 * have no effect.
 *
 * @returns What `fn` returns.
 *
 * @example
 * ```ts
 * runWithContext({ requestId: 'r-1' }, () => {
 *   logger.info('inside') // carries requestId
 * })
 * ```
 */
export function runWithContext<T>(fields: ContextFields, fn: () => T): T {
  const outer = scopes().getStore()
  return scopes().run({ fields: Object.freeze({ ...outer?.fields, ...fields }), locals: outer?.locals }, fn)
}

/** The fields of the innermost {@link runWithContext} around the call; frozen, empty outside of any. */
export function currentContext(): ContextFields {
  return scopes().getStore()?.fields ?? NO_FIELDS
}
