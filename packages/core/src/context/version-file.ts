import { readFileSync } from 'node:fs'

const MAX_VERSION_LENGTH = 255

/** The first line of a file that a deployment wrote, such as CodeDeploy's deployment id; undefined when there is none. */
export function readVersionFile(file: string): string | undefined {
  try {
    const line = readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() ?? ''
    return line === '' ? undefined : line.slice(0, MAX_VERSION_LENGTH)
  } catch {
    return undefined
  }
}
