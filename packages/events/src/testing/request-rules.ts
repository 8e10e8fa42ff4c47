import { MAX_DETAIL_TYPE_LENGTH } from '@org/core/catalog'
import type { PutEventsEntry, PutEventsRequest } from '../client.js'
import { entryBytes, isResource, isTime } from '../entry.js'
import { MAX_ENTRIES_PER_REQUEST, REQUEST_BYTES_LIMIT } from '../limits.js'

/**
 * Why EventBridge would refuse a request as a whole, or undefined.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function violationOf({ Entries }: PutEventsRequest): string | undefined {
  if (Entries.length === 0) return 'Entries is empty'
  if (Entries.length > MAX_ENTRIES_PER_REQUEST) return `Entries has ${Entries.length} members`
  let bytes = 0
  for (const entry of Entries) bytes += entryBytes(entry)
  return bytes < REQUEST_BYTES_LIMIT ? undefined : `the total size of the entries is ${bytes} bytes`
}

/** The code with which EventBridge would refuse one entry, or undefined. */
export function entryViolationOf(entry: PutEventsEntry): string | undefined {
  const { Source, DetailType, Detail, Resources = [], Time } = entry
  if (Source === '' || DetailType === '' || DetailType.length > MAX_DETAIL_TYPE_LENGTH) return 'InvalidArgument'
  if (Source.startsWith('aws.')) return 'NotAuthorizedForSourceException'
  if (!Resources.every(isResource) || !isTime(Time)) return 'InvalidArgument'
  return isJsonObject(Detail) ? undefined : 'MalformedDetail'
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
