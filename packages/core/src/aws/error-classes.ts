import type { FailureKind } from '../failure.js'

type Codes = readonly string[]

/** Too fast. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html and the services' own lists */
const THROTTLED: Codes = [
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
]

/**
 * The time of the signature or the credentials were over. The SDK corrects its clock by the answer, and
 * renews credentials; the next attempt may be right. Lambda signs so after a thaw.
 */
const CURABLE: Codes = [
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'SignatureExpired',
  'RequestExpired',
  'RequestTimeTooSkewed',
  'RequestInTheFuture',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
]

/** A connection that was kept and that the other side has closed meanwhile. The next one is fresh. */
const STALE_CONNECTION: Codes = ['ECONNRESET', 'EPIPE', 'ECONNABORTED']

/** Nothing can succeed until somebody acts. */
const UNAVAILABLE: Codes = [
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedException',
  'NotAuthorizedForSourceException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'IncompleteSignature',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
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
]

/** The service refuses the content. */
const REJECTED: Codes = [
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
]

/** The request did not leave: nothing can have been accepted. */
const NOT_SENT: Codes = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOTFOUND', 'EADDRNOTAVAIL']

/** What a name or code of an error means for delivery. */
export const KIND_BY_CODE: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ...entries(THROTTLED, 'throttled'),
  ...entries(CURABLE, 'curable'),
  ...entries(STALE_CONNECTION, 'curable'),
  ...entries(UNAVAILABLE, 'unavailable'),
  ...entries(REJECTED, 'rejected'),
])

/** What an error that a next attempt did not cure comes to. */
export const OTHERWISE_BY_CODE: ReadonlyMap<string, FailureKind> = new Map<string, FailureKind>([
  ...entries(CURABLE, 'unavailable'),
  ...entries(STALE_CONNECTION, 'transient'),
])

export const NOT_SENT_CODES: ReadonlySet<string> = new Set(NOT_SENT)

/**
 * Codes of single records that PutRecordBatch did not take; any other may pass, too.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatchResponseEntry.html
 */
export function recordFailureKind(code: string): FailureKind {
  return code === 'ServiceUnavailableException' ? 'throttled' : 'transient'
}

/**
 * Codes of single entries that PutEvents did not take. Those that AWS does not name as retryable cannot succeed.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export function entryFailureKind(code: string): FailureKind {
  switch (code) {
    case 'InternalFailure':
    case 'InternalException':
      return 'transient'
    case 'ThrottlingException':
      return 'throttled'
    default:
      return 'rejected'
  }
}

function entries(codes: Codes, kind: FailureKind): readonly (readonly [string, FailureKind])[] {
  return codes.map((code) => [code, kind] as const)
}
