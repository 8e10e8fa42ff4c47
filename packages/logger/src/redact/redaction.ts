import { ConfigurationError, describeValue, expectKnownKeys, expectObject } from '@org/core'
import { createKeyPolicy, type KeyPolicy, normalizeKey } from './key-policy.js'
import { createValueRedactor, type ValueRedactor } from './value-detectors.js'

/** What stands in a record instead of a secret. */
export const DEFAULT_REPLACEMENT = '[REDACTED]'

const MAX_REPLACEMENT_LENGTH = 256

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

/** `false` turns redaction off. @throws {@link ConfigurationError} */
export function createRedaction(options: RedactionOptions | false = {}): Redaction {
  if (options === false) return NOTHING_SECRET
  expectObject('redact', options)
  expectKnownKeys('redact', options, ['keys', 'allow', 'replacement'])
  const { keys = [], allow = [], replacement = DEFAULT_REPLACEMENT } = options
  expectNames('redact.keys', keys)
  expectNames('redact.allow', allow)
  if (typeof replacement !== 'string' || replacement.length > MAX_REPLACEMENT_LENGTH) {
    throw new ConfigurationError(
      `Option \`redact.replacement\` must be a string of at most ${MAX_REPLACEMENT_LENGTH} characters; got ${describeValue(replacement)}.`,
    )
  }
  const isSecretKey = createKeyPolicy({ keys, allow })
  return { isSecretKey, redactValue: createValueRedactor(replacement, isSecretKey), replacement }
}

function expectNames(option: string, names: readonly string[]): void {
  if (!Array.isArray(names)) {
    throw new ConfigurationError(`Option \`${option}\` must be an array of field names; got ${describeValue(names)}.`)
  }
  for (const name of names as readonly unknown[]) {
    // A name without letters and digits would match every other one without.
    if (typeof name === 'string' && normalizeKey(name) !== '') continue
    throw new ConfigurationError(
      `Option \`${option}\` must hold names with letters or digits; got ${describeValue(name)}.`,
    )
  }
}
