// Looks at what a test left on disk.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names of the files below a directory, at any depth; none when there is no directory. */
export function filesIn(directory) {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
