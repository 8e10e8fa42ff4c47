import type { HealthStatus } from './status.js'

/** What the results so far add up to. */
export interface SettledState {
  /** Undefined until the first result. */
  readonly status: HealthStatus | undefined
  readonly hasPassed: boolean
  readonly consecutiveFailures: number
  readonly consecutivePasses: number
}

export const UNKNOWN_STATE: SettledState = Object.freeze({
  status: undefined,
  hasPassed: false,
  consecutiveFailures: 0,
  consecutivePasses: 0,
})

/**
 * Adds one result. A check that has passed before turns to `fail` only after `failureThreshold` failures in
 * a row, and back only after `successThreshold` passes in a row; `warn` counts as a pass. Until its first
 * pass there is no service to protect from flapping, so the first result, and the first pass, hold at once.
 */
export function settle(
  state: SettledState,
  result: HealthStatus,
  thresholds: { readonly failureThreshold: number; readonly successThreshold: number },
): SettledState {
  if (result === 'fail') {
    const consecutiveFailures = state.consecutiveFailures + 1
    const holds = state.hasPassed && consecutiveFailures < thresholds.failureThreshold
    return {
      status: holds ? state.status : 'fail',
      hasPassed: state.hasPassed,
      consecutiveFailures,
      consecutivePasses: 0,
    }
  }
  const consecutivePasses = state.consecutivePasses + 1
  const recovering = state.status === 'fail' && state.hasPassed && consecutivePasses < thresholds.successThreshold
  return {
    status: recovering ? 'fail' : result,
    hasPassed: true,
    consecutiveFailures: 0,
    consecutivePasses,
  }
}
