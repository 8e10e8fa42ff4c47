import type { DrainableServer } from './drainable-server.js'

/** `headersTimeout` must be above `keepAliveTimeout`, or it ends an idle connection first. */
const HEADERS_MARGIN_MS = 1_000

/**
 * Makes the server keep idle connections longer than the balancer does. With Node's 5 s against the 60 s of
 * an ALB, the balancer now and then sends a request on a connection that the server is just closing, and
 * answers 502 without a trace in the application's logs. Longer times that are set already stay, and 0,
 * which is Node's word for "no limit", stays too.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues
 */
export function outliveBalancer(server: DrainableServer, keepAliveTimeoutMs: number): void {
  server.keepAliveTimeout = raise(server.keepAliveTimeout, keepAliveTimeoutMs)
  if (server.keepAliveTimeout === 0) return
  server.headersTimeout = raise(server.headersTimeout, server.keepAliveTimeout + HEADERS_MARGIN_MS)
}

function raise(current: number, wanted: number): number {
  return current === 0 ? 0 : Math.max(current, wanted)
}
