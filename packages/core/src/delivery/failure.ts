import { MonitoringError } from '../errors.js'

/**
 * Why a request or one of its items failed, which decides what happens next.
 *
 * - `throttled`: too fast. Sent again later, with less concurrency.
 * - `transient`: a fault that passes (timeout, reset, 5xx). Sent again later. It may have been accepted: a resend can duplicate.
 * - `unavailable`: cannot succeed until somebody acts (missing stream, access denied, no credentials). Held, and probed slowly.
 * - `rejected`: the service refuses this content. Never sent again; a refused batch is halved until the culprit stands alone.
 */
export type FailureKind = 'throttled' | 'transient' | 'unavailable' | 'rejected'

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

/** Why a whole request failed. */
export interface RequestFailure {
  readonly kind: FailureKind
  /** Name or code of the error, for example `ThrottlingException` or `ECONNRESET`. */
  readonly code: string
  readonly error: unknown
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
