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

/**
 * One storage per process: an application that loads this package twice (as ESM and as CommonJS, or
 * in two versions) still has one context. One for everything, too, as Node 20 hands each storage on
 * with every promise.
 */
const storageKey = Symbol.for('@org/core/request-context/v1')
const holder = globalThis as { [storageKey]?: AsyncLocalStorage<Scope> }

export function scopes(): AsyncLocalStorage<Scope> {
  holder[storageKey] ??= new AsyncLocalStorage<Scope>()
  return holder[storageKey]
}

export const NO_FIELDS: ContextFields = Object.freeze({})
