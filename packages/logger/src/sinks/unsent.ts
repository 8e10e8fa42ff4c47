import { writeSync } from 'node:fs'

const STDERR_FILE_DESCRIPTOR = 2

/** Attempts at a stderr that is not ready (a full pipe) before the rest is given up. */
const MAX_ATTEMPTS = 1_000

/**
 * Writes lines that could not be delivered to stderr, each marked with `"unsent":true`, at once, so
 * that the container's log driver has them even if the process ends now.
 */
export function writeUnsent(lines: readonly string[]): void {
  const text = lines.map((line) => `${mark(line)}\n`).join('')
  let bytes = Buffer.from(text)
  for (let attempt = 0; attempt < MAX_ATTEMPTS && bytes.length > 0; attempt++) {
    try {
      bytes = bytes.subarray(writeSync(STDERR_FILE_DESCRIPTOR, bytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
    }
  }
}

function mark(line: string): string {
  return line.startsWith('{"') ? `{"unsent":true,${line.slice(1)}` : JSON.stringify({ unsent: true, message: line })
}
