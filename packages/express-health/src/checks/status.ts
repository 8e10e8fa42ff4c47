/**
 * Health of a check or a probe, in the words of the IETF health check draft. `pass` and `warn` are
 * answered with 200 and `fail` with 503.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06#section-3.1
 */
export type HealthStatus = 'pass' | 'warn' | 'fail'

/** What the status means to a prober, which reads nothing but the HTTP status code. */
export const HTTP_STATUS: Readonly<Record<HealthStatus, number>> = Object.freeze({ pass: 200, warn: 200, fail: 503 })

const SEVERITY: Readonly<Record<HealthStatus, number>> = { pass: 0, warn: 1, fail: 2 }

/** Whether a value, such as what a check has returned, is a status. */
export function isHealthStatus(value: unknown): value is HealthStatus {
  return value === 'pass' || value === 'warn' || value === 'fail'
}

/** The most severe of `statuses`; `pass` when there are none. */
export function worstStatus(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst: HealthStatus = 'pass'
  for (const status of statuses) if (SEVERITY[status] > SEVERITY[worst]) worst = status
  return worst
}
