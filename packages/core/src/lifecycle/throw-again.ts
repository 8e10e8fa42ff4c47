/** The flag that decides what an unhandled rejection does. https://nodejs.org/api/cli.html#--unhandled-rejectionsmode */
const REJECTION_FLAG = /--unhandled[-_]rejections/

/**
 * Lets Node end the process of an error as if nobody had caught it. An `Error` is rejected rather than thrown: then
 * Node prints the line where it was made, as it did not see it thrown, and not a line of ours.
 *
 * @param before Called right before, in the same turn, so that nothing of ours catches it and no other error comes first.
 */
export function throwAgain(error: unknown, before: () => void): void {
  setImmediate(() => {
    before()
    if (!(error instanceof Error) || !rejectionsEndTheProcess()) throw error
    // Nobody would have got it: it was thrown, or nobody listened when it was rejected.
    process.removeAllListeners('unhandledRejection')
    void Promise.reject(error)
  })
}

function rejectionsEndTheProcess(): boolean {
  return !REJECTION_FLAG.test(`${process.execArgv} ${process.env['NODE_OPTIONS']}`)
}
