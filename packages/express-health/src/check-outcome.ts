import { describeValue, summarizeError } from '@org/core'
import type { CheckReport } from './check.js'
import { isHealthStatus } from './status.js'

/** How one run of a check ended. */
export interface RunOutcome extends CheckReport {
  /** What was thrown, for diagnostics only. */
  readonly error?: unknown
}

const PASS: RunOutcome = Object.freeze({ status: 'pass' })

/**
 * Reads what a check returned. Only what clearly says "healthy" passes: a response object with status
 * 500, an `Error` that was returned, or a forgotten field is a failure with an explanation, since a check
 * that cannot fail is worse than none.
 */
export function readOutcome(value: unknown): RunOutcome {
  if (value === undefined || value === true) return PASS
  if (value === false) return { status: 'fail', output: 'returned false' }
  if (value instanceof Error) return failedOutcome(value)
  if (typeof value !== 'object' || value === null) return unreadable(describeValue(value))

  const { status, output, observedValue, observedUnit } = value as Partial<Record<keyof CheckReport, unknown>>
  if (!isHealthStatus(status)) return unreadable(`an object with status ${describeValue(status)}`)
  return {
    status,
    ...(typeof output === 'string' ? { output } : {}),
    ...(isScalar(observedValue) ? { observedValue } : {}),
    ...(typeof observedUnit === 'string' ? { observedUnit } : {}),
  }
}

/** The outcome of a run that threw or rejected. */
export function failedOutcome(error: unknown): RunOutcome {
  return { status: 'fail', output: summarizeError(error), error }
}

function unreadable(received: string): RunOutcome {
  const expected = 'nothing, a boolean or { status: "pass" | "warn" | "fail" }'
  return { status: 'fail', output: `the check must return ${expected}; it returned ${received}` }
}

function isScalar(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
