import { MonitoringError } from '../errors.js'
import type { FailureKind, RequestFailure } from './failure.js'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html and the services' own lists */
const THROTTLED_CODES = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'LimitExceededException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'ProvisionedThroughputExceededException',
  'SlowDown',
  // Firehose answers throttling with this name. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
  'ServiceUnavailableException',
])

const UNAVAILABLE_CODES = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedException',
  'NotAuthorizedForSourceException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'OptInRequired',
  'CredentialsProviderError',
  'TokenProviderError',
  'ResourceNotFoundException',
  'ResourceNotFound',
  'UnknownEndpoint',
  'InvalidKMSResourceException',
  'InvalidSourceException',
  'UnknownOperationException',
  // The client package is not installed where this code runs.
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  // No such host: wrong region or endpoint, or no DNS.
  'ENOTFOUND',
])

const REJECTED_CODES = new Set([
  'ValidationException',
  'ValidationError',
  'InvalidParameterValue',
  'InvalidParameterValueException',
  'InvalidParameterCombination',
  'InvalidParameterCombinationException',
  'MissingRequiredParameter',
  'MissingParameter',
  'MissingRequiredParameterException',
  'InvalidArgumentException',
  'MalformedDetail',
  'SerializationException',
  'RequestEntityTooLarge',
  'RequestEntityTooLargeException',
  'PayloadTooLargeException',
])

/** Names that say less than the code beside them: Node reports a refused connection as an AggregateError. */
const GENERIC_NAMES = new Set(['Error', 'AggregateError', 'TypeError'])

const BAD_REQUEST = 400
const UNAUTHORIZED = 401
const FORBIDDEN = 403
const NOT_FOUND = 404
const REQUEST_TIMEOUT = 408
const PAYLOAD_TOO_LARGE = 413
const TOO_MANY_REQUESTS = 429

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
 */
export function classifyAwsError(error: unknown): RequestFailure {
  const shape: ErrorShape = typeof error === 'object' && error !== null ? error : {}
  const names = [shape.name, shape.code].filter((name): name is string => typeof name === 'string' && name !== '')
  const status = typeof shape.$metadata?.httpStatusCode === 'number' ? shape.$metadata.httpStatusCode : undefined
  const code =
    names.find((name) => !GENERIC_NAMES.has(name)) ?? (status === undefined ? 'UnknownError' : `HTTP ${status}`)
  return { kind: kindOf(names, status, shape), code, error }
}

function kindOf(names: readonly string[], status: number | undefined, shape: ErrorShape): FailureKind {
  if (MonitoringError.is(shape) && shape.retryable) return 'transient'
  if (shape.$retryable?.throttling === true || names.some((name) => THROTTLED_CODES.has(name))) return 'throttled'
  if (names.some((name) => UNAVAILABLE_CODES.has(name))) return 'unavailable'
  if (names.some((name) => REJECTED_CODES.has(name))) return 'rejected'
  // The SDK throws a plain Error when no region is configured.
  if (shape.message === 'Region is missing') return 'unavailable'
  return kindOfStatus(status)
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
    case REQUEST_TIMEOUT:
      return 'transient'
    default:
      return 'transient'
  }
}
