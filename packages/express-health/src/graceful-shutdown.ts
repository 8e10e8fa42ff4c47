import { constants } from 'node:os'
import { type Clock, createReport, type Report } from '@org/core'
import { ConnectionDrain, type DrainableServer } from './connection-drain.js'
import { outliveBalancer } from './keep-alive.js'
import { type HookReport, runShutdownHooks } from './shutdown-hooks.js'
import {
  type GracefulShutdownOptions,
  type ResolvedShutdownOptions,
  resolveShutdownOptions,
  type ShutdownSignal,
} from './shutdown-options.js'

/** What a shutdown came to. */
export interface ShutdownReport {
  /** The signal that asked for it; undefined when `shutdown()` was called. */
  readonly signal?: ShutdownSignal | undefined
  /** 0, or 1 when a hook failed or was not done in time. */
  readonly exitCode: 0 | 1
  readonly durationMs: number
  /** Connections that were still busy after `closeTimeoutMs` and were cut off. */
  readonly destroyedConnections: number
  readonly hooks: readonly HookReport[]
}

/** A shutdown that waits for its signal. */
export interface GracefulShutdown {
  /** Starts the sequence now, or joins the one under way. It ends, as after a signal, with `exit`. */
  shutdown(): Promise<ShutdownReport>
  /** Resolves when the sequence is complete, whoever started it, right before `exit`. Never rejects. */
  readonly done: Promise<ShutdownReport>
  /** Removes the listeners from the process and the server; a sequence under way goes on. */
  dispose(): void
}

/**
 * A terminal sends Ctrl-C to the whole process group and npm sends it on once more. Within this time, in
 * milliseconds, a second SIGINT is the same key stroke and not a user who lost patience.
 */
const SAME_INTERRUPT_MS = 50

/** Shells report death by signal n as 128 + n. https://tldp.org/LDP/abs/html/exitcodes.html */
const SIGNAL_EXIT_BASE = 128

/**
 * Ends the process without losing a request or a record: readiness 503, wait for the balancer, stop
 * accepting, let requests finish, run the hooks, exit. A second signal exits at once with 128 + its number.
 * Call it right after the server was made, before connections arrive. It raises `server.keepAliveTimeout`
 * above the idle timeout of a load balancer.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a wrong option.
 *
 * @example
 * ```ts
 * const server = app.listen(3000)
 * gracefulShutdown(server, { health, onShutdown: [({ timeoutMs }) => logger.shutdown({ timeoutMs })] })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export function gracefulShutdown(server: DrainableServer, options: GracefulShutdownOptions): GracefulShutdown {
  const resolved = resolveShutdownOptions(options)
  const { clock, signals, process: source } = resolved
  const report = createReport({ source: 'graceful-shutdown', clock, onDiagnostic: resolved.onDiagnostic })
  warnOfBudget(resolved, report)
  if (resolved.keepAliveTimeoutMs !== false) outliveBalancer(server, resolved.keepAliveTimeoutMs)

  const connections = new ConnectionDrain(server)
  let started: { readonly signal: ShutdownSignal | undefined; readonly at: number } | undefined
  let finish: (report: ShutdownReport) => void = () => {}
  const done = new Promise<ShutdownReport>((resolve) => {
    finish = resolve
  })

  function start(signal: ShutdownSignal | undefined): Promise<ShutdownReport> {
    if (started !== undefined) return done
    started = { signal, at: clock.monotonic() }
    const release = clock.keepAlive()
    void runSequence(resolved, connections, signal, report).then((result) => {
      finish(result)
      // Whoever awaits `done` comes first; the hold on the process is let go only with the exit.
      setImmediate(() => {
        release()
        resolved.exit(result.exitCode)
      })
    })
    return done
  }

  function onSignal(signal: ShutdownSignal): void {
    if (started === undefined) {
      void start(signal)
      return
    }
    const sinceStart = clock.monotonic() - started.at
    if (signal === 'SIGINT' && started.signal === 'SIGINT' && sinceStart < SAME_INTERRUPT_MS) return
    const message = `${signal} came ${Math.round(sinceStart)} ms into the shutdown; exiting at once, with ${connections.inFlight} requests in flight.`
    report({ level: 'warn', code: 'MON_SHUTDOWN_FORCED', message })
    resolved.exit(SIGNAL_EXIT_BASE + constants.signals[signal])
  }

  for (const signal of signals) source.on(signal, onSignal)

  return Object.freeze({
    shutdown: () => start(undefined),
    done,
    dispose() {
      for (const signal of signals) source.off(signal, onSignal)
      if (started === undefined) connections.dispose()
    },
  })
}

async function runSequence(
  options: ResolvedShutdownOptions,
  connections: ConnectionDrain,
  signal: ShutdownSignal | undefined,
  report: Report,
): Promise<ShutdownReport> {
  const { clock, readinessDelayMs, closeTimeoutMs, hookTimeoutMs } = options
  const startedAt = clock.monotonic()
  const message = `Draining${signal === undefined ? '' : ` after ${signal}`}: readiness is 503, the server closes in ${readinessDelayMs} ms.`
  report({ level: 'info', code: 'MON_SHUTDOWN_STARTED', message, details: { inFlight: connections.inFlight } })

  try {
    options.health.drain()
  } catch (error) {
    report({ level: 'error', code: 'MON_SHUTDOWN_DRAIN_FAILED', message: '`health.drain()` threw; going on.', error })
  }
  connections.announce()
  await delay(clock, readinessDelayMs)
  const destroyedConnections = await connections.close(closeTimeoutMs, clock)
  if (destroyedConnections > 0) reportDestroyed(report, destroyedConnections, closeTimeoutMs)
  const hooks = await runShutdownHooks({ hooks: options.onShutdown, timeoutMs: hookTimeoutMs, clock })
  for (const hook of hooks) if (hook.outcome !== 'completed') reportHook(report, hook, hookTimeoutMs)

  const exitCode = hooks.every((hook) => hook.outcome === 'completed') ? 0 : 1
  const durationMs = clock.monotonic() - startedAt
  report({
    level: 'info',
    code: 'MON_SHUTDOWN_COMPLETED',
    message: `Shut down in ${Math.round(durationMs)} ms; exiting with ${exitCode}.`,
    details: { exitCode, durationMs, destroyedConnections },
  })
  return Object.freeze({ signal, exitCode, durationMs, destroyedConnections, hooks })
}

function delay(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, ms)
  })
}

function warnOfBudget(options: ResolvedShutdownOptions, report: Report): void {
  const { readinessDelayMs, closeTimeoutMs, hookTimeoutMs, stopTimeoutMs } = options
  const total = readinessDelayMs + closeTimeoutMs + hookTimeoutMs
  if (total < stopTimeoutMs) return
  const message =
    `readinessDelayMs + closeTimeoutMs + hookTimeoutMs = ${total} ms, but the orchestrator kills the process ` +
    `${stopTimeoutMs} ms after SIGTERM (\`stopTimeoutMs\`); shorten them, or raise the stop timeout on both sides.`
  report({ level: 'warn', code: 'MON_SHUTDOWN_BUDGET', message, details: { total, stopTimeoutMs } })
}

function reportDestroyed(report: Report, destroyedConnections: number, closeTimeoutMs: number): void {
  const message = `${destroyedConnections} connections were busy for ${closeTimeoutMs} ms after the server closed and were destroyed.`
  report({ level: 'warn', code: 'MON_SHUTDOWN_CONNECTIONS_DESTROYED', message, details: { destroyedConnections } })
}

function reportHook(report: Report, hook: HookReport, timeoutMs: number): void {
  const details = { hook: hook.name, durationMs: hook.durationMs }
  if (hook.outcome === 'failed') {
    const message = `Shutdown hook \`${hook.name}\` failed.`
    report({ level: 'error', code: 'MON_SHUTDOWN_HOOK_FAILED', message, error: hook.error, details })
  } else {
    const message = `Shutdown hook \`${hook.name}\` was not done within ${timeoutMs} ms.`
    report({ level: 'error', code: 'MON_SHUTDOWN_HOOK_TIMED_OUT', message, details })
  }
}
