import { MonitoringError } from '../../errors.js'
import { describeValue } from '../../expect.js'
import type { FailureKind } from '../../failure.js'

/** One item that the service did not take although it answered the request. */
export interface ItemFailure {
  /** Position in the batch that was sent. */
  readonly index: number
  /** What happens to the item next. */
  readonly kind: FailureKind
  /** The service's error code, for example `ServiceUnavailableException`. */
  readonly code: string
}

/** What became of a request that was answered. Items that are not in `failed` were accepted. */
export interface SendOutcome {
  /** The items that were not accepted. @defaultValue [] */
  readonly failed?: readonly ItemFailure[] | undefined
  /** Bytes the service bills for the accepted items, where that differs from their size. */
  readonly billedBytes?: number | undefined
}

/** A request was not answered within `requestTimeoutMs`. It may have been accepted all the same. */
export class RequestTimeoutError extends MonitoringError {
  constructor(timeoutMs: number) {
    super(`The request was not answered within ${timeoutMs} ms; it is sent again and may arrive twice.`, {
      code: 'MON_DELIVERY_TIMEOUT',
      retryable: true,
    })
  }
}

/** `send` rejected with a value that is no error, and so says neither what happened nor where. */
export class RejectionValueError extends MonitoringError {
  constructor(value: unknown) {
    super(`\`send\` of the client rejected with ${textOf(value)}, which is no error.`, {
      code: 'MON_DELIVERY_NOT_AN_ERROR',
      retryable: true,
      cause: value,
    })
  }
}

function textOf(value: unknown): string {
  if (value === undefined) return 'undefined'
  return typeof value === 'string' ? JSON.stringify(value) : describeValue(value)
}
