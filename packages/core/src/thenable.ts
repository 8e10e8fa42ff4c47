/** Whether a value can be awaited. Reading `then` may throw, which counts as no. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false
  try {
    return typeof (value as { then?: unknown }).then === 'function'
  } catch {
    return false
  }
}

/**
 * Sees to it that a promise of the application that nobody asked for, such as that of an async `toJSON`, does not end
 * the process when it rejects. Anything else is left alone.
 */
export function disown(value: unknown): void {
  if (!isThenable(value)) return
  try {
    value.then(undefined, () => {})
  } catch {
    // `then` of a foreign object may throw itself.
  }
}
