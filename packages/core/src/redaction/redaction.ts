import { createHidesBeside, type HidesBeside } from './lists.js'
import { createNamePolicy, type Verdict } from './names/name-policy.js'
import { isValueKey } from './names/pair-keys.js'
import { isSecret } from './names/value-rules.js'
import { DEFAULT_REPLACEMENT, type RedactionOptions, resolveRedactionOptions } from './options.js'
import { createTextRedactor } from './text-redactor.js'

/** How much was hidden, by what gave it away. */
export interface RedactionCounts {
  /** Values under a secret name, and values beside one. */
  readonly byName: number
  /** Parts of texts. */
  readonly inText: number
}

/** Decides what is a secret, the same for logs, events and diagnostics. No method throws, and none changes a value. */
export interface Redaction {
  /** What stands for a secret. */
  readonly replacement: string
  /** What the name alone says of a value. Always the same for a name, so that a caller may remember it. */
  verdictOf(name: string): Verdict
  /**
   * Whether the value under that name is hidden, an array or object as a whole. `null`, `undefined`, booleans,
   * functions, `''`, `'true'` and `'false'` never are. Counts what it hides.
   *
   * @param verdict That of the name. `plain` hides nothing, `secret` everything but what is said about a
   *   secret, such as its schema, and `depends` asks the value.
   */
  hides(name: string, verdict: Verdict, value: unknown): boolean
  /** Replaces the secrets that can be recognised inside a text. The same text if there are none. Counts them. */
  redactText(text: string): string
  /**
   * Whether `holder[key]` is the value of a secret name that stands beside it: in lists that alternate
   * (`rawHeaders`), after an option of a command (`--password`), in a pair of a name and a value, and in an object
   * that has both (HAR, ECS, CloudFormation). Counts what it hides.
   *
   * @param key Of an item of an array or, in an object, one for which {@link isValueKey} holds.
   */
  hidesBeside: HidesBeside
  /** Whether a key can be the value's in an object that holds a name and a value. Only those are worth asking about. */
  isValueKey(key: string): boolean
  /** What was hidden so far. Always the same object, whose figures grow. */
  readonly counts: RedactionCounts
}

const NOTHING_SECRET: Redaction = {
  replacement: DEFAULT_REPLACEMENT,
  verdictOf: () => 'plain',
  hides: () => false,
  redactText: (text) => text,
  hidesBeside: () => false,
  isValueKey: () => false,
  counts: Object.freeze({ byName: 0, inText: 0 }),
}

/**
 * Makes the policy for what is secret. `false` is one for which nothing is.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong; the message names it.
 *
 * @example
 * ```ts
 * const redaction = createRedaction({ keys: ['customerName'] })
 * redaction.verdictOf('X-Api-Key') // 'secret'
 * redaction.redactText('GET /orders?token=abc') // 'GET /orders?token=[REDACTED]'
 * ```
 */
export function createRedaction(options: RedactionOptions | false = {}): Redaction {
  if (options === false) return NOTHING_SECRET
  const { keys, allow, replacement } = resolveRedactionOptions(options)
  const names = createNamePolicy({ keys, allow })
  const redactText = createTextRedactor(names, replacement)
  const isBesideSecret = createHidesBeside(names)
  const counts = { byName: 0, inText: 0 }

  function countName(isHidden: boolean): boolean {
    if (isHidden) counts.byName += 1
    return isHidden
  }

  function countParts(parts: number): void {
    counts.inText += parts
  }

  return {
    replacement,
    verdictOf: (name) => names.of(name).verdict,
    hides(name, verdict, value) {
      if (verdict === 'plain') return false
      return countName(verdict === 'secret' ? isSecret(value) : names.of(name).hides(value))
    },
    redactText: (text) => redactText(text, countParts),
    hidesBeside: (holder, key, value) => countName(isBesideSecret(holder, key, value)),
    isValueKey,
    counts,
  }
}
