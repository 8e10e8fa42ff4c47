import { MonitoringError } from '../errors.js'
import type { FailureKind, RequestFailure } from '../failure.js'
import { KIND_BY_CODE, NOT_SENT_CODES, OTHERWISE_BY_CODE } from './error-classes.js'

/**
 * Names that say less than the code or the status beside them: Node reports a refused connection as an
 * AggregateError, and the SDK calls an answer without a body Unknown.
 */
const GENERIC_NAMES = new Set(['Error', 'AggregateError', 'TypeError', 'Unknown'])

/** In the order in which they count where an error has several names. */
const KINDS: readonly FailureKind[] = ['throttled', 'curable', 'unavailable', 'rejected']

const UNKNOWN_ERROR = 'UnknownError'

const BAD_REQUEST = 400
const UNAUTHORIZED = 401
const FORBIDDEN = 403
const NOT_FOUND = 404
const PAYLOAD_TOO_LARGE = 413
const TOO_MANY_REQUESTS = 429
const SERVER_ERROR = 500

interface ErrorShape {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly $metadata?: { readonly httpStatusCode?: unknown }
  readonly $retryable?: { readonly throttling?: unknown }
}

/**
 * Decides what an error of an AWS SDK client means for delivery, from its name, code and HTTP status
 * alone, so that no SDK package is needed. What it does not know is `transient`: sent again, with
 * backoff, until the items are too old.
 *
 * @example
 * ```ts
 * classifyAwsError(Object.assign(new Error('…'), { name: 'ThrottlingException' })).kind // 'throttled'
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */
export function classifyAwsError(error: unknown): RequestFailure {
  try {
    return classifyShape(error)
  } catch {
    // What throws when it is read says nothing, least of all that the request did not arrive.
    return { kind: 'transient', code: UNKNOWN_ERROR, error, ambiguous: true }
  }
}

function classifyShape(error: unknown): RequestFailure {
  const shape: ErrorShape = typeof error === 'object' && error !== null ? error : {}
  const names = [shape.name, shape.code].filter((name): name is string => typeof name === 'string' && name !== '')
  const status = typeof shape.$metadata?.httpStatusCode === 'number' ? shape.$metadata.httpStatusCode : undefined
  const code =
    names.find((name) => !GENERIC_NAMES.has(name)) ?? (status === undefined ? UNKNOWN_ERROR : `HTTP ${status}`)
  const kind = kindOf(names, status, shape)
  const otherwise = kind === 'curable' ? OTHERWISE_BY_CODE.get(names.find(isCurable) ?? '') : undefined
  return {
    kind,
    code,
    error,
    ...(isAmbiguous(kind, names, status) ? { ambiguous: true } : {}),
    ...(otherwise === undefined ? {} : { otherwise }),
  }
}

function kindOf(names: readonly string[], status: number | undefined, shape: ErrorShape): FailureKind {
  if (MonitoringError.is(shape) && shape.retryable) return 'transient'
  if (shape.$retryable?.throttling === true) return 'throttled'
  const known = names.map((name) => KIND_BY_CODE.get(name))
  const kind = KINDS.find((candidate) => known.includes(candidate))
  if (kind !== undefined) return kind
  // The SDK throws a plain Error when no region is configured.
  return shape.message === 'Region is missing' ? 'unavailable' : kindOfStatus(status)
}

function kindOfStatus(status: number | undefined): FailureKind {
  switch (status) {
    case TOO_MANY_REQUESTS:
      return 'throttled'
    case UNAUTHORIZED:
    case FORBIDDEN:
    case NOT_FOUND:
      return 'unavailable'
    case BAD_REQUEST:
    case PAYLOAD_TOO_LARGE:
      return 'rejected'
    default:
      return 'transient'
  }
}

/** No answer, or one that says that the service broke off: it may have taken the request before. */
function isAmbiguous(kind: FailureKind, names: readonly string[], status: number | undefined): boolean {
  if (kind === 'throttled' || kind === 'unavailable' || kind === 'rejected') return false
  if (names.some((name) => NOT_SENT_CODES.has(name))) return false
  return status === undefined ? kind === 'transient' || names.some(isStale) : status >= SERVER_ERROR
}

function isCurable(name: string): boolean {
  return OTHERWISE_BY_CODE.has(name)
}

function isStale(name: string): boolean {
  return OTHERWISE_BY_CODE.get(name) === 'transient'
}
