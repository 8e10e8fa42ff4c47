import { nodeModules } from '../node-modules.js'

/** Ids from outside are only believed in this shape; anything else could forge or break records. */
const SAFE_ID = /^[\w.\-:/=+@]{1,128}$/

/** Version 00 ends after the flags; later ones may go on. Version ff does not exist. https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT =
  /^(?:00-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}|(?!00|ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:-.*)?)$/

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const XRAY_ROOT = /(?:^|;)\s*Root=1-([\da-f]{8})-([\da-f]{24})(?:;|$)/i
const XRAY_PARENT = /(?:^|;)\s*Parent=([\da-f]{16})(?:;|$)/i

/** Ids of nothing but zeros are invalid, in W3C and X-Ray alike. */
const ALL_ZEROS = /^0+$/
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
    requestId: requestId !== undefined && SAFE_ID.test(requestId) ? requestId : nodeModules.crypto.randomUUID(),
    ...(readTrace(headers) ?? { traceId: nodeModules.crypto.randomBytes(TRACE_ID_BYTES).toString('hex') }),
  }
}

function readTrace(headers: Headers): Omit<RequestIds, 'requestId'> | undefined {
  return readTraceparent(first(headers['traceparent']) ?? '') ?? readXRay(first(headers['x-amzn-trace-id']) ?? '')
}

function readTraceparent(header: string): Omit<RequestIds, 'requestId'> | undefined {
  const [, trace00, span00, trace = trace00, span = span00] = TRACEPARENT.exec(header) ?? []
  if (trace === undefined || span === undefined) return undefined
  return ALL_ZEROS.test(trace) || ALL_ZEROS.test(span) ? undefined : { traceId: trace, spanId: span }
}

function readXRay(header: string): Omit<RequestIds, 'requestId'> | undefined {
  const [, time, random] = XRAY_ROOT.exec(header) ?? []
  if (time === undefined || random === undefined || ALL_ZEROS.test(random)) return undefined
  const traceId = `${time}${random}`.toLowerCase()
  const spanId = XRAY_PARENT.exec(header)?.[1]?.toLowerCase()
  return spanId === undefined || ALL_ZEROS.test(spanId) ? { traceId } : { traceId, spanId }
}

function first(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0]
}
