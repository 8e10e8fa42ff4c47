import type { Clock, DiagnosticHandler } from '@org/core'
import { counted, createReport, guardedCall, type Report } from '@org/core/reporting'
import { ConnectionDrain } from './server/connection-drain.js'
import type { DrainableServer } from './server/drainable-server.js'
import { type HookReport, runShutdownHooks, type StartedHooks } from './shutdown-hooks.js'
import type { DrainableHealth, ResolvedShutdownOptions, ShutdownTimes } from './shutdown-options.js'
import type { ShutdownSignal } from './shutdown-signal.js'

/** What a shutdown came to, for one server. */
export interface ShutdownReport {
  /** The signal that asked for it; undefined when `shutdown()` was called. */
  readonly signal?: ShutdownSignal | undefined
  /** 0, or 1 when a hook of this server failed or was not done in time. The process exits with the worst of all servers. */
  readonly exitCode: 0 | 1
  /** From the signal to right before the exit, in milliseconds. */
  readonly durationMs: number
  /** Connections that were still busy after `closeTimeoutMs` and were cut off. */
  readonly destroyedConnections: number
  /** How each hook of this server ended, in the order of the option. */
  readonly hooks: readonly HookReport[]
}

/** One server and what belongs to it, as the group sees it that shuts down together. None of it throws or rejects. */
export interface ShutdownMember {
  /** Servers may share it. */
  readonly health: DrainableHealth
  /** What starts the shutdown of all. */
  readonly signals: readonly ShutdownSignal[]
  readonly times: ShutdownTimes
  readonly clock: Clock
  /** Undefined for that of the process. */
  readonly exit: ((code: number) => void) | undefined
  /** Who hears what `report` says; what concerns the whole group is told to each only once. */
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly report: Report
  /** Requests that are not answered yet. */
  readonly inFlight: number
  /** Connections that were cut off so far. */
  readonly destroyedConnections: number
  /** As far as the hooks have run. */
  readonly exitCode: 0 | 1
  /** Turns readiness to 503. */
  drainHealth(): void
  /** Ends the checks, before the hooks close what they ask. */
  closeHealth(): void
  /** Asks clients to connect elsewhere. */
  announce(): void
  /** Resolves when no connection is left. */
  close(): Promise<void>
  /** Runs the hooks that do not run already for another member. */
  runHooks(started: StartedHooks): Promise<void>
  /** The exit comes next. */
  finish(signal: ShutdownSignal | undefined, durationMs: number): void
}

/** The part of one server in the end of the process. */
export class ServerShutdown implements ShutdownMember {
  readonly health: DrainableHealth
  readonly signals: readonly ShutdownSignal[]
  readonly times: ShutdownTimes
  readonly clock: Clock
  readonly exit: ((code: number) => void) | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly report: Report
  readonly done: Promise<ShutdownReport>
  readonly #options: ResolvedShutdownOptions
  readonly #connections: ConnectionDrain
  #destroyedConnections = 0
  #hooks: readonly HookReport[] = []
  #resolve: (report: ShutdownReport) => void = () => {}

  constructor(server: DrainableServer, options: ResolvedShutdownOptions) {
    const { health, signals, clock, exit, onDiagnostic } = options
    this.health = health
    this.signals = signals
    this.times = options
    this.clock = clock
    this.exit = exit
    this.onDiagnostic = onDiagnostic
    this.report = createReport({ source: 'graceful-shutdown', clock, onDiagnostic })
    this.done = new Promise((resolve) => {
      this.#resolve = resolve
    })
    this.#options = options
    this.#connections = new ConnectionDrain(server)
  }

  get inFlight(): number {
    return this.#connections.inFlight
  }

  get destroyedConnections(): number {
    return this.#destroyedConnections
  }

  get exitCode(): 0 | 1 {
    return this.#hooks.every(({ outcome }) => outcome === 'completed') ? 0 : 1
  }

  drainHealth(): void {
    const subject = 'health.drain'
    guardedCall(
      () => this.health.drain(),
      (error) => {
        const message = `\`${subject}()\` failed; the shutdown goes on.`
        this.report({ level: 'error', code: 'MON_SHUTDOWN_DRAIN_FAILED', subject, message, error })
      },
    )
  }

  closeHealth(): void {
    guardedCall(
      () => this.health.close?.(),
      (error) => this.report.callbackFailed('health.close', error),
    )
  }

  announce(): void {
    this.#connections.announce()
  }

  async close(): Promise<void> {
    const { closeTimeoutMs, clock } = this.#options
    const destroyedConnections = await this.#connections.close(closeTimeoutMs, clock)
    this.#destroyedConnections = destroyedConnections
    if (destroyedConnections === 0) return
    const busy = `${counted(destroyedConnections, 'connection')} ${destroyedConnections === 1 ? 'was' : 'were'}`
    const message = `${busy} busy for ${closeTimeoutMs} ms after the server closed, and cut off.`
    this.report({
      level: 'warn',
      code: 'MON_SHUTDOWN_CONNECTIONS_DESTROYED',
      message,
      details: { destroyedConnections },
    })
  }

  async runHooks(started: StartedHooks): Promise<void> {
    const { onShutdown, hookTimeoutMs, clock } = this.#options
    this.#hooks = await runShutdownHooks({ hooks: onShutdown, timeoutMs: hookTimeoutMs, clock, started })
    for (const hook of this.#hooks) if (hook.outcome !== 'completed') this.#reportHook(hook)
  }

  finish(signal: ShutdownSignal | undefined, durationMs: number): void {
    const { exitCode, destroyedConnections } = this
    this.#resolve(Object.freeze({ signal, exitCode, durationMs, destroyedConnections, hooks: this.#hooks }))
  }

  /** Lets go of the server. */
  dispose(): void {
    this.#connections.dispose()
  }

  #reportHook({ name, outcome, durationMs, error }: HookReport): void {
    const about = { level: 'error', subject: name, details: { hook: name, durationMs } } as const
    if (outcome === 'failed') {
      this.report({ ...about, code: 'MON_SHUTDOWN_HOOK_FAILED', message: `Shutdown hook \`${name}\` failed.`, error })
    } else {
      const message = `Shutdown hook \`${name}\` was not done within ${this.#options.hookTimeoutMs} ms.`
      this.report({ ...about, code: 'MON_SHUTDOWN_HOOK_TIMED_OUT', message })
    }
  }
}
