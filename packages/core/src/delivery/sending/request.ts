import type { Clock } from '../../clock.js'
import { MonitoringError } from '../../errors.js'
import type { SendContext } from '../options.js'
import type { Entry } from '../queue/entry.js'
import { RequestTimeoutError, type SendOutcome } from './failure.js'

/** One request under way. */
export interface Request<T> {
  readonly entries: readonly Entry<T>[]
  /** Sum of the entries' bytes. */
  readonly bytes: number
  /** Monotonic milliseconds. */
  readonly begunAt: number
  /** Resolves with the answer; rejects with the failure, at the latest at the timeout or when aborted. */
  readonly answer: Promise<SendOutcome>
  /** Gives the request up. */
  abort(reason: Error): void
}

/** Starts a request whose answer is bounded in time even if the transport ignores the signal. */
export function startRequest<T>(
  entries: readonly Entry<T>[],
  send: (items: readonly T[], context: SendContext) => Promise<SendOutcome>,
  timeoutMs: number,
  clock: Clock,
): Request<T> {
  const begunAt = clock.monotonic()
  const controller = new AbortController()
  let abort: (reason: Error) => void = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = (reason) => {
      cancelTimeout()
      reject(reason)
      controller.abort(reason)
    }
  })
  const cancelTimeout = clock.schedule(() => abort(new RequestTimeoutError(timeoutMs)), timeoutMs)
  const answer = Promise.race([callSend(entries, send, controller.signal), aborted]).finally(cancelTimeout)
  let bytes = 0
  for (const entry of entries) bytes += entry.bytes
  return { entries, bytes, begunAt, answer, abort }
}

async function callSend<T>(
  entries: readonly Entry<T>[],
  send: (items: readonly T[], context: SendContext) => Promise<SendOutcome>,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const outcome: unknown = await send(
    entries.map((entry) => entry.item),
    { signal },
  )
  return expectOutcome(outcome, entries.length)
}

/** A transport without types may answer nothing; what cannot be read is not taken for an acceptance. */
function expectOutcome(outcome: unknown, items: number): SendOutcome {
  if (outcome === undefined || outcome === null) return {}
  const { failed } = outcome as { readonly failed?: unknown }
  const isReadable = Array.isArray(failed) && failed.every((failure) => isItemFailure(failure, items))
  if (failed === undefined || isReadable) return outcome as SendOutcome
  throw new MonitoringError(
    '`send` must resolve with `failed` as an array of `{ index, kind, code }`, or without it; an index is a place in the batch.',
    { code: 'MON_DELIVERY_ANSWER_INVALID', retryable: true },
  )
}

function isItemFailure(failure: unknown, items: number): boolean {
  const { index } = (failure ?? {}) as { readonly index?: unknown }
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < items
}
