import type { Ring } from '../store/ring.js'
import { DEFAULT_LIMIT } from './queries.js'

/** A page of what was received. */
export interface Page<T> {
  /** Received since the start or the last clear, whether still in memory or not. */
  readonly total: number
  /** Received, and evicted from memory since. */
  readonly droppedFromMemory: number
  /** In memory and satisfying the filters. */
  readonly matched: number
  /** The newest of those, oldest first, at most `limit`. */
  readonly items: readonly T[]
}

/** The newest items of a ring that satisfy a filter, as JSON. */
export function page<T, V>(
  ring: Ring<T>,
  limit: number = DEFAULT_LIMIT,
  view: (item: T) => V,
  keep: (item: T) => boolean,
): Page<V> {
  const { items, matched } = ring.newest(limit, keep)
  return { total: ring.total, droppedFromMemory: ring.droppedFromMemory, matched, items: items.map(view) }
}

/** Whether a field contains the text, in any case; true when no text is asked for. */
export function contains(text: string | undefined, ...fields: readonly string[]): boolean {
  if (text === undefined) return true
  const wanted = text.toLowerCase()
  return fields.some((field) => field.toLowerCase().includes(wanted))
}

/** A moment as ISO 8601 with milliseconds. */
export function iso(timestamp: number): string {
  return new Date(timestamp).toISOString()
}
