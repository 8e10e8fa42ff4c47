import type { PutEventsEntry } from './client.js'
import { MAX_RESOURCE_LENGTH, TIME_BYTES } from './limits.js'

/** An entry with its size as EventBridge counts it. */
export interface SizedEntry {
  readonly wire: PutEventsEntry
  readonly bytes: number
}

/**
 * The size of an entry in bytes: 14 for its time, and the UTF-8 bytes of source, detail-type, detail
 * and resources. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export function entryBytes(entry: PutEventsEntry): number {
  let bytes = TIME_BYTES + Buffer.byteLength(entry.Source) + Buffer.byteLength(entry.DetailType)
  bytes += Buffer.byteLength(entry.Detail)
  for (const resource of entry.Resources ?? []) bytes += Buffer.byteLength(resource)
  return bytes
}

export function isResource(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_RESOURCE_LENGTH
}

export function isTime(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime())
}
