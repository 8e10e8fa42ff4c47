import { STDERR_FILE_DESCRIPTOR, writeNow } from '../reporting/write-now.js'

/**
 * Writes lines that could not be delivered to stderr, each marked with `"unsent":true`, before it returns, so
 * that the container's log driver has them even if the process ends now.
 */
export function writeUnsent(lines: readonly string[]): void {
  writeNow(STDERR_FILE_DESCRIPTOR, Buffer.from(lines.map((line) => `${mark(line)}\n`).join('')))
}

/** Says in a line that it was not delivered. A line that is no JSON object becomes the message of one. */
export function mark(line: string): string {
  if (!line.startsWith('{"')) return JSON.stringify({ unsent: true, message: line })
  if (!line.includes('"unsent":')) return `{"unsent":true,${line.slice(1)}`
  try {
    // A field of the application has the name; two of one name would make the line invalid.
    const { unsent, ...record } = JSON.parse(line) as Record<string, unknown>
    return JSON.stringify({ unsent: true, unsent_: unsent, ...record })
  } catch {
    return JSON.stringify({ unsent: true, message: line })
  }
}
