import { createEmbeddedJsonRedactor } from './embedded-json.js'
import type { KeyPolicy } from './key-policy.js'

/** A shorter string holds none of the secrets looked for. */
const SHORTEST_SECRET = 5

/**
 * One cheap look for what every secret below has in it; most strings end here. Each alternative is a
 * literal, so the scan is linear.
 */
const SUSPICIOUS = /=|"\s{0,16}:|:\/\/|eyJ|A[KS]IA|-----BEGIN|bearer |basic /i

interface Detector {
  readonly pattern: RegExp
  readonly replacement: string
}

/** Words that name a secret when they stand right before `=`. */
const SECRET_WORDS =
  'token|password|passwd|passphrase|pwd|secret|signature|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|session|session[_-]?id|authorization|auth|cookie|jwt'

/** Names that are too short to be looked for at the end of longer ones. */
const SHORT_NAMES = 'sid|sig|pin|cvv|ssn'

/**
 * Each pattern starts at most once per run of the characters that it repeats (a look-behind or a
 * literal sees to that), and repeats no group that could match the same text in two ways, so each
 * runs in linear time.
 */
function createDetectors(replacement: string): readonly Detector[] {
  // A `$` of the replacement must not be taken for a group.
  const inert = replacement.replaceAll('$', '$$$$')
  return [
    {
      pattern:
        /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g,
      replacement: inert,
    },
    {
      // Prose has "basic authentication" and "bearer tokens": a credential has a digit, a capital inside, or is long.
      pattern: /\b([Bb]earer|BEARER|[Bb]asic|BASIC) {1,4}(?=[\w.~+/=-]{24}|[\w~+/-]{1,24}?[\dA-Z])[\w.~+/=-]{6,}/g,
      replacement: `$1 ${inert}`,
    },
    // A token may follow a short label such as `jwt_`; it never begins far inside a run.
    { pattern: /(?<![\w-])([\w-]{0,16}?)eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*){0,3}/g, replacement: `$1${inert}` },
    { pattern: /(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/g, replacement: inert },
    // user:password@host, and a token in place of the user; `git@host` stays.
    { pattern: /:\/\/(?:[^\s/?#"'<>@:]*:[^\s/?#"'<>]+|[^\s/?#"'<>@:]{20,})@/g, replacement: `://${inert}@` },
    {
      pattern: new RegExp(
        `(?<![\\w.-])((?:[\\w.-]{0,64}?(?:${SECRET_WORDS})|(?:[\\w-]{1,16}\\.)?(?:${SHORT_NAMES}))(?:\\]|%5D)?=)(?:\\\\*"[^"]*"|\\\\*'[^']*'|[^&\\s#"';]+)`,
        'gi',
      ),
      replacement: `$1${inert}`,
    },
  ]
}

/** Replaces secrets inside a string that are recognisable by their shape. */
export type ValueRedactor = (text: string) => string

/**
 * Looks for bearer and basic credentials, JSON web tokens, AWS access key ids, private keys,
 * credentials in URLs, query strings and other `name=value` text, and secret fields in JSON that is
 * part of a text.
 */
export function createValueRedactor(replacement: string, isSecretKey: KeyPolicy): ValueRedactor {
  const detectors = createDetectors(replacement)
  const redactJson = createEmbeddedJsonRedactor(isSecretKey, replacement)
  return (text) => {
    if (text.length < SHORTEST_SECRET || !SUSPICIOUS.test(text)) return text
    let redacted = redactJson(text)
    for (const detector of detectors) redacted = redacted.replace(detector.pattern, detector.replacement)
    return redacted
  }
}
