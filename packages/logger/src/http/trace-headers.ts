import { lazyNode } from '@org/core'
import { isSafeId, readTraceparent, readXRayHeader, type Trace } from '@org/core/context'

const TRACE_ID_BYTES = 16

/** The ids of one request. */
export interface RequestIds extends Trace {
  /** That of `x-request-id`, or a new one. */
  readonly requestId: string
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads a request's ids, and makes those that are missing or not safe to log. */
export function readRequestIds(headers: Headers): RequestIds {
  const requestId = first(headers['x-request-id'])
  return {
    requestId: isSafeId(requestId) ? requestId : lazyNode.crypto.randomUUID(),
    ...(readTraceparent(first(headers['traceparent']) ?? '') ??
      readXRayHeader(first(headers['x-amzn-trace-id']) ?? '') ?? {
        traceId: lazyNode.crypto.randomBytes(TRACE_ID_BYTES).toString('hex'),
      }),
  }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}
