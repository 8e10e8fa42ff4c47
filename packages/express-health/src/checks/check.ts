import {
  ConfigurationError,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  expectString,
  MAX_TIMER_DELAY_MS,
  mismatch,
} from '@org/core'
import type { HealthStatus } from './status.js'

/** What a check may say in full. A missing status is a failure, never a pass. */
export interface CheckReport {
  /** `pass` and `warn` count as passes, `fail` as a failure; any other value fails the run. */
  readonly status: HealthStatus
  /** A short reason, shown to callers who may see details. Never put a secret in it. @defaultValue none */
  readonly output?: string | undefined
  /** What was measured, for example `0.93`; what is no number, string or boolean is left out. @defaultValue none */
  readonly observedValue?: number | string | boolean | undefined
  /** Unit of `observedValue`, for example `percent`. @defaultValue none */
  readonly observedUnit?: string | undefined
}

/** What a synchronous check returns: nothing or `true` passes, `false` fails, a report says itself. Throwing fails. */
export type LocalOutcome = undefined | boolean | CheckReport

/** What a readiness check returns or resolves to: nothing or `true` passes, `false` fails, a report says itself. */
// biome-ignore lint/suspicious/noConfusingVoidType: a declared `ping(): Promise<void>` must be usable as it is.
export type CheckOutcome = void | LocalOutcome

interface CheckSchedule {
  /** 1 to 64 letters, digits and `_ . -`; unique within one health object. It is the path segment of `/readyz/<name>`. */
  readonly name: string
  /** Milliseconds from the end of one run to the next, give or take 10 %; 10 to 2,147,483,647. @defaultValue 10_000 */
  readonly intervalMs?: number | undefined
  /** Consecutive failures, 1 to 1,000, before a check that has passed is reported as failing. @defaultValue 3 */
  readonly failureThreshold?: number | undefined
  /** Consecutive passes, 1 to 1,000, before a check that failed is reported as passing again. @defaultValue 1 */
  readonly successThreshold?: number | undefined
}

/**
 * Says whether this process should be killed. It must be local and synchronous: a restart cures a
 * deadlock or a leak, never a database, and a liveness check that asks a dependency restarts the whole
 * fleet when that dependency is down.
 */
export interface LivenessCheck extends CheckSchedule {
  /** Without a role, a check is a readiness check. */
  readonly role: 'liveness'
  /** Returns at once. A promise is refused, by the type and when the health object is created. */
  readonly run: () => LocalOutcome
}

/** Says whether this process should receive requests. */
export interface ReadinessCheck extends CheckSchedule {
  /** @defaultValue 'readiness' */
  readonly role?: 'readiness' | undefined
  /** Asks the dependency. It should stop when `signal` aborts, which happens at the deadline. */
  readonly run: (signal: AbortSignal) => CheckOutcome | PromiseLike<CheckOutcome>
  /** Deadline of one run in milliseconds, 1 to 2,147,483,647; a run that is not done by then has failed. @defaultValue 2_000 */
  readonly timeoutMs?: number | undefined
  /**
   * Whether a failure takes this process out of service (503). By default it is reported as `warn` with
   * 200, because a dependency that all instances share fails for all of them at once, and a fleet with no
   * member in service helps nobody. @defaultValue false
   */
  readonly critical?: boolean | undefined
}

/** A check of the health of this process. */
export type Check = LivenessCheck | ReadinessCheck

/** What applies when a check does not say otherwise. Times in milliseconds. */
export const CHECK_DEFAULTS = Object.freeze({
  intervalMs: 10_000,
  timeoutMs: 2_000,
  failureThreshold: 3,
  successThreshold: 1,
  critical: false,
})

/** A check with every option decided. */
export interface ResolvedCheck {
  readonly name: string
  readonly role: 'liveness' | 'readiness'
  readonly run: (signal: AbortSignal) => unknown
  readonly intervalMs: number
  readonly timeoutMs: number
  readonly critical: boolean
  readonly failureThreshold: number
  readonly successThreshold: number
}

/** The options of a liveness check. */
export const LIVENESS_CHECK_OPTION_NAMES = [
  'name',
  'role',
  'run',
  'intervalMs',
  'failureThreshold',
  'successThreshold',
] as const satisfies readonly (keyof LivenessCheck)[]

/** The options of a readiness check. */
export const READINESS_CHECK_OPTION_NAMES = [
  ...LIVENESS_CHECK_OPTION_NAMES,
  'timeoutMs',
  'critical',
] as const satisfies readonly (keyof ReadinessCheck)[]

const MAX_NAME_LENGTH = 64
const MAX_THRESHOLD = 1_000
/** Shorter intervals measure the scheduler rather than the dependency. */
const MIN_INTERVAL_MS = 10

/** Checks the definitions and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveChecks(checks: readonly Check[]): readonly ResolvedCheck[] {
  if (!Array.isArray(checks)) throw mismatch('checks', 'an array of checks', checks)
  const resolved = checks.map((check: Check, index) => resolveCheck(check, `checks[${index}]`))
  const names = new Set<string>()
  for (const { name } of resolved) {
    if (names.has(name)) throw new ConfigurationError(`Two checks are named \`${name}\`; names must be unique.`)
    names.add(name)
  }
  return Object.freeze(resolved)
}

function resolveCheck(check: Check, option: string): ResolvedCheck {
  expectObject(option, check)
  const role = expectOneOf(`${option}.role`, check.role ?? 'readiness', ['liveness', 'readiness'])
  const known = role === 'liveness' ? LIVENESS_CHECK_OPTION_NAMES : READINESS_CHECK_OPTION_NAMES
  expectKnownKeys(`${option} (${role})`, check, known)
  const name = expectString(`${option}.name`, check.name, {
    maxLength: MAX_NAME_LENGTH,
    pattern: /^[\w.-]+$/,
    expectation: 'a name of letters, digits and _ . -',
  })
  const { timeoutMs, critical } = check.role === 'liveness' ? {} : check
  const delay = { min: MIN_INTERVAL_MS, max: MAX_TIMER_DELAY_MS, unit: 'milliseconds' }
  const threshold = { min: 1, max: MAX_THRESHOLD, unit: 'results' }

  return Object.freeze({
    name,
    role,
    run: expectFunction(`${option}.run`, check.run),
    intervalMs: expectInteger(`${option}.intervalMs`, check.intervalMs ?? CHECK_DEFAULTS.intervalMs, delay),
    timeoutMs: expectInteger(`${option}.timeoutMs`, timeoutMs ?? CHECK_DEFAULTS.timeoutMs, { ...delay, min: 1 }),
    critical: expectBoolean(`${option}.critical`, critical ?? CHECK_DEFAULTS.critical),
    failureThreshold: expectInteger(
      `${option}.failureThreshold`,
      check.failureThreshold ?? CHECK_DEFAULTS.failureThreshold,
      threshold,
    ),
    successThreshold: expectInteger(
      `${option}.successThreshold`,
      check.successThreshold ?? CHECK_DEFAULTS.successThreshold,
      threshold,
    ),
  })
}
