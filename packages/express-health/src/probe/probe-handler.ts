import type { IncomingMessage, ServerResponse } from 'node:http'
import { guardedCall, type OnError } from '@org/core/reporting'
import type { DetailsPolicy, ResolvedProbeOptions } from './probe-options.js'
import {
  briefResponse,
  checkResponse,
  detailedResponse,
  METHOD_NOT_ALLOWED,
  NOT_FOUND,
  type ProbeResponse,
} from './probe-response.js'
import { matchRoute, type ProbeRoute } from './probe-route.js'
import type { HealthSnapshot } from './snapshot.js'

/** Answers `request` if it asks for a probe; says whether it did. */
export type HandleProbe = (request: IncomingMessage, response: ServerResponse) => boolean

/**
 * Makes the function that answers probes. It reads a snapshot and writes bytes; it starts no check, awaits
 * nothing, and uses nothing of Express, whose `send` would add an ETag and so answer 304.
 */
export function createProbeHandler(options: {
  readonly probes: ResolvedProbeOptions
  readonly snapshot: () => HealthSnapshot
  /** Receives what the details policy threw or rejected with. */
  readonly onPolicyError: OnError
}): HandleProbe {
  const { probes, snapshot, onPolicyError } = options

  function choose(request: IncomingMessage, route: ProbeRoute, current: HealthSnapshot): ProbeResponse {
    if (request.method !== 'GET' && request.method !== 'HEAD') return METHOD_NOT_ALLOWED
    const probe = current[route.probe]
    const visible = maySeeDetails(probes.details, request, onPolicyError)
    if (route.check !== undefined) {
      // Hidden means hidden: without details, an existing name and a wrong one look the same.
      const check = visible ? probe.checks.find(({ name }) => name === route.check) : undefined
      return check === undefined ? NOT_FOUND : checkResponse(check)
    }
    return visible ? detailedResponse(current, probe) : briefResponse(probe.status)
  }

  return (request, response) => {
    const route = matchRoute(request.url ?? '/', probes)
    if (route === undefined) return false
    const current = snapshot()
    const { statusCode, headers, body } = choose(request, route, current)
    response.removeHeader('ETag')
    if (current.draining && route.probe === 'readiness') response.setHeader('Connection', 'close')
    response.writeHead(statusCode, { ...headers })
    response.end(request.method === 'HEAD' ? undefined : body)
    return true
  }
}

function maySeeDetails(policy: DetailsPolicy, request: IncomingMessage, onPolicyError: OnError): boolean {
  if (typeof policy !== 'function') return policy === 'always'
  return guardedCall(() => policy(request), onPolicyError) === true
}
