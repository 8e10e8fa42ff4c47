import { createKeyPolicy, type KeyPolicy } from './key-policy.js'
import { createValueRedactor, type ValueRedactor } from './value-detectors.js'

/** What stands in a record instead of a secret. */
export const DEFAULT_REPLACEMENT = '[REDACTED]'

/** How secrets are kept out of records. */
export interface RedactionOptions {
  /** More names of secret fields, at any depth; case and separators do not matter. @defaultValue [] */
  readonly keys?: readonly string[] | undefined
  /** Names that are never redacted. @defaultValue [] */
  readonly allow?: readonly string[] | undefined
  /** @defaultValue '[REDACTED]' */
  readonly replacement?: string | undefined
}

/** Decides what of a record is a secret. */
export interface Redaction {
  readonly isSecretKey: KeyPolicy
  readonly redactValue: ValueRedactor
  readonly replacement: string
}

const NOTHING_SECRET: Redaction = {
  isSecretKey: () => false,
  redactValue: (text) => text,
  replacement: DEFAULT_REPLACEMENT,
}

/** `false` turns redaction off. */
export function createRedaction(options: RedactionOptions | false = {}): Redaction {
  if (options === false) return NOTHING_SECRET
  const replacement = options.replacement ?? DEFAULT_REPLACEMENT
  return { isSecretKey: createKeyPolicy(options), redactValue: createValueRedactor(replacement), replacement }
}
