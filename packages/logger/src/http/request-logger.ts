import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type Clock,
  ConfigurationError,
  describeValue,
  expectClock,
  expectFunction,
  expectKnownKeys,
  expectMethods,
  expectString,
  mismatch,
} from '@org/core'
import { runWithContext } from '@org/core/context'
import { guardedCall } from '@org/core/reporting'
import type winston from 'winston'
import { type AccessRecord, accessLevel, accessRecord, type RoutedRequest, requestPath } from './access-record.js'
import { type DebugOnErrorOptions, resolveDebugOnError } from './debug-on-error.js'
import type { RequestHold } from './request-holds.js'
import { readRequestIds } from './trace-headers.js'

/** Options of {@link requestLogger}. */
export interface RequestLoggerOptions {
  /**
   * Paths without an access record, such as health checks: each exact, or a pattern that is searched for in the path
   * (without the query). @defaultValue []
   */
  readonly ignore?: readonly (string | RegExp)[] | undefined
  /** The message of the access record, 1 character or more. @defaultValue 'request' */
  readonly message?: string | undefined
  /**
   * Called with every access record, ignored paths included, within the request's context; for metrics and events. It
   * is not waited for. It may throw or reject, which is logged. @defaultValue none
   */
  readonly onRequest?: ((access: AccessRecord, request: IncomingMessage) => void) | undefined
  /**
   * Holds the records of a request that are below the logger's level, and writes them, in order and
   * right before the access record, if the request fails (status from 500), is aborted or is slow; else
   * forgets them. `true` takes every default. Needs a logger made by `createLogger`.
   *
   * They keep the level and the time of the call, what their fields were then, and get `eventId` and
   * `sequence` when they are written. They go to the console and to Firehose; transports of others get
   * records as their own levels say, at the call and not again. While a request goes on,
   * `logger.isLevelEnabled` is true for what is held. Ignored paths hold nothing, and neither does what
   * runs on after the response is closed. Of nested `requestLogger`s the outermost holds.
   * @defaultValue false
   */
  readonly debugOnError?: boolean | DebugOnErrorOptions | undefined
  /** Time, for tests. @defaultValue the system's */
  readonly clock?: Clock | undefined
}

/** Express middleware. */
export type RequestMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/**
 * Makes middleware for Express 4 and 5 that opens a context for every request (request id, trace id)
 * and writes one access record when it finishes or is aborted: error from 500, warn from 400, info
 * otherwise. The request id is echoed in `x-request-id`.
 *
 * Headers other than `user-agent` and query strings are never logged.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * app.use(requestLogger(logger, { ignore: ['/livez', '/readyz'], debugOnError: { slowMs: 500 } }))
 * ```
 */
export function requestLogger(logger: winston.Logger, options: RequestLoggerOptions = {}): RequestMiddleware {
  expectMethods('logger', logger, ['log'])
  if (typeof logger.levels !== 'object' || logger.levels === null)
    throw mismatch('logger', 'a logger of winston', logger)
  expectKnownKeys('requestLogger', options, ['ignore', 'message', 'onRequest', 'debugOnError', 'clock'])
  const { ignore = [], message = 'request', onRequest } = options
  const clock = expectClock(options.clock)
  expectRules(ignore)
  expectString('requestLogger.message', message)
  if (onRequest !== undefined) expectFunction('requestLogger.onRequest', onRequest)
  const debugOnError = resolveDebugOnError(logger, options.debugOnError)

  function openHold(request: RoutedRequest, traceId: string): RequestHold | undefined {
    return debugOnError === undefined || isIgnored(requestPath(request), ignore)
      ? undefined
      : debugOnError.open(request, traceId)
  }

  /** Ends the hold before the access record is written. */
  function settle(hold: RequestHold | undefined, access: AccessRecord, isWritten: boolean): AccessRecord {
    const isWorthWriting = isWritten && !logger.silent && debugOnError?.isWorthWriting(access) === true
    const debugRecordsDropped = hold?.settle(isWorthWriting) ?? 0
    return debugRecordsDropped === 0 ? access : { ...access, debugRecordsDropped }
  }

  function finish(request: RoutedRequest, response: ServerResponse, startedAt: number, hold?: RequestHold): void {
    const outcome = accessRecord(request, response, clock.monotonic() - startedAt)
    const isWritten = !isIgnored(outcome.path, ignore)
    const access = settle(hold, outcome, isWritten)
    if (isWritten) logger.log(knownLevel(logger, accessLevel(access)), message, access)
    guardedCall(
      () => onRequest?.(access, request),
      (error) => logger.log(knownLevel(logger, 'error'), '`onRequest` of requestLogger failed', error),
    )
  }

  return function logRequest(request, response, next) {
    const startedAt = clock.monotonic()
    const ids = readRequestIds(request.headers)
    const hold = openHold(request, ids.traceId)
    const serve = (): void => {
      if (!response.headersSent) response.setHeader('x-request-id', ids.requestId)
      // Listeners run in the context of whoever emits, which is the connection's; these belong to the request.
      bindEmitter(request)
      bindEmitter(response)
      response.once('close', () => finish(request, response, startedAt, hold))
      next()
    }
    const serveInContext = (): void => runWithContext({ ...ids }, serve)
    if (hold === undefined) serveInContext()
    else hold.run(serveInContext)
  }
}

/**
 * The same for `node:http`: wraps a request listener.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * createServer(requestLogger.http(logger, (request, response) => response.end('hello')))
 * ```
 */
requestLogger.http = function wrapListener(
  logger: winston.Logger,
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  options: RequestLoggerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const middleware = requestLogger(logger, options)
  expectFunction('listener', listener)
  return (request, response) => middleware(request, response, () => void listener(request, response))
}

/** Custom levels need not have the usual names: an access record is then of the least severe level, and trouble of the most severe. */
function knownLevel(logger: winston.Logger, level: string): string {
  const levels = Object.entries(logger.levels)
  if (Object.hasOwn(logger.levels, level) || levels.length === 0) return level
  const bySeverity = levels.sort(([, a], [, b]) => a - b).map(([name]) => name)
  return (level === 'info' ? bySeverity.at(-1) : bySeverity[0]) ?? level
}

function bindEmitter(emitter: IncomingMessage | ServerResponse): void {
  emitter.emit = AsyncResource.bind(emitter.emit.bind(emitter)) as typeof emitter.emit
}

function expectRules(ignore: unknown): void {
  if (Array.isArray(ignore) && ignore.every((rule) => typeof rule === 'string' || rule instanceof RegExp)) return
  throw new ConfigurationError(
    `Option \`requestLogger.ignore\` must be an array of paths and patterns; got ${describeValue(ignore)}.`,
  )
}

function isIgnored(path: string, ignore: readonly (string | RegExp)[]): boolean {
  return ignore.some((rule) => (typeof rule === 'string' ? rule === path : path.search(rule) !== -1))
}
