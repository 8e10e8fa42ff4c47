import { isThenable } from '../thenable.js'

/** Receives what a guarded call threw or rejected with. */
export type OnError = (error: unknown) => void

/**
 * Calls a callback of the application, which may throw or, when it is async, reject: either would
 * disturb or end the process. What goes wrong is handed to `onError`, and nothing else happens.
 *
 * @returns What the callback returned; undefined when it threw.
 *
 * @example
 * ```ts
 * guardedCall(() => onRequest(access), (error) => report(callbackFailed('onRequest', error)))
 * ```
 */
export function guardedCall<R>(callback: () => R, onError: OnError): R | undefined {
  try {
    const result = callback()
    if (isThenable(result)) watch(result, onError)
    return result
  } catch (error) {
    onError(error)
    return undefined
  }
}

/** The same for a callback whose answer is awaited. Resolves with `otherwise` when it fails. */
export async function guardedAnswer<R>(callback: () => PromiseLike<R> | R, otherwise: R, onError: OnError): Promise<R> {
  try {
    return await callback()
  } catch (error) {
    onError(error)
    return otherwise
  }
}

/** `then` of a foreign object may throw itself. */
function watch(thenable: PromiseLike<unknown>, onError: OnError): void {
  try {
    thenable.then(undefined, onError)
  } catch (error) {
    onError(error)
  }
}
