import { writeSync } from 'node:fs'

const STDERR_FILE_DESCRIPTOR = 2

/** How long a stderr that takes nothing (a full pipe) is waited for before the rest is given up, in ms. */
const PATIENCE_MS = 1_000
const PAUSE_MS = 5

/**
 * Writes lines that could not be delivered to stderr, each marked with `"unsent":true`, at once, so
 * that the container's log driver has them even if the process ends now.
 */
export function writeUnsent(lines: readonly string[]): void {
  let bytes = Buffer.from(lines.map((line) => `${mark(line)}\n`).join(''))
  let patience = PATIENCE_MS
  while (bytes.length > 0 && patience > 0) {
    try {
      bytes = bytes.subarray(writeSync(STDERR_FILE_DESCRIPTOR, bytes))
      patience = PATIENCE_MS
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      patience -= PAUSE_MS
      pause()
    }
  }
}

/** Waits without giving up the thread: nothing else would run any more. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, PAUSE_MS)
}

/** Says in a line that it was not delivered. A line that is no JSON object becomes the message of one. */
export function mark(line: string): string {
  if (!line.startsWith('{"')) return JSON.stringify({ unsent: true, message: line })
  if (!line.includes('"unsent":')) return `{"unsent":true,${line.slice(1)}`
  try {
    // A field of the application has the name; two of one name would make the line invalid.
    const { unsent, ...record } = JSON.parse(line) as Record<string, unknown>
    return JSON.stringify({ unsent: true, ...record, ...(unsent === undefined ? {} : { unsent_: unsent }) })
  } catch {
    return JSON.stringify({ unsent: true, message: line })
  }
}
