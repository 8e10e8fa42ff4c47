import { type HealthStatus, HTTP_STATUS } from '../checks/status.js'
import type { CheckSnapshot, HealthSnapshot, ProbeSnapshot } from './snapshot.js'

/** An answer, ready to be written. */
export interface ProbeResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: Buffer
}

/** https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06#section-3 */
const MEDIA_TYPE = 'application/health+json; charset=utf-8'

/** Never cached: a stored 200, or a 304 in its place, is an answer about another moment. */
const NO_STORE = { 'Cache-Control': 'no-store' } as const

/** What anonymous callers receive is one of these, made once. */
const BRIEF: Readonly<Record<HealthStatus, ProbeResponse>> = Object.freeze({
  pass: jsonResponse('pass', { status: 'pass' }),
  warn: jsonResponse('warn', { status: 'warn' }),
  fail: jsonResponse('fail', { status: 'fail' }),
})

export const METHOD_NOT_ALLOWED: ProbeResponse = emptyResponse(405, { Allow: 'GET, HEAD' })
export const NOT_FOUND: ProbeResponse = emptyResponse(404, {})

/** Status only. */
export function briefResponse(status: HealthStatus): ProbeResponse {
  return BRIEF[status]
}

/** Status, reason and every check, for those who may see them. */
export function detailedResponse(snapshot: HealthSnapshot, probe: ProbeSnapshot): ProbeResponse {
  return jsonResponse(probe.status, {
    status: probe.status,
    ...(probe.reason === undefined ? {} : { notes: [probe.reason] }),
    time: new Date(snapshot.at).toISOString(),
    checks: Object.fromEntries(probe.checks.map((check) => [check.name, [describe(check)]])),
  })
}

/** One check. */
export function checkResponse(check: CheckSnapshot): ProbeResponse {
  return jsonResponse(check.status, describe(check))
}

function describe(check: CheckSnapshot): Record<string, unknown> {
  return {
    status: check.status,
    critical: check.critical,
    time: check.checkedAt === undefined ? undefined : new Date(check.checkedAt).toISOString(),
    durationMs: check.durationMs === undefined ? undefined : Math.round(check.durationMs),
    stale: check.stale || undefined,
    consecutiveFailures: check.consecutiveFailures || undefined,
    observedValue: check.observedValue,
    observedUnit: check.observedUnit,
    output: check.status === 'pass' ? undefined : check.output,
  }
}

function jsonResponse(status: HealthStatus, content: Record<string, unknown>): ProbeResponse {
  const body = Buffer.from(JSON.stringify(content))
  const headers = { 'Content-Type': MEDIA_TYPE, ...NO_STORE, 'Content-Length': body.byteLength }
  return Object.freeze({ statusCode: HTTP_STATUS[status], headers: Object.freeze(headers), body })
}

function emptyResponse(statusCode: number, headers: Record<string, string>): ProbeResponse {
  const all = Object.freeze({ ...headers, ...NO_STORE, 'Content-Length': 0 })
  return Object.freeze({ statusCode, headers: all, body: Buffer.alloc(0) })
}
