import { MonitoringError } from '../../errors.js'
import type { FailureKind } from '../../failure.js'

/** One item that the service did not take although it answered the request. */
export interface ItemFailure {
  /** Position in the batch that was sent. */
  readonly index: number
  readonly kind: FailureKind
  /** The service's error code, for example `ServiceUnavailableException`. */
  readonly code: string
}

/** What became of a request that was answered. Items that are not in `failed` were accepted. */
export interface SendOutcome {
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
