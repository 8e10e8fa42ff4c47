import { randomBytes, randomUUID } from 'node:crypto'

/** Ids from outside are only believed in this shape; anything else could forge or break records. */
const SAFE_ID = /^[\w.\-:/=+@]{1,128}$/

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const XRAY_ROOT = /(?:^|;)\s*Root=1-([\da-f]{8})-([\da-f]{24})(?:;|$)/i
const XRAY_PARENT = /(?:^|;)\s*Parent=([\da-f]{16})(?:;|$)/i

const NO_TRACE = '0'.repeat(32)
const TRACE_ID_BYTES = 16

/** The ids of one request. */
export interface RequestIds {
  readonly requestId: string
  /** 32 hexadecimal digits, from W3C or X-Ray headers alike. */
  readonly traceId: string
  /** The caller's span; absent when the request began here. */
  readonly spanId?: string | undefined
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Reads a request's ids, and makes those that are missing or not safe to log. */
export function readRequestIds(headers: Headers): RequestIds {
  const requestId = first(headers['x-request-id'])
  return {
    requestId: requestId !== undefined && SAFE_ID.test(requestId) ? requestId : randomUUID(),
    ...(readTrace(headers) ?? { traceId: randomBytes(TRACE_ID_BYTES).toString('hex') }),
  }
}

function readTrace(headers: Headers): Omit<RequestIds, 'requestId'> | undefined {
  const w3c = TRACEPARENT.exec(first(headers['traceparent']) ?? '')
  if (w3c?.[1] !== undefined && w3c[1] !== NO_TRACE) return { traceId: w3c[1], spanId: w3c[2] }
  const xray = first(headers['x-amzn-trace-id']) ?? ''
  const root = XRAY_ROOT.exec(xray)
  if (root?.[1] === undefined || root[2] === undefined) return undefined
  const parent = XRAY_PARENT.exec(xray)?.[1]
  const traceId = (root[1] + root[2]).toLowerCase()
  return parent === undefined ? { traceId } : { traceId, spanId: parent.toLowerCase() }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}
