import type { IncomingMessage, ServerResponse } from 'node:http'
import { createReport, type Report, systemClock } from '@org/core'
import { resolveChecks } from './check.js'
import { isThenable } from './check-outcome.js'
import { CheckRunner } from './check-runner.js'
import { createProbeHandler } from './http.js'
import { expectHealthOptions, HEALTH_DEFAULTS, type HealthOptions, resolveHttpOptions } from './options.js'
import { type HealthSnapshot, takeSnapshot } from './snapshot.js'
import { findTransitions, type HealthTransition } from './transition.js'

/** Middleware for Express 4 and 5, and whatever else calls `(request, response, next)`. */
export type HealthMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/** The health of one process, and the answers to its probes. */
export interface Health {
  /** Declares the start-up over: readiness no longer waits for it. Calling it again changes nothing. */
  markReady(): void
  /** Turns readiness to 503 at once and for good, so that balancers look elsewhere. Liveness stays as it is. */
  drain(): void
  /** The last verdict, deeply frozen. Costs no check. */
  snapshot(): HealthSnapshot
  /** Answers `request` if it asks for a probe; returns false, having touched nothing, if it does not. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** A listener for a server that serves nothing but probes: what is not a probe is 404. */
  handler(request: IncomingMessage, response: ServerResponse): void
  /** Middleware that answers probes and passes on the rest. Mount it first, before authentication and logging. */
  middleware(): HealthMiddleware
  /** Stops the background checks and aborts those running. Probes go on answering the last verdict. */
  close(): void
  /** Same as `close`. */
  [Symbol.dispose](): void
}

/**
 * Watches the health of this process in the background and answers liveness and readiness probes from the
 * last verdict. Instances share nothing.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a wrong option, two checks of one name, or a liveness check that
 * returns a promise.
 *
 * @example
 * ```ts
 * const health = createHealth({
 *   checks: [{ name: 'database', critical: true, run: async (signal) => { await database.ping({ signal }) } }],
 * })
 * app.use(health.middleware())
 * const server = app.listen(3000, () => health.markReady())
 * gracefulShutdown(server, { health })
 * ```
 *
 * @see https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
 */
export function createHealth(options: HealthOptions = {}): Health {
  expectHealthOptions(options)
  const http = resolveHttpOptions(options)
  const checks = resolveChecks(options.checks ?? [])
  const { clock = systemClock, random = Math.random, onTransition } = options
  const report = createReport({ source: 'express-health', clock, onDiagnostic: options.onDiagnostic })

  let markedReady = options.startReady ?? HEALTH_DEFAULTS.startReady
  let draining = false
  const runners = checks.map((check) => new CheckRunner(check, { clock, random, onResult: refresh }))
  const take = () => takeSnapshot({ runners, markedReady, draining, now: clock.now(), monotonic: clock.monotonic() })
  let current = take()

  function refresh(): void {
    const before = current.snapshot
    current = take()
    for (const transition of findTransitions(before, current.snapshot)) announce(transition)
  }

  function announce(transition: HealthTransition): void {
    if (transition.kind === 'check') reportCheck(report, transition)
    const onError = (error: unknown) => reportHandlerError(report, 'onTransition', error)
    try {
      const answer: unknown = onTransition?.(transition)
      if (isThenable(answer)) answer.then(undefined, onError)
    } catch (error) {
      onError(error)
    }
  }

  /**
   * A verdict that nobody renewed, because the process was frozen, is served as stale. It is no transition:
   * the next result of the checks says what has changed.
   */
  function snapshot(): HealthSnapshot {
    return clock.monotonic() > current.freshUntil ? take().snapshot : current.snapshot
  }

  const handle = createProbeHandler({
    http,
    snapshot,
    onPolicyError: (error) => reportHandlerError(report, 'details', error),
  })

  function close(): void {
    for (const runner of runners) runner.stop()
  }

  try {
    for (const runner of runners) runner.start()
  } catch (error) {
    close()
    throw error
  }
  refresh()

  return Object.freeze({
    markReady() {
      markedReady = true
      refresh()
    },
    drain() {
      draining = true
      refresh()
    },
    snapshot,
    handle,
    handler(request: IncomingMessage, response: ServerResponse) {
      if (handle(request, response)) return
      response.writeHead(404, { 'Content-Length': 0 })
      response.end()
    },
    middleware(): HealthMiddleware {
      return function healthMiddleware(request, response, next) {
        if (!handle(request, response)) next()
      }
    },
    close,
    [Symbol.dispose]: close,
  })
}

function reportCheck(report: Report, { name, from, to, reason }: HealthTransition): void {
  if (to === 'fail') {
    const message = `Check \`${name}\` fails: ${reason ?? 'no reason given'}.`
    report({ level: 'warn', code: 'MON_HEALTH_CHECK_FAILED', message, details: { check: name } })
  } else if (from === 'fail') {
    const message = `Check \`${name}\` recovered: ${to}.`
    report({ level: 'info', code: 'MON_HEALTH_CHECK_RECOVERED', message, details: { check: name } })
  }
}

function reportHandlerError(report: Report, option: string, error: unknown): void {
  const message = `Option \`${option}\` threw; the health of the process is not affected.`
  report({ level: 'warn', code: 'MON_HEALTH_HANDLER_FAILED', message, error, details: { option } })
}
