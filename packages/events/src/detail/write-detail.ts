import type { JsonReplacer } from '@org/core/redaction'
import { disown } from '@org/core/reporting'
import type { EventRefusal } from '../refusals.js'
import type { EventMetadata } from './metadata.js'

/** A detail as text, or why it cannot be. */
export type WrittenDetail =
  | { readonly refusal?: undefined; readonly text: string }
  | { readonly refusal: Extract<EventRefusal, 'notAnObject' | 'metadataConflict' | 'notSerializable'> }

/**
 * Writes a detail with its metadata as JSON. What is the application's is redacted; our own metadata never is,
 * whatever the application calls secret: consumers know events by it. The detail itself stays as it is.
 */
export function writeDetail(
  detail: object,
  metadata: EventMetadata,
  replacer: JsonReplacer | undefined,
): WrittenDetail {
  try {
    const plain = asWritten(detail)
    if (!isPlainObject(plain)) return { refusal: 'notAnObject' }
    const { metadata: own, ...rest } = plain as { readonly metadata?: unknown }
    if (own !== undefined && !isPlainObject(own)) return { refusal: 'metadataConflict' }
    const theirs = membersOf(withoutOurs(shownOf(own ?? {}, replacer), metadata), replacer)
    const written = join(theirs, membersOf(metadata, undefined))
    return { text: `{${join(membersOf(rest, replacer), `"metadata":{${written}}`)}}` }
  } catch {
    // A cycle, a BigInt, nesting beyond the stack, or code of the application that threw.
    return { refusal: 'notSerializable' }
  }
}

/** The application's own metadata; none of it where it calls the field secret as a whole. */
function shownOf(own: object, replacer: JsonReplacer | undefined): object {
  const shown = replacer === undefined ? own : replacer.call({ metadata: own }, 'metadata', own)
  return isPlainObject(shown) ? shown : {}
}

function withoutOurs(own: object, metadata: EventMetadata): object {
  return Object.fromEntries(Object.entries(own).filter(([key]) => !Object.hasOwn(metadata, key)))
}

/** What JSON is made of: an object may have a `toJSON` that shows something else of it. */
function asWritten(detail: object): unknown {
  const { toJSON } = detail as { readonly toJSON?: unknown }
  if (typeof toJSON !== 'function') return detail
  const shown: unknown = toJSON.call(detail, '')
  disown(shown)
  return shown
}

/** The members of an object as JSON, without its braces. */
function membersOf(object: object, replacer: JsonReplacer | undefined): string {
  const text = JSON.stringify(object, replacer)
  if (!text.startsWith('{')) throw new TypeError('A `toJSON` among the members made something else of the object.')
  return text.slice(1, -1)
}

function join(first: string, second: string): string {
  return first === '' || second === '' ? first + second : `${first},${second}`
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
