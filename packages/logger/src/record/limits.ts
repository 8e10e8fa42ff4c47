import { expectInteger, expectKnownKeys } from '@org/core'
import { MAX_RECORD_BYTES } from '@org/core/aws'

/** How much of a record is written. What is cut is named in the record's `truncated` field. */
export interface RecordLimits {
  /**
   * Characters of one string, 16 to 1,023,999; of a longer one the beginning is written, and how long it was. Up to
   * 32,766, its UTF-8 bytes are at most 32,766, too: OpenSearch refuses a document with a longer term.
   * @defaultValue 16_384
   */
  readonly maxStringLength?: number | undefined
  /** Levels of nesting, 1 to 64; deeper ones become `"[Object]"` and `"[Array(3)]"`. @defaultValue 8 */
  readonly maxDepth?: number | undefined
  /** Keys of one object, 1 to 10,000; the others are left out. @defaultValue 100 */
  readonly maxKeys?: number | undefined
  /** Items of one array or set, 0 to 100,000; the others are left out. @defaultValue 100 */
  readonly maxArrayLength?: number | undefined
  /**
   * Bytes of one line in UTF-8, without the newline, 4,096 to 1,023,999 (what Firehose takes). Of a longer line the
   * fields are cut further, until it fits.
   * @defaultValue 262_144
   */
  readonly maxLineBytes?: number | undefined
}

/** {@link RecordLimits} with defaults. */
export type ResolvedRecordLimits = { readonly [K in keyof RecordLimits]-?: number }

/** The defaults, quoted in the documentation of the options. */
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

/** The largest record that Firehose takes, less the newline. */
export const MAX_LINE_BYTES = MAX_RECORD_BYTES - 1

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when a limit is out of its range. */
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
