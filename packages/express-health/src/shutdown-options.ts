import {
  type Clock,
  ConfigurationError,
  type DiagnosticHandler,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  systemClock,
} from '@org/core'
import { ALB_IDLE_TIMEOUT_MS, ECS_STOP_TIMEOUT_MS, MAX_DELAY_MS } from './limits.js'
import type { ShutdownHook } from './shutdown-hooks.js'

/** Signals that ask a process to end. */
export type ShutdownSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2'

/** What is used of the global `process`. */
export interface ShutdownProcess {
  on(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown
  off(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown
  exit(code: number): unknown
}

/** What {@link gracefulShutdown} takes. */
export interface GracefulShutdownOptions {
  /** Whose readiness turns to 503 first. */
  readonly health: { drain(): void }
  /** @defaultValue ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly ShutdownSignal[] | undefined
  /**
   * Milliseconds between readiness 503 and the closing of the server, in which the balancer must notice:
   * interval × unhealthy threshold of its health check. Requests are served meanwhile. @defaultValue 5_000
   */
  readonly readinessDelayMs?: number | undefined
  /** Milliseconds that requests in flight have to finish before their connections are destroyed. @defaultValue 10_000 */
  readonly closeTimeoutMs?: number | undefined
  /** Milliseconds that all `onShutdown` hooks have together; they run at the same time. @defaultValue 5_000 */
  readonly hookTimeoutMs?: number | undefined
  /**
   * Milliseconds from SIGTERM to SIGKILL (`stopTimeout` on ECS, `terminationGracePeriodSeconds` on
   * Kubernetes). The three times above must fit; a diagnostic says so at once when they do not.
   * @defaultValue 30_000
   */
  readonly stopTimeoutMs?: number | undefined
  /** Run after the last response: flush telemetry here. @defaultValue none */
  readonly onShutdown?: readonly ShutdownHook[] | undefined
  /**
   * Least `server.keepAliveTimeout` in milliseconds, which must be above the idle timeout of the balancer;
   * `headersTimeout` is raised with it. `false` leaves the server as it is. @defaultValue 65_000
   */
  readonly keepAliveTimeoutMs?: number | false | undefined
  /** Ends the process; the last step. Pass `() => {}` to do it yourself after `done`. @defaultValue process.exit */
  readonly exit?: ((code: number) => void) | undefined
  /** Where signals come from. @defaultValue the global process */
  readonly process?: ShutdownProcess | undefined
  /** Receives what the library has to say about itself. @defaultValue rate-limited lines on stderr */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** @defaultValue the system's clock */
  readonly clock?: Clock | undefined
}

/** What applies when an option is left out. Times in milliseconds. */
export const SHUTDOWN_DEFAULTS = Object.freeze({
  signals: Object.freeze(['SIGTERM', 'SIGINT'] as const),
  readinessDelayMs: 5_000,
  closeTimeoutMs: 10_000,
  hookTimeoutMs: 5_000,
  stopTimeoutMs: ECS_STOP_TIMEOUT_MS,
  keepAliveTimeoutMs: ALB_IDLE_TIMEOUT_MS + 5_000,
})

/** The options of a shutdown with defaults applied. */
export interface ResolvedShutdownOptions {
  readonly health: { drain(): void }
  readonly signals: readonly ShutdownSignal[]
  readonly readinessDelayMs: number
  readonly closeTimeoutMs: number
  readonly hookTimeoutMs: number
  readonly stopTimeoutMs: number
  readonly onShutdown: readonly ShutdownHook[]
  readonly keepAliveTimeoutMs: number | false
  readonly exit: (code: number) => void
  readonly process: ShutdownProcess
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
}

const SIGNALS: readonly ShutdownSignal[] = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
const KEYS = [
  'health',
  'signals',
  'readinessDelayMs',
  'closeTimeoutMs',
  'hookTimeoutMs',
  'stopTimeoutMs',
  'onShutdown',
  'keepAliveTimeoutMs',
  'exit',
  'process',
  'onDiagnostic',
  'clock',
] as const

/** @throws {@link ConfigurationError} */
export function resolveShutdownOptions(options: GracefulShutdownOptions): ResolvedShutdownOptions {
  expectObject('options', options)
  expectKnownKeys('gracefulShutdown', options, KEYS)
  expectObject('health', options.health)
  expectFunction('health.drain', options.health.drain)
  const { process: source = globalThis.process, clock = systemClock, onShutdown = [], onDiagnostic } = options
  const { signals = SHUTDOWN_DEFAULTS.signals, keepAliveTimeoutMs = SHUTDOWN_DEFAULTS.keepAliveTimeoutMs } = options
  if (!Array.isArray(onShutdown)) throw new ConfigurationError('Option `onShutdown` must be an array of functions.')
  onShutdown.forEach((hook, index) => {
    expectFunction(`onShutdown[${index}]`, hook)
  })
  if (!Array.isArray(signals)) throw new ConfigurationError('Option `signals` must be an array of signal names.')
  if (onDiagnostic !== undefined) expectFunction('onDiagnostic', onDiagnostic)

  return Object.freeze({
    health: options.health,
    signals: signals.map((signal, index) => expectOneOf(`signals[${index}]`, signal, SIGNALS)),
    readinessDelayMs: time('readinessDelayMs', options.readinessDelayMs),
    closeTimeoutMs: time('closeTimeoutMs', options.closeTimeoutMs),
    hookTimeoutMs: time('hookTimeoutMs', options.hookTimeoutMs),
    stopTimeoutMs: time('stopTimeoutMs', options.stopTimeoutMs),
    onShutdown: [...onShutdown],
    keepAliveTimeoutMs:
      keepAliveTimeoutMs === false
        ? false
        : expectInteger('keepAliveTimeoutMs', keepAliveTimeoutMs, {
            min: 1,
            max: MAX_DELAY_MS,
            unit: 'milliseconds, or false',
          }),
    exit: expectFunction('exit', options.exit ?? ((code: number) => void source.exit(code))),
    process: source,
    onDiagnostic,
    clock,
  })
}

function time(
  option: 'readinessDelayMs' | 'closeTimeoutMs' | 'hookTimeoutMs' | 'stopTimeoutMs',
  value: number | undefined,
): number {
  return expectInteger(option, value ?? SHUTDOWN_DEFAULTS[option], { min: 0, max: MAX_DELAY_MS, unit: 'milliseconds' })
}
