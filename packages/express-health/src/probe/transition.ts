import type { HealthStatus } from '../checks/status.js'
import type { CheckSnapshot, HealthSnapshot, ProbeSnapshot } from './snapshot.js'

/** A change of what a probe or a check says. It happens once per change, however often probes ask. */
export interface HealthTransition {
  /** Whether a check changed, or what a probe answers. */
  readonly kind: 'probe' | 'check'
  /** `liveness` or `readiness` for a probe, otherwise the name of the check. */
  readonly name: string
  /** `unknown` for the first result of a check. */
  readonly from: HealthStatus | 'unknown'
  /** What it says from now on. */
  readonly to: HealthStatus
  /** Wall clock, milliseconds since the epoch. */
  readonly at: number
  /** Why, for every `to` but `pass`. It may quote an error message: do not send it to anonymous callers. */
  readonly reason?: string | undefined
}

/** What changed between two snapshots: checks first, then the probes they explain. */
export function findTransitions(before: HealthSnapshot, after: HealthSnapshot): readonly HealthTransition[] {
  return [
    ...checkTransitions(before.liveness.checks, after.liveness.checks, after.at),
    ...checkTransitions(before.readiness.checks, after.readiness.checks, after.at),
    ...probeTransition('liveness', before.liveness, after.liveness, after.at),
    ...probeTransition('readiness', before.readiness, after.readiness, after.at),
  ]
}

function checkTransitions(
  before: readonly CheckSnapshot[],
  after: readonly CheckSnapshot[],
  at: number,
): HealthTransition[] {
  const previous = new Map(before.map((check) => [check.name, statusOf(check)]))
  const transitions: HealthTransition[] = []
  for (const check of after) {
    const from = previous.get(check.name) ?? 'unknown'
    if (!check.known || from === check.status) continue
    const reason = check.status === 'pass' ? undefined : check.output
    transitions.push({ kind: 'check', name: check.name, from, to: check.status, at, reason })
  }
  return transitions
}

function statusOf(check: CheckSnapshot): HealthStatus | 'unknown' {
  return check.known ? check.status : 'unknown'
}

function probeTransition(name: string, before: ProbeSnapshot, after: ProbeSnapshot, at: number): HealthTransition[] {
  if (before.status === after.status) return []
  return [{ kind: 'probe', name, from: before.status, to: after.status, at, reason: after.reason }]
}
