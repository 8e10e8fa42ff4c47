// A directory for the spill of a test, and what is in it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { filesIn } from './files-in.mjs'

/** A directory that goes with the test. */
export function temporaryDirectory() {
  const directory = mkdtempSync(join(tmpdir(), 'spill-'))
  // A write may be under way still.
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }))
  return directory
}

/** The text of every segment below a directory. */
export function segmentsIn(directory) {
  return filesIn(directory)
    .filter((name) => name.endsWith('.segment'))
    .flatMap((name) => {
      try {
        return [readFileSync(name, 'utf8')]
      } catch {
        // Deleted since it was listed.
        return []
      }
    })
}

/** Waits, turn by turn of the event loop, for what the file system does in the background; each turn may move a clock. */
export async function until(condition, step = () => {}) {
  const giveUpAt = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error(`It never came true: ${condition.toString()}`)
    await step()
    await new Promise((resolve) => setImmediate(resolve))
  }
}
