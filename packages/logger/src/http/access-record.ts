import type { IncomingMessage, ServerResponse } from 'node:http'
import { looksLikeDate } from '@org/core/context'

/** A finished or aborted request, as the access record has it. */
export interface AccessRecord {
  /** Such as `GET`. */
  readonly method: string
  /** The route's pattern where the framework knows it, such as `/orders/:id`. */
  readonly route?: string | undefined
  /** Without the query. */
  readonly path: string
  /** Of the response, also where the client did not wait for it. */
  readonly statusCode: number
  /** From the first look at the request to the end of the response, in ms, to the microsecond. */
  readonly durationMs: number
  /** Of the body, where `content-length` says it. */
  readonly responseBytes?: number | undefined
  /** Its first 512 characters, where the client sent one. */
  readonly userAgent?: string | undefined
  /** IP address of the other end of the connection, which may be a proxy. */
  readonly remoteAddress?: string | undefined
  /** The client went away before the response was complete. */
  readonly aborted?: true | undefined
  /** Records that `debugOnError` had no room for, where it wrote the others. */
  readonly debugRecordsDropped?: number | undefined
}

/** What Express adds to a request. */
export interface RoutedRequest extends IncomingMessage {
  /** As the client asked for it; a router cuts `url`. */
  readonly originalUrl?: string
  /** Where the router is mounted. */
  readonly baseUrl?: string
  /** What the router found. */
  readonly route?: { readonly path?: unknown }
}

/** Statuses from here on say that the service failed. */
export const SERVER_ERROR = 500
const CLIENT_ERROR = 400
const MAX_USER_AGENT_LENGTH = 512

/** What a response that is over says of its request. */
export function accessRecord(request: RoutedRequest, response: ServerResponse, durationMs: number): AccessRecord {
  const { path: pattern } = request.route ?? {}
  const route = typeof pattern === 'string' ? `${request.baseUrl ?? ''}${pattern}` : undefined
  const length = Number(response.getHeader('content-length') ?? Number.NaN)
  const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH)
  const { remoteAddress } = request.socket
  return {
    method: request.method ?? 'GET',
    path: requestPath(request),
    statusCode: response.statusCode,
    durationMs: Math.round(durationMs * 1_000) / 1_000,
    ...(route === undefined ? {} : { route }),
    ...(Number.isFinite(length) ? { responseBytes: length } : {}),
    // One that looks like a date would make the field one of dates in an index.
    ...(userAgent === undefined || looksLikeDate(userAgent) ? {} : { userAgent }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
    ...(response.writableFinished ? {} : { aborted: true as const }),
  }
}

/** The path that was asked for, also where a router has cut it since. */
export function requestPath({ originalUrl, url }: RoutedRequest): string {
  return pathOf(originalUrl ?? url ?? '/')
}

/** The level of an access record, where the logger has it. */
export function accessLevel({ statusCode, aborted }: AccessRecord): string {
  if (statusCode >= SERVER_ERROR) return 'error'
  return statusCode >= CLIENT_ERROR || aborted === true ? 'warn' : 'info'
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return end === -1 ? url : url.slice(0, end)
}
