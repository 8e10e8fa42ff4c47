import { writeSync } from 'node:fs'

/** How long a reader that takes nothing (a full pipe) is waited for before the rest is given up, in ms. */
const PATIENCE_MS = 1_000
const PAUSE_MS = 5

/** Stdout, for {@link writeNow}. */
export const STDOUT_FILE_DESCRIPTOR = 1
/** Stderr, for {@link writeNow}. */
export const STDERR_FILE_DESCRIPTOR = 2

/**
 * Writes bytes to a file descriptor before it returns, so that they are out even if the process ends now.
 * A full pipe is waited for, up to a second without progress. Never throws.
 *
 * @returns How many bytes were written.
 */
export function writeNow(descriptor: number, bytes: Uint8Array, patienceMs = PATIENCE_MS): number {
  let written = 0
  let patience = patienceMs
  while (written < bytes.length && patience >= 0) {
    try {
      written += writeSync(descriptor, bytes, written)
      patience = patienceMs
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') break
      patience -= PAUSE_MS
      if (patience >= 0) pause()
    }
  }
  return written
}

/** Waits without giving up the thread: nothing else would run any more. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, PAUSE_MS)
}
