import { outsideContext } from '../../context/scope.js'
import type { RequestFailure } from '../../failure.js'
import { guardedCall } from '../../reporting/guarded-call.js'
import { isError } from '../../reporting/safe-error.js'
import { RejectionValueError, RequestTimeoutError } from './failure.js'

const UNKNOWN_ERROR = 'UnknownError'

type Classify = (error: unknown) => RequestFailure

/** Without knowledge of the destination, whatever goes wrong may pass. */
export const classifyAsTransient: Classify = (error) => {
  const code = error instanceof Error ? error.name : UNKNOWN_ERROR
  return { kind: 'transient', code, error, ...(error instanceof RequestTimeoutError ? { ambiguous: true } : {}) }
}

/**
 * Decides what a rejection of `send` means. What is no error is told as what it is; whoever classifies is asked, too, as
 * he may know the value, but to stumble over it is no mistake of his.
 *
 * @param onError Receives the mistake of whoever classifies.
 */
export function classifyRejection(
  error: unknown,
  classify: Classify,
  onError: (error: unknown) => void,
): RequestFailure {
  const isOne = isError(error)
  const failure = guardedCall(() => outsideContext(() => classify(error)), isOne ? onError : ignore)
  if (!isOne) return { ...(failure ?? classifyAsTransient(undefined)), error: new RejectionValueError(error) }
  return failure ?? { kind: 'transient', code: UNKNOWN_ERROR, error }
}

function ignore(): void {}
