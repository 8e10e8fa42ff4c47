// Takes what a test writes to stderr at once, as these packages do at the end of a process.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const STDERR = 2

/**
 * From now on nothing that is written synchronously reaches stderr; it is kept instead.
 *
 * @returns {import('./stderr.d.mts').StderrCapture}
 */
export function captureStderr() {
  const { writeSync } = fs
  let text = ''
  fs.writeSync = (descriptor, bytes, offset = 0, ...rest) => {
    if (descriptor !== STDERR) return writeSync(descriptor, bytes, offset, ...rest)
    const written = Buffer.from(bytes).subarray(offset)
    text += written.toString()
    return written.length
  }
  syncBuiltinESMExports()
  return {
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    release() {
      fs.writeSync = writeSync
      syncBuiltinESMExports()
    },
  }
}
