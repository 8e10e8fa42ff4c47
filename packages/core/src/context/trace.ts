/** Ids from outside are only believed in this shape; anything else could forge or break records. */
const SAFE_ID = /^[\w.\-:/=+@]{1,128}$/

/** A year alone, or with a month behind a dash or a slash: `2024-01-01T…`, `2024/01/01 …`. */
const DATE = /^\s*[+-]?\d{4,9}(?:$|[-/]\d{1,2}(?!\d))/

/** Version 00 ends after the flags; later ones may go on. Version ff does not exist. https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT =
  /^(?:00-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}|(?!00|ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:-.*)?)$/

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
const XRAY_ROOT = /(?:^|;)\s*Root=1-([\da-f]{8})-([\da-f]{24})(?:;|$)/i
const XRAY_PARENT = /(?:^|;)\s*Parent=([\da-f]{16})(?:;|$)/i

/** Ids of nothing but zeros are invalid, in W3C and X-Ray alike. */
const ALL_ZEROS = /^0+$/

/** Where in a trace something happens. */
export interface Trace {
  /** 32 hexadecimal digits, from W3C or X-Ray alike. */
  readonly traceId: string
  /** The caller's span; absent when the trace began here. */
  readonly spanId?: string | undefined
}

/**
 * Whether an id that came from outside can be written into a record. One that looks like a date cannot: where it is the
 * first of an index, a search engine takes the field for one of dates, and refuses every other id.
 */
export function isSafeId(id: unknown): id is string {
  return typeof id === 'string' && SAFE_ID.test(id) && !looksLikeDate(id)
}

/** Whether the date detection of a search engine may take a text for a date. https://docs.opensearch.org/latest/field-types/mappings-use-cases/ */
export function looksLikeDate(text: string): boolean {
  return DATE.test(text)
}

/** Reads a `traceparent` header; undefined when it is not valid. https://www.w3.org/TR/trace-context/ */
export function readTraceparent(header: string): Trace | undefined {
  const [, trace00, span00, trace = trace00, span = span00] = TRACEPARENT.exec(header) ?? []
  if (trace === undefined || span === undefined) return undefined
  return ALL_ZEROS.test(trace) || ALL_ZEROS.test(span) ? undefined : { traceId: trace, spanId: span }
}

/**
 * Reads an X-Ray trace header (`X-Amzn-Trace-Id`, `_X_AMZN_TRACE_ID`); undefined when it is not valid. Its root is
 * the same id as W3C's, without version and dashes.
 */
export function readXRayHeader(header: string): Trace | undefined {
  const [, time, random] = XRAY_ROOT.exec(header) ?? []
  if (time === undefined || random === undefined || ALL_ZEROS.test(random)) return undefined
  const traceId = `${time}${random}`.toLowerCase()
  const spanId = XRAY_PARENT.exec(header)?.[1]?.toLowerCase()
  return spanId === undefined || ALL_ZEROS.test(spanId) ? { traceId } : { traceId, spanId }
}
