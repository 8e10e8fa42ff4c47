import { describeValue } from '@org/core'
import { createRedaction, type Redaction } from '@org/core/redaction'
import { summarizeError } from '@org/core/reporting'
import type { CheckReport } from './check.js'
import { isHealthStatus } from './status.js'

/** How one run of a check ended. */
export type RunOutcome = CheckReport

/** Made with the first failure: drivers quote connection strings in their messages, and outputs are shown. */
let redaction: Redaction | undefined

const PASS: RunOutcome = Object.freeze({ status: 'pass' })

/**
 * Reads what a check returned. Only what clearly says "healthy" passes: a response object with status
 * 500, an `Error` that was returned, or a forgotten field is a failure with an explanation, since a check
 * that cannot fail is worse than none. Never throws, also for an object whose properties throw when they are read.
 */
export function readOutcome(value: unknown): RunOutcome {
  try {
    return outcomeOf(value)
  } catch (error) {
    return failedOutcome(error)
  }
}

/** The outcome of a run that threw or rejected. */
export function failedOutcome(error: unknown): RunOutcome {
  redaction ??= createRedaction()
  return { status: 'fail', output: summarizeError(error, redaction) }
}

function outcomeOf(value: unknown): RunOutcome {
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

function unreadable(received: string): RunOutcome {
  const expected = 'nothing, a boolean or { status: "pass" | "warn" | "fail" }'
  return { status: 'fail', output: `the check must return ${expected}; it returned ${received}` }
}

function isScalar(value: unknown): value is number | string | boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
}
