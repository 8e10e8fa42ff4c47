import type { CheckRunner } from '../checks/check-runner.js'
import { type HealthStatus, worstStatus } from '../checks/status.js'

/** One check, as it stood when the snapshot was made. */
export interface CheckSnapshot {
  /** Name of the check. */
  readonly name: string
  /** Which probe it counts for. */
  readonly role: 'liveness' | 'readiness'
  /** Whether its failure fails readiness; always false for a liveness check, whose failure fails liveness. */
  readonly critical: boolean
  /** After thresholds. `warn` also while there is no result yet, or only a stale pass. */
  readonly status: HealthStatus
  /** False until the first result. */
  readonly known: boolean
  /** True when the last result is older than two intervals and a deadline: the process was frozen or blocked. */
  readonly stale: boolean
  /** Failures in a row up to now; 0 after a pass. */
  readonly consecutiveFailures: number
  /** Wall clock of the last result, milliseconds since the epoch; undefined until the first. */
  readonly checkedAt?: number | undefined
  /** How long the last run took, in milliseconds; undefined until the first result. */
  readonly durationMs?: number | undefined
  /** What the last run said for itself when it did not simply pass. It may quote an error message. */
  readonly output?: string | undefined
  /** What the last run measured, if it said so. */
  readonly observedValue?: number | string | boolean | undefined
  /** Unit of `observedValue`, if the last run said so. */
  readonly observedUnit?: string | undefined
}

/** What one probe answers. */
export interface ProbeSnapshot {
  /** 503 for `fail`, else 200. */
  readonly status: HealthStatus
  /** Why, for every status but `pass`: `starting`, `draining`, or the names of the checks concerned. */
  readonly reason?: string | undefined
  /** The checks that count for this probe, in the order of the options. */
  readonly checks: readonly CheckSnapshot[]
}

/** The health of this process at one moment. Deeply frozen. */
export interface HealthSnapshot {
  /** Wall clock, milliseconds since the epoch. */
  readonly at: number
  /** Whether `drain()` was called: readiness fails for good. */
  readonly draining: boolean
  /** Whether the process should be killed. */
  readonly liveness: ProbeSnapshot
  /** Whether the process should receive requests. */
  readonly readiness: ProbeSnapshot
}

/** A snapshot, and the monotonic time until which it can be served as it is. */
export interface TimedSnapshot {
  readonly snapshot: HealthSnapshot
  readonly freshUntil: number
}

/** Judges both probes from where the checks stand. */
export function takeSnapshot(input: {
  readonly runners: readonly CheckRunner[]
  readonly markedReady: boolean
  readonly draining: boolean
  readonly now: number
  readonly monotonic: number
}): TimedSnapshot {
  const { runners, markedReady, draining, now, monotonic } = input
  const checks = runners.map((runner) => describeCheck(runner, monotonic))
  const expiries = runners.map((runner) => runner.state.freshUntil)
  const snapshot: HealthSnapshot = Object.freeze({
    at: now,
    draining,
    liveness: judgeLiveness(checks.filter((check) => check.role === 'liveness')),
    readiness: judgeReadiness(
      checks.filter((check) => check.role === 'readiness'),
      { markedReady, draining },
    ),
  })
  return { snapshot, freshUntil: Math.min(Number.POSITIVE_INFINITY, ...expiries) }
}

function describeCheck({ check, state }: CheckRunner, monotonic: number): CheckSnapshot {
  const known = state.status !== undefined
  const stale = known && monotonic > state.freshUntil
  const status = worstStatus([state.status ?? 'warn', stale ? 'warn' : 'pass'])
  const output = known ? state.outcome?.output : 'no result yet'
  return Object.freeze({
    name: check.name,
    role: check.role,
    critical: check.critical,
    status,
    known,
    stale,
    consecutiveFailures: state.consecutiveFailures,
    checkedAt: state.checkedAt,
    durationMs: state.durationMs,
    output: output ?? (stale ? 'the last result is stale' : undefined),
    observedValue: state.outcome?.observedValue,
    observedUnit: state.outcome?.observedUnit,
  })
}

function judgeLiveness(checks: readonly CheckSnapshot[]): ProbeSnapshot {
  return probe(worstStatus(checks.map((check) => check.status)), checks)
}

function judgeReadiness(
  checks: readonly CheckSnapshot[],
  { markedReady, draining }: { readonly markedReady: boolean; readonly draining: boolean },
): ProbeSnapshot {
  if (draining) return probe('fail', checks, 'draining')
  const startingChecks = checks.some((check) => check.critical && !check.known)
  if (!markedReady || startingChecks) return probe('fail', checks, 'starting')
  // A dependency that is down is no reason to leave service, unless its check says so.
  const counted = checks.map((check) => (check.status === 'fail' && !check.critical ? 'warn' : check.status))
  return probe(worstStatus(counted), checks)
}

function probe(status: HealthStatus, checks: readonly CheckSnapshot[], reason?: string): ProbeSnapshot {
  const concerned = checks.filter((check) => check.status !== 'pass').map((check) => check.name)
  return Object.freeze({
    status,
    reason: reason ?? (concerned.length === 0 ? undefined : concerned.join(', ')),
    checks: Object.freeze(checks),
  })
}
