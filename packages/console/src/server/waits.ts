/** Waits that end together when the console closes. */
export interface Waits {
  /** Resolves after `ms`, or at once when {@link Waits.release} is called. */
  wait(ms: number): Promise<void>
  release(): void
}

export function createWaits(): Waits {
  const pending = new Map<NodeJS.Timeout, () => void>()
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          pending.delete(timer)
          resolve()
        }, ms)
        timer.unref()
        pending.set(timer, resolve)
      }),
    release() {
      for (const [timer, resolve] of pending) {
        clearTimeout(timer)
        resolve()
      }
      pending.clear()
    },
  }
}
