import type { AwsPort } from '../aws/port.js'
import type { Cancel, Clock } from '../clock.js'
import { guardedAnswer } from '../reporting/guarded-call.js'
import type { Report } from '../reporting/report.js'

/** Connections that are not closed by then are left to the end of the process, in ms. */
const CLOSE_TIMEOUT_MS = 1_000

interface Closing {
  readonly report: Report
  readonly clock: Pick<Clock, 'schedule'>
  /** What is left of the time of the shutdown, in ms; of it, a second at most is used. */
  readonly leftMs: number
}

/**
 * Closes the connections in the time there is. A client of the application may fail to close, or never be done with it:
 * that is told once, and the shutdown goes on. Never rejects.
 */
export async function closePort(port: Pick<AwsPort<never, never>, 'close'>, closing: Closing): Promise<void> {
  const { report, clock } = closing
  const timeoutMs = Math.max(0, Math.min(CLOSE_TIMEOUT_MS, closing.leftMs))
  let isGivenUp = false
  let cancel: Cancel = () => {}
  const closed = guardedAnswer<unknown>(
    () => port.close?.(),
    undefined,
    (error) => {
      if (!isGivenUp) report.callbackFailed('client.close', error)
    },
  )
  const expired = new Promise<void>((resolve) => {
    cancel = clock.schedule(() => {
      isGivenUp = true
      report({
        level: 'warn',
        code: 'MON_CLIENT_NOT_CLOSED',
        subject: 'client.close',
        message: `The client was not closed within ${Math.round(timeoutMs)} ms; its connections are left to the end of the process.`,
      })
      resolve()
    }, timeoutMs)
  })
  await Promise.race([closed, expired])
  cancel()
}
