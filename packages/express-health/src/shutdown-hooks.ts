import type { Clock } from '@org/core'

/** What a shutdown hook may use. */
export interface ShutdownContext {
  /** The time that all hooks have, in milliseconds. Hand it on: `telemetry.shutdown({ timeoutMs })`. */
  readonly timeoutMs: number
  /** Aborts when that time is over. */
  readonly signal: AbortSignal
}

/** Work that must be done before the process exits, such as flushing telemetry. */
export type ShutdownHook = (context: ShutdownContext) => unknown

/** How one hook ended. */
export interface HookReport {
  /** Name of the function, or its place, such as `onShutdown[0]`. */
  readonly name: string
  readonly outcome: 'completed' | 'failed' | 'timed out'
  readonly durationMs: number
  /** What it threw, when it failed. */
  readonly error?: unknown
}

/**
 * Runs all hooks at once under one budget, so that a hook that hangs takes nothing from the others and the
 * sum cannot pass the time that the orchestrator grants. Never rejects.
 */
export async function runShutdownHooks(options: {
  readonly hooks: readonly ShutdownHook[]
  readonly timeoutMs: number
  readonly clock: Clock
}): Promise<readonly HookReport[]> {
  const { hooks, timeoutMs, clock } = options
  const controller = new AbortController()
  const startedAt = clock.monotonic()
  const cancel = clock.schedule(
    () => controller.abort(new DOMException(`Shutdown hooks had ${timeoutMs} ms.`, 'TimeoutError')),
    timeoutMs,
  )
  const context: ShutdownContext = Object.freeze({ timeoutMs, signal: controller.signal })
  const expired = new Promise<'timed out'>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve('timed out'), { once: true })
  })

  async function run(hook: ShutdownHook, index: number): Promise<HookReport> {
    const name = hook.name === '' ? `onShutdown[${index}]` : hook.name
    const elapsed = () => clock.monotonic() - startedAt
    try {
      const work = Promise.resolve(hook(context)).then(() => 'completed' as const)
      const outcome = await Promise.race([expired, work])
      return { name, outcome, durationMs: elapsed() }
    } catch (error) {
      return { name, outcome: 'failed', durationMs: elapsed(), error }
    }
  }

  const reports = await Promise.all(hooks.map(run))
  cancel()
  return Object.freeze(reports)
}
