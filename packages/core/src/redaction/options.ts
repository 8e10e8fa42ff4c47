import { ConfigurationError } from '../errors.js'
import { describeValue, expectKnownKeys, expectObject } from '../expect.js'
import { normalizeName } from './names/normalize-name.js'

/** What stands in a record, an event or a diagnostic instead of a secret. */
export const DEFAULT_REPLACEMENT = '[REDACTED]'

const MAX_REPLACEMENT_LENGTH = 256

/** How secrets are told from other values. */
export interface RedactionOptions {
  /** More names of secret fields, at any depth; case and separators do not matter. @defaultValue [] */
  readonly keys?: readonly string[] | undefined
  /** Names that are never redacted; they win over every other rule. @defaultValue [] */
  readonly allow?: readonly string[] | undefined
  /** What stands for a secret: at most 256 characters. @defaultValue '[REDACTED]' */
  readonly replacement?: string | undefined
}

/** The options with their defaults. @throws {@link ConfigurationError} */
export function resolveRedactionOptions(options: RedactionOptions): {
  readonly keys: readonly string[]
  readonly allow: readonly string[]
  readonly replacement: string
} {
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
  return { keys, allow, replacement }
}

function expectNames(option: string, names: readonly string[]): void {
  if (!Array.isArray(names)) {
    throw new ConfigurationError(`Option \`${option}\` must be an array of field names; got ${describeValue(names)}.`)
  }
  for (const name of names as readonly unknown[]) {
    // A name without letters and digits would match every other one without.
    if (typeof name === 'string' && normalizeName(name) !== '') continue
    throw new ConfigurationError(
      `Option \`${option}\` must hold names with letters or digits; got ${describeValue(name)}.`,
    )
  }
}
