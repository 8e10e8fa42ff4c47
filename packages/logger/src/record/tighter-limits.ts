import type { ResolvedRecordLimits } from './limits.js'

/** Limits of the second and the last attempt at a line that is too long. */
const TIGHTER: readonly Omit<ResolvedRecordLimits, 'maxLineBytes'>[] = [
  { maxStringLength: 1_024, maxDepth: 4, maxKeys: 50, maxArrayLength: 20 },
  { maxStringLength: 128, maxDepth: 2, maxKeys: 20, maxArrayLength: 5 },
]

/** Ever tighter limits for a line that is too long, never looser than what the application asked for. */
export function tighterLimits(limits: ResolvedRecordLimits): readonly ResolvedRecordLimits[] {
  return TIGHTER.map((tighter) => ({
    maxLineBytes: limits.maxLineBytes,
    maxStringLength: Math.min(limits.maxStringLength, tighter.maxStringLength),
    maxDepth: Math.min(limits.maxDepth, tighter.maxDepth),
    maxKeys: Math.min(limits.maxKeys, tighter.maxKeys),
    maxArrayLength: Math.min(limits.maxArrayLength, tighter.maxArrayLength),
  }))
}
