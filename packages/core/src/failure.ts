/** Every {@link FailureKind}. */
export const FAILURE_KINDS = ['throttled', 'transient', 'curable', 'unavailable', 'rejected'] as const

/**
 * Why a request or one of its items failed, which decides what happens next.
 *
 * - `throttled`: too fast. Sent again later, with less concurrency.
 * - `transient`: a fault that passes (timeout, reset, 5xx). Sent again later. It may have been accepted: a resend can duplicate.
 * - `curable`: the next attempt may cure it (a clock that was corrected, credentials that were renewed, a connection
 *   that was closed). Sent again at once, also within a shutdown; when it fails so again and again, it is `unavailable`.
 * - `unavailable`: cannot succeed until somebody acts (missing stream, access denied, no credentials). Held, and probed slowly.
 * - `rejected`: the service refuses this content. Never sent again; a refused batch is halved until the culprit stands alone.
 */
export type FailureKind = (typeof FAILURE_KINDS)[number]

/** Why a whole request failed. */
export interface RequestFailure {
  /** What happens next. */
  readonly kind: FailureKind
  /** Name or code of the error, for example `ThrottlingException` or `ECONNRESET`. */
  readonly code: string
  /** What the request failed with. */
  readonly error: unknown
  /** What a `curable` failure counts as when the next attempts did not cure it. @defaultValue 'unavailable' */
  readonly otherwise?: FailureKind | undefined
  /** The service may have accepted the request all the same: no answer came back. @defaultValue false */
  readonly ambiguous?: boolean | undefined
}
