import { onTestFinished } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'

/** Keeps what a test writes to stderr at once, diagnostics and unsent lines, from the terminal. Returns what gives the lines so far. */
export function standardError(): () => readonly Readonly<Record<string, unknown>>[] {
  const stderr = captureStderr()
  onTestFinished(stderr.release)
  return stderr.lines
}
