import { AsyncResource } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Clock, ConfigurationError, expectFunction, expectKnownKeys, expectString, systemClock } from '@org/core'
import { runWithContext } from '@org/core/context'
import type winston from 'winston'
import { readRequestIds } from './trace-headers.js'

/** A finished or aborted request, as the access record has it. */
export interface AccessRecord {
  readonly method: string
  /** The route's pattern where the framework knows it, such as `/orders/:id`. */
  readonly route?: string | undefined
  /** Without the query. */
  readonly path: string
  readonly statusCode: number
  readonly durationMs: number
  readonly responseBytes?: number | undefined
  readonly userAgent?: string | undefined
  readonly remoteAddress?: string | undefined
  /** The client went away before the response was complete. */
  readonly aborted?: true | undefined
}

/** Options of {@link requestLogger}. */
export interface RequestLoggerOptions {
  /** Paths without an access record, such as health checks: exact, or a pattern. @defaultValue [] */
  readonly ignore?: readonly (string | RegExp)[] | undefined
  /** The message of the access record. @defaultValue 'request' */
  readonly message?: string | undefined
  /** Called with every access record, ignored paths included; for metrics and events. It may throw. */
  readonly onRequest?: ((access: AccessRecord, request: IncomingMessage) => void) | undefined
  readonly clock?: Clock | undefined
}

/** What Express adds to a request. */
interface RoutedRequest extends IncomingMessage {
  readonly originalUrl?: string
  readonly baseUrl?: string
  readonly route?: { readonly path?: unknown }
}

/** Express middleware. */
export type RequestMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

const SERVER_ERROR = 500
const CLIENT_ERROR = 400
const MAX_USER_AGENT_LENGTH = 512

/**
 * Makes middleware for Express 4 and 5 that opens a context for every request (request id, trace id)
 * and writes one access record when it finishes or is aborted: error from 500, warn from 400, info
 * otherwise. The request id is echoed in `x-request-id`.
 *
 * Headers other than `user-agent` and query strings are never logged.
 *
 * @example
 * ```ts
 * app.use(requestLogger(logger, { ignore: ['/livez', '/readyz'] }))
 * ```
 */
export function requestLogger(logger: winston.Logger, options: RequestLoggerOptions = {}): RequestMiddleware {
  expectKnownKeys('requestLogger', options, ['ignore', 'message', 'onRequest', 'clock'])
  const { ignore = [], message = 'request', onRequest, clock = systemClock } = options
  expectRules(ignore)
  expectString('requestLogger.message', message)
  if (onRequest !== undefined) expectFunction('requestLogger.onRequest', onRequest)

  function finish(request: RoutedRequest, response: ServerResponse, startedAt: number): void {
    const access = accessRecord(request, response, clock.monotonic() - startedAt)
    if (!isIgnored(access.path, ignore)) logger.log(knownLevel(logger, levelOf(access)), message, access)
    try {
      onRequest?.(access, request)
    } catch (error) {
      logger.log(knownLevel(logger, 'error'), 'onRequest of requestLogger threw', error)
    }
  }

  return function logRequest(request, response, next) {
    const startedAt = clock.monotonic()
    const ids = readRequestIds(request.headers)
    runWithContext({ ...ids }, () => {
      if (!response.headersSent) response.setHeader('x-request-id', ids.requestId)
      // Listeners run in the context of whoever emits, which is the connection's; these belong to the request.
      bindEmitter(request)
      bindEmitter(response)
      response.once('close', () => finish(request, response, startedAt))
      next()
    })
  }
}

/** The same for `node:http`: wraps a request listener. */
requestLogger.http = function wrapListener(
  logger: winston.Logger,
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
  options: RequestLoggerOptions = {},
): (request: IncomingMessage, response: ServerResponse) => void {
  const middleware = requestLogger(logger, options)
  return (request, response) => middleware(request, response, () => void listener(request, response))
}

function accessRecord(request: RoutedRequest, response: ServerResponse, durationMs: number): AccessRecord {
  const { path: pattern } = request.route ?? {}
  const route = typeof pattern === 'string' ? `${request.baseUrl ?? ''}${pattern}` : undefined
  const length = Number(response.getHeader('content-length') ?? Number.NaN)
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH)
  const { remoteAddress } = request.socket
  return {
    method: request.method ?? 'GET',
    path: pathOf(request.originalUrl ?? request.url ?? '/'),
    statusCode: response.statusCode,
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    ...(route === undefined ? {} : { route }),
    ...(Number.isFinite(length) ? { responseBytes: length } : {}),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(response.writableFinished ? {} : { aborted: true as const }),
  }
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
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
  throw new ConfigurationError('Option `requestLogger.ignore` must be an array of paths and patterns.')
}

function levelOf({ statusCode, aborted }: AccessRecord): string {
  if (statusCode >= SERVER_ERROR) return 'error'
  return statusCode >= CLIENT_ERROR || aborted === true ? 'warn' : 'info'
}

function isIgnored(path: string, ignore: readonly (string | RegExp)[]): boolean {
  return ignore.some((rule) => (typeof rule === 'string' ? rule === path : path.search(rule) !== -1))
}
