import type { Timeout } from './delivery.js'

/** How long a call may take, in ms. What is no duration means the default: neither flush nor shutdown may throw. */
export function durationOf(options: Timeout | undefined, otherwise: number): number {
  const timeoutMs: unknown = options?.timeoutMs
  return typeof timeoutMs === 'number' && timeoutMs >= 0 ? timeoutMs : otherwise
}
