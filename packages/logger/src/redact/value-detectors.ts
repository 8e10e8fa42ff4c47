/** A shorter string holds none of the secrets looked for. */
const SHORTEST_SECRET = 9

/**
 * One cheap look for anything that a detector below might match; most strings end here.
 * Each alternative is a literal or a single character class, so the scan is linear.
 */
const SUSPICIOUS = /:\/\/|[?&;][^=&\s]{0,64}=|eyJ|A[KS]IA|-----BEGIN|bearer |basic |token=|password=|secret=/i

interface Detector {
  readonly pattern: RegExp
  readonly replacement: string
}

/** Every repetition is bounded or over a class that cannot match what follows it, so each runs in linear time. */
function createDetectors(replacement: string): readonly Detector[] {
  const inert = replacement.replaceAll('$', '$$$$')
  return [
    {
      pattern:
        /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?:(?!-----END)[\s\S]){0,16384}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
      replacement: inert,
    },
    { pattern: /\b(bearer|basic) {1,4}[\w.~+/=-]{6,4096}/gi, replacement: `$1 ${inert}` },
    { pattern: /\beyJ[\w-]{6,8192}\.[\w-]{6,8192}(?:\.[\w-]{0,8192}){0,3}/g, replacement: inert },
    { pattern: /\bA[KS]IA[A-Z0-9]{16}\b/g, replacement: inert },
    { pattern: /:\/\/[^\s/?#@:]{0,256}:[^\s/?#@]{1,256}@/g, replacement: `://${inert}@` },
    {
      pattern:
        /([?&;\s]|^)([\w.-]{0,64}(?:token|password|passwd|pwd|secret|signature|api[_-]?key|access[_-]?key|credential|session(?:id)?|auth)=)[^&\s#"';]{1,8192}/gi,
      replacement: `$1$2${inert}`,
    },
  ]
}

/** Replaces secrets inside a string that are recognisable by their shape. */
export type ValueRedactor = (text: string) => string

/**
 * Looks for bearer and basic credentials, JSON web tokens, AWS access key ids, private keys, and
 * credentials in URLs and query strings.
 */
export function createValueRedactor(replacement: string): ValueRedactor {
  const detectors = createDetectors(replacement)
  return (text) => {
    if (text.length < SHORTEST_SECRET || !SUSPICIOUS.test(text)) return text
    let redacted = text
    for (const detector of detectors) redacted = redacted.replace(detector.pattern, detector.replacement)
    return redacted
  }
}
