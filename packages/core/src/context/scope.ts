import { AsyncLocalStorage } from 'node:async_hooks'

/** Fields that belong to everything done for one request. */
export type ContextFields = Readonly<Record<string, unknown>>

/** What everything done for one request has around it. */
export interface Scope {
  readonly fields: ContextFields
  /** Values that are no fields; the innermost first. */
  readonly locals: Local | undefined
}

interface Local {
  readonly key: symbol
  readonly value: unknown
  readonly outer: Local | undefined
}

export const NO_FIELDS: ContextFields = Object.freeze({})

/**
 * One storage per process: an application that loads this package twice (as ESM and as CommonJS, or
 * in two versions) still has one context. One for everything, too, as Node 20 hands each storage on
 * with every promise.
 */
const storageKey = Symbol.for('@org/core/request-context/v1')
const holder = globalThis as { [storageKey]?: AsyncLocalStorage<Scope | undefined> }

export function scopes(): AsyncLocalStorage<Scope | undefined> {
  holder[storageKey] ??= new AsyncLocalStorage<Scope | undefined>()
  return holder[storageKey]
}

/**
 * Runs `fn` in nobody's request context. For work in the background: what a timer or a send of ours starts
 * belongs to no request, and must not keep one in memory.
 */
export function outsideContext<T>(fn: () => T): T {
  const storage = holder[storageKey]
  return storage?.getStore() === undefined ? fn() : storage.run(undefined, fn)
}

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

/**
 * Gives the rest of the current asynchronous work `fields` as its whole context, where there is no function to run it
 * in, as between the steps of a middleware. It ends nowhere, so that what another call gave before is left out: it may
 * be of another request. Prefer {@link runWithContext}.
 */
export function enterContext(fields: ContextFields): void {
  scopes().enterWith({ fields: Object.freeze({ ...fields }), locals: scopes().getStore()?.locals })
}

/** The fields of the innermost {@link runWithContext} around the call; frozen, empty outside of any. */
export function currentContext(): ContextFields {
  return scopes().getStore()?.fields ?? NO_FIELDS
}
