/**
 * Calls a callback of the application, which may throw or, when it is async, reject: either would
 * disturb or end the process. What goes wrong is handed to `onError`.
 */
export function guardedCall(callback: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = callback()
    if (result instanceof Promise) result.catch(onError)
  } catch (error) {
    onError(error)
  }
}
