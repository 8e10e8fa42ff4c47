import { isThenable } from '../thenable.js'
import { guardedAnswer, guardedCall } from './guarded-call.js'

type Method = (...args: never[]) => unknown

/** What a method returns that answers nothing. */
type Nothing = ReturnType<() => void>

/** What each method of a guarded object answers when the object's own fails. */
export type Fallbacks<T> = {
  readonly [K in keyof T]: T[K] extends (...args: never[]) => Promise<infer R>
    ? { readonly resolves: R }
    : T[K] extends (...args: never[]) => infer R
      ? [R] extends [Nothing]
        ? { readonly returnsNothing: true }
        : { readonly returns: R }
      : never
}

/** What a synchronous method that answered with a promise is told. */
class NotSynchronousError extends TypeError {
  constructor(method: string) {
    super(`\`${method}\` must be synchronous; it returned a promise, whose answer cannot be waited for.`)
  }
}

/**
 * An object of the application, such as a store, whose mistakes must not disturb the process: a method
 * that throws, rejects, or is asynchronous where it may not be answers with its fallback, and is handed
 * to `onError` with its name. Methods without a fallback are not there.
 *
 * @example
 * ```ts
 * const store = guardedView<Store>(given, { keep: { returns: undefined }, load: { resolves: [] } }, onError)
 * ```
 */
export function guardedView<T extends object>(
  target: T,
  fallbacks: Fallbacks<T>,
  onError: (method: string, error: unknown) => void,
): T {
  const view: Record<string, Method> = {}
  for (const [name, fallback] of Object.entries(fallbacks) as [string, Record<string, unknown>][]) {
    // Read at each call, as the object may be a test double whose methods change.
    const call = (args: never[]): unknown => (Reflect.get(target, name) as Method).apply(target, args)
    const failed = (error: unknown): void => onError(name, error)
    view[name] =
      'resolves' in fallback
        ? (...args) => guardedAnswer(() => call(args), fallback['resolves'], failed)
        : (...args) => synchronousAnswer(name, () => call(args), fallback, failed)
  }
  return view as T
}

function synchronousAnswer(
  name: string,
  call: () => unknown,
  fallback: Readonly<Record<string, unknown>>,
  onError: (error: unknown) => void,
): unknown {
  let hasFailed = false
  const answer = guardedCall(call, (error) => {
    hasFailed = true
    onError(error)
  })
  if (hasFailed) return fallback['returns']
  if (!isThenable(answer)) return answer
  // A method that answers nothing may be async; one that should answer now has not.
  if (!('returnsNothing' in fallback)) onError(new NotSynchronousError(name))
  return fallback['returns']
}
