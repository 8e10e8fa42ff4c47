// The ends that a program of a test may come to.
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'

/** Each ends the process that calls it; `signal` leaves that to the parent. */
export const ENDINGS = {
  'empty loop'() {},
  'process.exit'() {
    process.exit(3)
  },
  signal() {
    stay()
  },
  'uncaught exception'() {
    stay()
    setTimeout(() => {
      throw new Error('root cause')
    }, 5)
  },
  'unhandled rejection'() {
    stay()
    void Promise.reject(new Error('root cause'))
  },
}

/** Says that the end begins, so that its time can be taken, and begins it. */
export function endBy(ending) {
  writeSync(1, 'ending\n')
  ENDINGS[ending]()
}

/** A service that would go on. */
function stay() {
  createServer().listen(0, '127.0.0.1')
}
