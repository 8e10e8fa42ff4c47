import {
  type Clock,
  type DiagnosticHandler,
  expectClock,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectMethods,
  expectObject,
  expectOneOf,
  MAX_TIMER_DELAY_MS,
  mismatch,
} from '@org/core'
import { ALB_IDLE_TIMEOUT_MS, ECS_STOP_TIMEOUT_MS } from '../limits.js'
import type { ShutdownHook } from './shutdown-hooks.js'
import { SHUTDOWN_SIGNALS, type ShutdownSignal } from './shutdown-signal.js'

/** What is used of the global `process`. */
export interface ShutdownProcess {
  /** Listens for a signal. */
  on(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown
  /** Listens no more. */
  off(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown
  /** Ends the process with a code. */
  exit(code: number): unknown
}

/** What is used of the health object. */
export interface DrainableHealth {
  /** Turns readiness to 503. It may be async; nothing waits for it, and what it throws or rejects with is reported. */
  drain(): unknown
  /** Ends the background checks, before the hooks close what the checks ask. */
  readonly close?: (() => unknown) | undefined
}

/** What {@link gracefulShutdown} takes. */
export interface GracefulShutdownOptions {
  /**
   * Whose readiness turns to 503 first. Several servers may share one: it is drained once. If its `drain` throws or
   * rejects, that is reported as `MON_SHUTDOWN_DRAIN_FAILED` and the shutdown goes on.
   */
  readonly health: DrainableHealth
  /** What starts it: SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR2 or SIGBREAK. @defaultValue ['SIGTERM', 'SIGINT'] */
  readonly signals?: readonly ShutdownSignal[] | undefined
  /**
   * Milliseconds, 0 to 2,147,483,647, between readiness 503 and the closing of the server, in which the balancer must
   * notice: interval × unhealthy threshold of its health check. Requests are served meanwhile. Of several servers the
   * longest counts for all. @defaultValue 5_000
   */
  readonly readinessDelayMs?: number | undefined
  /**
   * Milliseconds, 0 to 2,147,483,647, that requests in flight have to finish before their connections are
   * destroyed. @defaultValue 10_000
   */
  readonly closeTimeoutMs?: number | undefined
  /**
   * Milliseconds, 0 to 2,147,483,647, that all `onShutdown` hooks have together; they run at the same time. What the
   * telemetry of these packages still holds has as long afterwards, but not past `stopTimeoutMs`. @defaultValue 5_000
   */
  readonly hookTimeoutMs?: number | undefined
  /**
   * Milliseconds, 0 to 2,147,483,647, from SIGTERM to SIGKILL (`stopTimeout` on ECS, `terminationGracePeriodSeconds` on
   * Kubernetes). The sum of the three times above must be less; `MON_SHUTDOWN_BUDGET` says so at once when it is not.
   * @defaultValue 30_000
   */
  readonly stopTimeoutMs?: number | undefined
  /**
   * Run after the last response, all at once. Loggers, metrics and events of these packages need none: they are flushed
   * afterwards. A hook that throws or rejects is reported as `MON_SHUTDOWN_HOOK_FAILED` and makes the exit code 1; one
   * that is given to several servers runs once. @defaultValue none
   */
  readonly onShutdown?: readonly ShutdownHook[] | undefined
  /**
   * Least `server.keepAliveTimeout` in milliseconds, 1 to 2,147,483,647, which must be above the idle timeout of the
   * balancer; `headersTimeout` is raised with it. `false` leaves the server as it is. @defaultValue 65_000
   */
  readonly keepAliveTimeoutMs?: number | false | undefined
  /**
   * Ends the process; the last step. Pass `() => {}` to do it yourself after `done`. Of several servers each different
   * function is called once, with the worst code, and the default only if none gives one. If it throws or rejects, that
   * is reported as `MON_CALLBACK_FAILED`, and the process goes on. @defaultValue process.exit
   */
  readonly exit?: ((code: number) => void) | undefined
  /** Where signals come from, and who shuts down together. @defaultValue the global process */
  readonly process?: ShutdownProcess | undefined
  /**
   * Receives what the library has to say about itself.
   * @defaultValue lines on stderr for warnings and errors, one a minute for each code and hook
   */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** Time; an object with the four methods of `Clock`. @defaultValue the system's */
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

/** The options of {@link gracefulShutdown}. */
export const SHUTDOWN_OPTION_NAMES = [
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
] as const satisfies readonly (keyof GracefulShutdownOptions)[]

/** The times of a shutdown, in milliseconds. */
export interface ShutdownTimes {
  readonly readinessDelayMs: number
  readonly closeTimeoutMs: number
  readonly hookTimeoutMs: number
  readonly stopTimeoutMs: number
}

/** The options of a shutdown with defaults applied. */
export interface ResolvedShutdownOptions extends ShutdownTimes {
  readonly health: DrainableHealth
  readonly signals: readonly ShutdownSignal[]
  readonly onShutdown: readonly ShutdownHook[]
  readonly keepAliveTimeoutMs: number | false
  /** Undefined for that of the process. */
  readonly exit: ((code: number) => void) | undefined
  readonly process: ShutdownProcess
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveShutdownOptions(options: GracefulShutdownOptions): ResolvedShutdownOptions {
  expectKnownKeys('gracefulShutdown', options, SHUTDOWN_OPTION_NAMES)
  const { health, process: source = globalThis.process, onShutdown = [], exit, onDiagnostic } = options
  const { signals = SHUTDOWN_DEFAULTS.signals, keepAliveTimeoutMs = SHUTDOWN_DEFAULTS.keepAliveTimeoutMs } = options
  expectObject('health', health)
  expectFunction('health.drain', health.drain)
  if (health.close !== undefined) expectFunction('health.close', health.close)
  expectMethods('process', source, ['on', 'off', 'exit'])
  if (!Array.isArray(onShutdown)) throw mismatch('onShutdown', 'an array of functions', onShutdown)
  for (const [index, hook] of onShutdown.entries()) expectFunction(`onShutdown[${index}]`, hook)
  if (!Array.isArray(signals)) throw mismatch('signals', 'an array of signal names', signals)

  return Object.freeze({
    health,
    signals: signals.map((signal, index) => expectOneOf(`signals[${index}]`, signal, SHUTDOWN_SIGNALS)),
    readinessDelayMs: time('readinessDelayMs', options.readinessDelayMs),
    closeTimeoutMs: time('closeTimeoutMs', options.closeTimeoutMs),
    hookTimeoutMs: time('hookTimeoutMs', options.hookTimeoutMs),
    stopTimeoutMs: time('stopTimeoutMs', options.stopTimeoutMs),
    onShutdown: [...onShutdown],
    keepAliveTimeoutMs: keepAliveTime(keepAliveTimeoutMs),
    exit: exit === undefined ? undefined : expectFunction('exit', exit),
    process: source,
    onDiagnostic: onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', onDiagnostic),
    clock: expectClock(options.clock),
  })
}

function time(option: keyof ShutdownTimes, value: number | undefined): number {
  return expectInteger(option, value ?? SHUTDOWN_DEFAULTS[option], {
    min: 0,
    max: MAX_TIMER_DELAY_MS,
    unit: 'milliseconds',
  })
}

function keepAliveTime(value: number | false): number | false {
  if (value === false) return false
  return expectInteger('keepAliveTimeoutMs', value, { min: 1, max: MAX_TIMER_DELAY_MS, unit: 'milliseconds, or false' })
}
