import { inspect, types } from 'node:util'
import { STDERR_FILE_DESCRIPTOR, writeNow } from '../reporting/write-now.js'

/** The flag that decides what an unhandled rejection does, with a mode in which it does not end the process. https://nodejs.org/api/cli.html#--unhandled-rejectionsmode */
const MILD_REJECTIONS = /--unhandled[-_]rejections[=, ](?!throw|strict)/

/** Where an error came from, as Node says. */
const REJECTED = 'unhandledRejection'

/**
 * Whether Node prints of what was thrown, later, what it would have printed at first. Of an `Error` it finds by itself
 * where it was made; of anything else it knows only then where it was thrown.
 *
 * @param origin `unhandledRejection`, for which Node makes an error of its own where there is none, or `uncaughtException`.
 */
export function canBeThrownAgain(error: unknown, origin: unknown): boolean {
  return origin === REJECTED || (types.isNativeError(error) && Error.stackTraceLimit > 0)
}

/**
 * Lets Node end the process of an error as if nobody had caught it. It is rejected rather than thrown: then Node prints
 * the line in which it was made, as it did not see it thrown, and not a line of ours.
 *
 * @param before Called right before, in the same turn, so that nothing of ours catches it and no other error comes first.
 */
export function throwAgain(error: unknown, origin: unknown, before: () => void): void {
  setImmediate(() => {
    before()
    if (origin === REJECTED || (types.isNativeError(error) && rejectionsEndTheProcess())) {
      // Nobody would have got it: it was thrown, or nobody listened when it was rejected.
      process.removeAllListeners(REJECTED)
      void Promise.reject(error)
      return
    }
    queueMicrotask(() => {
      throw error
    })
  })
}

/** Prints an error as Node does at the end, but for the line of its source, where nothing can be thrown any more. */
export function printUncaught(error: unknown): void {
  writeNow(STDERR_FILE_DESCRIPTOR, Buffer.from(`${inspect(error)}\n\nNode.js ${process.version}\n`))
}

function rejectionsEndTheProcess(): boolean {
  return !MILD_REJECTIONS.test(`${process.execArgv} ${process.env['NODE_OPTIONS']}`)
}
