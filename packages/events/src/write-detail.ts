import type { Refusal } from './issues.js'
import type { EventMetadata } from './metadata.js'
import type { Replacer } from './redact-keys.js'

/** A detail as text, or why it cannot be. */
export type WrittenDetail =
  | { readonly refusal?: undefined; readonly text: string }
  | { readonly refusal: Extract<Refusal, 'metadataConflict' | 'notSerializable'> }

/** Writes a detail with its metadata as JSON, redacted. The detail itself stays as it is. */
export function writeDetail(detail: object, metadata: EventMetadata, replacer: Replacer | undefined): WrittenDetail {
  try {
    const own: unknown = 'metadata' in detail ? detail.metadata : undefined
    if (own !== undefined && !isPlainObject(own)) return { refusal: 'metadataConflict' }
    return { text: JSON.stringify({ ...detail, metadata: { ...own, ...metadata } }, replacer) }
  } catch {
    // A cycle, a BigInt, nesting beyond the stack, or code of the application that threw.
    return { refusal: 'notSerializable' }
  }
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
