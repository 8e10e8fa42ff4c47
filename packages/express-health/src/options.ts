import {
  type Clock,
  type DiagnosticHandler,
  expectBoolean,
  expectClock,
  expectFunction,
  expectKnownKeys,
} from '@org/core'
import { type Check, type ResolvedCheck, resolveChecks } from './checks/check.js'
import {
  PROBE_DEFAULTS,
  type ProbeOptions,
  type ResolvedProbeOptions,
  resolveProbeOptions,
} from './probe/probe-options.js'
import type { HealthTransition } from './probe/transition.js'

/** What {@link createHealth} takes. */
export interface HealthOptions extends ProbeOptions {
  /** What to watch, in the background. @defaultValue none: live at once, ready after `markReady()` */
  readonly checks?: readonly Check[] | undefined
  /** Whether the process is ready without a call of `markReady()`. @defaultValue false */
  readonly startReady?: boolean | undefined
  /**
   * Called once for each change of a check or a probe: log it, count it, publish it. If it throws or rejects, that is
   * reported as `MON_HEALTH_HANDLER_FAILED` and changes nothing. @defaultValue none
   */
  readonly onTransition?: ((transition: HealthTransition) => void) | undefined
  /**
   * Receives what the library has to say about itself.
   * @defaultValue lines on stderr for warnings and errors, one a minute for each code and check
   */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** Time; an object with the four methods of `Clock`. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Numbers in [0, 1) for the jitter of intervals. @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** What applies when an option is left out. */
export const HEALTH_DEFAULTS = Object.freeze({ startReady: false, ...PROBE_DEFAULTS })

/** The options of {@link createHealth}. */
export const HEALTH_OPTION_NAMES = [
  'checks',
  'startReady',
  'paths',
  'prefix',
  'details',
  'onTransition',
  'onDiagnostic',
  'clock',
  'random',
] as const satisfies readonly (keyof HealthOptions)[]

/** The options of a health object with defaults applied. */
export interface ResolvedHealthOptions {
  readonly checks: readonly ResolvedCheck[]
  readonly startReady: boolean
  readonly probes: ResolvedProbeOptions
  readonly onTransition: ((transition: HealthTransition) => void) | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
  readonly random: () => number
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveHealthOptions(options: HealthOptions): ResolvedHealthOptions {
  expectKnownKeys('createHealth', options, HEALTH_OPTION_NAMES)
  const { onTransition, onDiagnostic } = options
  return {
    checks: resolveChecks(options.checks ?? []),
    startReady: expectBoolean('startReady', options.startReady ?? HEALTH_DEFAULTS.startReady),
    probes: resolveProbeOptions(options),
    onTransition: onTransition === undefined ? undefined : expectFunction('onTransition', onTransition),
    onDiagnostic: onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', onDiagnostic),
    clock: expectClock(options.clock),
    random: expectFunction('random', options.random ?? Math.random),
  }
}
