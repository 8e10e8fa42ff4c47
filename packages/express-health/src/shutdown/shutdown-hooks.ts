import type { Clock } from '@org/core'

/** What a shutdown hook may use. */
export interface ShutdownContext {
  /** The time that all hooks have, in milliseconds. Hand it on: `database.end({ timeoutMs })`. */
  readonly timeoutMs: number
  /** Aborts when that time is over. */
  readonly signal: AbortSignal
}

/** Work that must be done before the process exits, such as closing a database. It may be async. */
export type ShutdownHook = (context: ShutdownContext) => unknown

/** How one hook ended. */
export interface HookReport {
  /** Name of the function, or its place, such as `onShutdown[0]`. */
  readonly name: string
  /** `failed` when it threw or rejected, `timed out` when it was not done within `hookTimeoutMs`. */
  readonly outcome: 'completed' | 'failed' | 'timed out'
  /** How long it took, in milliseconds. */
  readonly durationMs: number
  /** What it threw or rejected with, when it failed. */
  readonly error?: unknown
}

/** The hooks that run already, for several servers that share one. */
export type StartedHooks = Map<ShutdownHook, Promise<HookReport>>

/**
 * Runs all hooks at once under one budget, so that a hook that hangs takes nothing from the others and the
 * sum cannot pass the time that the orchestrator grants. Never rejects.
 */
export async function runShutdownHooks(options: {
  readonly hooks: readonly ShutdownHook[]
  readonly timeoutMs: number
  readonly clock: Clock
  readonly started: StartedHooks
}): Promise<readonly HookReport[]> {
  const { hooks, timeoutMs, clock, started } = options
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
  const names = nameHooks(hooks)

  async function run(hook: ShutdownHook, name: string): Promise<HookReport> {
    const elapsed = () => clock.monotonic() - startedAt
    try {
      const work = Promise.resolve(hook(context)).then(() => 'completed' as const)
      const outcome = await Promise.race([expired, work])
      return { name, outcome, durationMs: elapsed() }
    } catch (error) {
      return { name, outcome: 'failed', durationMs: elapsed(), error }
    }
  }

  function runOnce(hook: ShutdownHook, index: number): Promise<HookReport> {
    const report = started.get(hook) ?? run(hook, names[index] ?? placeOf(index))
    started.set(hook, report)
    return report
  }

  const reports = await Promise.all(hooks.map(runOnce))
  cancel()
  return Object.freeze(reports)
}

/** Each hook has a name of its own, since failures are told once for each name. */
function nameHooks(hooks: readonly ShutdownHook[]): readonly string[] {
  const names = hooks.map(({ name }) => name)
  return names.map((name, index) => {
    if (name === '') return placeOf(index)
    return names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} (${placeOf(index)})`
  })
}

function placeOf(index: number): string {
  return `onShutdown[${index}]`
}
