import { outsideContext } from '../../context/scope.js'
import { FAILURE_KINDS, type RequestFailure } from '../../failure.js'
import { guardedCall } from '../../reporting/guarded-call.js'
import { isError } from '../../reporting/safe-error.js'
import { isThenable } from '../../thenable.js'
import { RejectionValueError, RequestTimeoutError } from './failure.js'

const UNKNOWN_ERROR = 'UnknownError'

const EXPECTED = `\`classify\` must return { kind, code, error } with one of the kinds ${FAILURE_KINDS.join(', ')}.`

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
  const report = isOne ? onError : ignore
  const answer = guardedCall(() => outsideContext(() => classify(error)), report)
  const failure = read(answer)
  if (failure === undefined && answer !== undefined && !isThenable(answer)) report(new TypeError(EXPECTED))
  if (!isOne) return { ...(failure ?? classifyAsTransient(undefined)), error: new RejectionValueError(error) }
  return failure ?? { kind: 'transient', code: UNKNOWN_ERROR, error }
}

/** What was returned, if it says what it must; it may be anything. */
function read(answer: unknown): RequestFailure | undefined {
  try {
    const { kind, code, error, otherwise, ambiguous } = answer as RequestFailure
    if (!FAILURE_KINDS.includes(kind)) return undefined
    return { kind, code: typeof code === 'string' ? code : UNKNOWN_ERROR, error, otherwise, ambiguous }
  } catch {
    return undefined
  }
}

function ignore(): void {}
