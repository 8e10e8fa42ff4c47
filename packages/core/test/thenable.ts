/** A name that is not written where it is set, as an object with it is a promise to everybody. */
const THEN = 'then'

/** An object that others take for a promise, or would take for one: its `then` is what is given. */
export function withThen<T extends object>(then: unknown, object: T = {} as T): T & PromiseLike<never> {
  return Object.assign(object, { [THEN]: then }) as T & PromiseLike<never>
}

type Reject = (error: unknown) => void

/** One that rejects as soon as it is awaited, before `then` returns. */
export function rejectingThenable(error: unknown): PromiseLike<never> {
  return withThen((_resolve: unknown, reject: Reject) => reject(error))
}

/** One whose `then` throws. */
export function throwingThenable(error: unknown): PromiseLike<never> {
  return withThen(() => {
    throw error
  })
}
