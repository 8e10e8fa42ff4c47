import { config } from 'winston'

/** Severity by level name; a lower number is more severe, as winston has it. */
export type LevelMap = Readonly<Record<string, number>>

/** winston's own levels: error, warn, info, http, verbose, debug, silly. */
export const DEFAULT_LEVELS: LevelMap = config.npm.levels

/** The number of the least severe level that may be. */
export const MAX_SEVERITY = 1_000

/** The name of the least severe level; empty where there is none. */
export function leastSevere(levels: LevelMap): string {
  let least = ''
  for (const level of Object.keys(levels)) {
    if (least === '' || (levels[level] ?? 0) > (levels[least] ?? 0)) least = level
  }
  return least
}
