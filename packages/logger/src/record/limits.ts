import { expectInteger, expectKnownKeys } from '@org/core'

/** How much of a record is written. What is cut is named in the record's `truncated` field. */
export interface RecordLimits {
  /**
   * Characters of one string. Up to 32,766, its UTF-8 bytes are at most 32,766, too: OpenSearch refuses a
   * document with a longer term.
   * @defaultValue 16_384
   */
  readonly maxStringLength?: number | undefined
  /** Levels of nesting. @defaultValue 8 */
  readonly maxDepth?: number | undefined
  /** Keys of one object. @defaultValue 100 */
  readonly maxKeys?: number | undefined
  /** Items of one array, set or map. @defaultValue 100 */
  readonly maxArrayLength?: number | undefined
  /** Bytes of one line in UTF-8, without the newline; above it, fields are cut further. @defaultValue 262_144 */
  readonly maxLineBytes?: number | undefined
}

export type ResolvedRecordLimits = { readonly [K in keyof RecordLimits]-?: number }

export const RECORD_LIMIT_DEFAULTS: ResolvedRecordLimits = {
  maxStringLength: 16_384,
  maxDepth: 8,
  maxKeys: 100,
  maxArrayLength: 100,
  maxLineBytes: 262_144,
}

/** The longest term that Lucene, and so OpenSearch, takes, in bytes. https://docs.opensearch.org/latest/field-types/supported-field-types/keyword/ */
export const MAX_TERM_BYTES = 32_766

/** A line of any shape fits these: identity, message and the note of what was cut. */
const MIN_LINE_BYTES = 4_096

/** The largest record Firehose takes, less the newline. https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MAX_LINE_BYTES = 1_024_000 - 1

/** @throws {@link ConfigurationError} */
export function resolveRecordLimits(limits: RecordLimits = {}): ResolvedRecordLimits {
  expectKnownKeys('limits', limits, Object.keys(RECORD_LIMIT_DEFAULTS))
  const resolve = (name: keyof RecordLimits, min: number, max: number): number =>
    expectInteger(`limits.${name}`, limits[name] ?? RECORD_LIMIT_DEFAULTS[name], { min, max })
  return {
    maxStringLength: resolve('maxStringLength', 16, MAX_LINE_BYTES),
    maxDepth: resolve('maxDepth', 1, 64),
    maxKeys: resolve('maxKeys', 1, 10_000),
    maxArrayLength: resolve('maxArrayLength', 0, 100_000),
    maxLineBytes: resolve('maxLineBytes', MIN_LINE_BYTES, MAX_LINE_BYTES),
  }
}
