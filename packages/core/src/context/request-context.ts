import { AsyncLocalStorage } from 'node:async_hooks'

/** Fields that belong to everything done for one request. */
export type ContextFields = Readonly<Record<string, unknown>>

/**
 * One storage per process: an application that loads this package twice (as ESM and as CommonJS, or
 * in two versions) still has one context.
 */
const storageKey = Symbol.for('@org/core/request-context/v1')
const holder = globalThis as { [storageKey]?: AsyncLocalStorage<ContextFields> }

function storage(): AsyncLocalStorage<ContextFields> {
  holder[storageKey] ??= new AsyncLocalStorage<ContextFields>()
  return holder[storageKey]
}

const NO_FIELDS: ContextFields = Object.freeze({})

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
  return storage().run(Object.freeze({ ...storage().getStore(), ...fields }), fn)
}

/** The fields of the innermost {@link runWithContext} around the call; frozen, empty outside of any. */
export function currentContext(): ContextFields {
  return storage().getStore() ?? NO_FIELDS
}
