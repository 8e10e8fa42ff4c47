import { counted, type Statement } from '@org/core/reporting'
import type { ShutdownMember } from './shutdown-member.js'
import type { ShutdownTimes } from './shutdown-options.js'
import type { ShutdownSignal } from './shutdown-signal.js'

/** What is said of all servers together, once to each handler of diagnostics. */

/** Says when the time that a shutdown may take is not less than what the orchestrator grants. */
export function warnOfBudget(newcomer: ShutdownMember, members: Iterable<ShutdownMember>): void {
  const all = [...members]
  const longest = (time: keyof ShutdownTimes): number => Math.max(...all.map(({ times }) => times[time]))
  const total = longest('readinessDelayMs') + longest('closeTimeoutMs') + longest('hookTimeoutMs')
  const stopTimeoutMs = Math.min(...all.map(({ times }) => times.stopTimeoutMs))
  if (total < stopTimeoutMs) return
  const of = all.length === 1 ? '' : ` (the longest of each of ${all.length} servers)`
  const message =
    `readinessDelayMs + closeTimeoutMs + hookTimeoutMs = ${total} ms${of}, but the orchestrator kills the process ` +
    `${stopTimeoutMs} ms after SIGTERM (\`stopTimeoutMs\`); shorten them, or raise the stop timeout on both sides.`
  newcomer.report({ level: 'warn', code: 'MON_SHUTDOWN_BUDGET', message, details: { total, stopTimeoutMs } })
}

/** Readiness is 503 from now on. */
export function tellOfStart(members: readonly ShutdownMember[], signal: ShutdownSignal | undefined): void {
  const delayMs = Math.max(...members.map(({ times }) => times.readinessDelayMs))
  const after = signal === undefined ? '' : ` after ${signal}`
  const closing = members.length === 1 ? 'the server closes' : `the ${members.length} servers close`
  const message = `Draining${after}: readiness is 503, ${closing} in ${delayMs} ms.`
  const details = { servers: members.length, inFlight: inFlightOf(members) }
  tell(members, { level: 'info', code: 'MON_SHUTDOWN_STARTED', message, details })
}

/** The hooks are done; what is left is the last flush and the exit. */
export function tellOfCompletion(members: readonly ShutdownMember[], durationMs: number, exitCode: number): void {
  const destroyedConnections = members.reduce((sum, member) => sum + member.destroyedConnections, 0)
  const message = `Shut down in ${Math.round(durationMs)} ms; exiting with ${exitCode} once telemetry is delivered.`
  const details = { exitCode, durationMs, destroyedConnections }
  tell(members, { level: 'info', code: 'MON_SHUTDOWN_COMPLETED', message, details })
}

/** A later signal ends the process in the middle of its shutdown. */
export function tellOfForcedExit(members: Iterable<ShutdownMember>, signal: ShutdownSignal, sinceMs: number): void {
  const inFlight = counted(inFlightOf(members), 'request')
  const message = `${signal} came ${Math.round(sinceMs)} ms into the shutdown; exiting at once, with ${inFlight} in flight.`
  tell(members, { level: 'warn', code: 'MON_SHUTDOWN_FORCED', message })
}

function inFlightOf(members: Iterable<ShutdownMember>): number {
  return [...members].reduce((sum, { inFlight }) => sum + inFlight, 0)
}

function tell(members: Iterable<ShutdownMember>, statement: Statement): void {
  // The default handler, which is undefined here, is one handler.
  const byHandler = new Map([...members].map((member) => [member.onDiagnostic, member]))
  for (const { report } of byHandler.values()) report(statement)
}
