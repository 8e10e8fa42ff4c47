import type { IncomingMessage, ServerResponse } from 'node:http'
import { createReport, guardedCall, type Report } from '@org/core/reporting'
import { CheckRunner } from './checks/check-runner.js'
import { type HealthOptions, resolveHealthOptions } from './options.js'
import { createProbeHandler } from './probe/probe-handler.js'
import { type HealthSnapshot, takeSnapshot } from './probe/snapshot.js'
import { findTransitions, type HealthTransition } from './probe/transition.js'

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

/** A health object, and the means of tests to run its checks. */
export interface AssembledHealth {
  readonly health: Health
  /** Runs every check now, unless it is running. */
  runNow(): void
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
  return assembleHealth(options).health
}

/** Makes what {@link createHealth} gives, with what its tests need besides. @internal */
export function assembleHealth(options: HealthOptions): AssembledHealth {
  const { checks, startReady, probes, onTransition, onDiagnostic, clock, random } = resolveHealthOptions(options)
  const report = createReport({ source: 'express-health', clock, onDiagnostic })

  let markedReady = startReady
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
    guardedCall(
      () => onTransition?.(transition),
      (error) => reportHandlerError(report, 'onTransition', error),
    )
  }

  /**
   * A verdict that nobody renewed, because the process was frozen, is served as stale. It is no transition:
   * the next result of the checks says what has changed.
   */
  function snapshot(): HealthSnapshot {
    return clock.monotonic() > current.freshUntil ? take().snapshot : current.snapshot
  }

  const handle = createProbeHandler({
    probes,
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

  const health: Health = Object.freeze({
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
  return {
    health,
    runNow() {
      for (const runner of runners) runner.runNow()
    },
  }
}

/** Each check is a subject of its own: of several that fail at once, each is told. */
function reportCheck(report: Report, { name, from, to, reason }: HealthTransition): void {
  const subject = { subject: name, details: { check: name } }
  if (to === 'fail') {
    const message = `Check \`${name}\` fails: ${reason ?? 'no reason given'}.`
    report({ level: 'warn', code: 'MON_HEALTH_CHECK_FAILED', message, ...subject })
  } else if (from === 'fail') {
    report({
      level: 'info',
      code: 'MON_HEALTH_CHECK_RECOVERED',
      message: `Check \`${name}\` recovered: ${to}.`,
      ...subject,
    })
  }
}

function reportHandlerError(report: Report, option: string, error: unknown): void {
  const message = `Option \`${option}\` failed; the health of the process is not affected.`
  report({ level: 'warn', code: 'MON_HEALTH_HANDLER_FAILED', subject: option, message, error, details: { option } })
}
