/** A secret that is known by how it begins. */
interface TokenShape {
  /** How it begins; a look at the last character of it decides whether a closer look is due. */
  readonly prefixes: readonly string[]
  /** What follows the prefix, as the source of a regular expression. */
  readonly rest: string
}

const shape = (rest: string, prefixes: string): TokenShape => ({ prefixes: prefixes.split(' '), rest })

const END_OF_WORD = '(?![A-Za-z0-9])'

/**
 * Tokens with public prefixes, as those who issue them document them for scanners of source code. Each
 * `rest` is a run of one class of characters, or of a few in a row that share none, so that it is linear.
 */
const TOKEN_SHAPES: readonly TokenShape[] = [
  // AWS: ids of access keys, keys of Bedrock
  shape(`A[A-Z0-9]{16}${END_OF_WORD}`, 'AKI ASI ABI ACC'),
  shape(`[A-Z0-9]{17}${END_OF_WORD}`, 'A3T'),
  shape('[A-Za-z0-9+/]{60,}={0,2}', 'ABSK'),
  // GitHub, GitLab
  shape('[A-Za-z0-9]{20,}', 'ghp_ gho_ ghu_ ghs_ ghr_'),
  shape('[A-Za-z0-9_]{22,}', 'github_pat_'),
  shape('[\\w.-]{20,}', 'glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- glffct-'),
  // Slack
  shape('[\\w-]{10,}', 'xoxa- xoxb- xoxe- xoxo- xoxp- xoxr- xoxs- xapp-'),
  // Payment: Stripe, Square, Shopify
  shape('[A-Za-z0-9]{10,}', 'sk_live_ sk_test_ rk_live_ rk_test_'),
  shape('[A-Za-z0-9+/=]{20,}', 'whsec_'),
  shape('[\\w-]{20,}', 'sq0atp- sq0csp-'),
  shape('[A-Fa-f0-9]{32,}', 'shpat_ shpca_ shppa_ shpss_'),
  // Google
  shape('a[\\w-]{35,}', 'AIz'),
  shape('[\\w-]{20,}', 'ya29. GOCSPX-'),
  // Language models
  shape('[\\w-]{16,}', 'sk-proj- sk-ant- sk-svcacct- sk-admin- sk-or-'),
  shape('[A-Za-z0-9]{32,}', 'sk-'),
  shape('[A-Za-z0-9]{30,}', 'hf_ api_org_'),
  // Mail and telephone: SendGrid, Brevo, Mailgun, Twilio
  shape('[\\w-]{16,64}\\.[\\w-]{16,}', 'SG.'),
  shape('[A-Za-z0-9-]{60,}', 'xkeysib-'),
  shape(`[0-9a-f]{32}(?:-[0-9a-f]{8}-[0-9a-f]{8})?${END_OF_WORD}`, 'key-'),
  shape(`[0-9a-f]{32}${END_OF_WORD}`, 'SK'),
  // Packages: npm, PyPI, RubyGems, Docker Hub
  shape('[A-Za-z0-9]{36,}', 'npm_'),
  shape('Ag[\\w-]{16,}', 'pypi-'),
  shape('[a-f0-9]{48,}', 'rubygems_'),
  shape('[\\w-]{20,}', 'dckr_pat_'),
  // Vault, DigitalOcean, Pulumi, age
  shape('[\\w-]{24,}', 'hvs. hvb. hvr.'),
  shape('[a-f0-9]{64}', 'dop_v1_ doo_v1_ dor_v1_'),
  shape('[a-f0-9]{40}', 'pul-'),
  shape('1[A-Z0-9]{50,}', 'AGE-SECRET-KEY-'),
  // Atlassian
  shape('3[\\w=-]{20,}', 'ATATT'),
  // Observability and tools: Grafana, Sentry, New Relic, Postman, Linear, Figma
  shape('[\\w+/=]{30,}', 'glsa_ glc_ sntrys_ sntryu_'),
  shape('[A-Z0-9]{27}', 'NRAK-'),
  shape('[a-f0-9-]{50,}', 'PMAK-'),
  shape('[\\w-]{30,}', 'lin_api_ figd_'),
]

/** A JSON web token: two or more parts, the first of which is JSON. */
export const JWT_PREFIX = 'eyJ'

const ASCII_BITS = 7
const ASCII_MASK = 0x7f

const RESTS = new Map<string, RegExp>()

/** Prefixes that end with the same two characters; the first list stands for none. */
const LISTS: string[][] = [[]]

/** For each two characters of ASCII: which of the lists ends with them. A table, as this is asked of every text. */
const LIST_OF_PAIR = new Uint8Array(1 << (2 * ASCII_BITS))

for (const { prefixes, rest } of [...TOKEN_SHAPES, shape('[\\w-]{6,}\\.[\\w-]{6,}(?:\\.[\\w-]*){0,3}', JWT_PREFIX)]) {
  for (const prefix of prefixes) {
    RESTS.set(prefix, new RegExp(rest, 'y'))
    const pair = pairAt(prefix, prefix.length - 1)
    const list = LIST_OF_PAIR[pair] || LISTS.push([]) - 1
    LIST_OF_PAIR[pair] = list
    LISTS[list]?.push(prefix)
  }
}

/** The characters that prefixes end with. */
export const PREFIX_ENDS: ReadonlySet<string> = new Set([...RESTS.keys()].map((prefix) => prefix.slice(-1)))

/** The prefix of a token that ends with the character at `index`, or undefined. */
export function prefixEndingAt(text: string, index: number): string | undefined {
  return prefixIn(LISTS[LIST_OF_PAIR[pairAt(text, index)] ?? 0] ?? [], text, index)
}

/** A character beyond ASCII is taken for another one, which costs a look at the text. */
function pairAt(text: string, index: number): number {
  return ((text.charCodeAt(index - 1) & ASCII_MASK) << ASCII_BITS) | (text.charCodeAt(index) & ASCII_MASK)
}

function prefixIn(prefixes: readonly string[], text: string, index: number): string | undefined {
  for (const prefix of prefixes) {
    const start = index + 1 - prefix.length
    if (start < 0 || text.charCodeAt(start) !== prefix.charCodeAt(0) || !text.startsWith(prefix, start)) continue
    if (prefix === JWT_PREFIX || !isAlphanumeric(text.charCodeAt(start - 1))) return prefix
  }
  return undefined
}

/** Where the token ends whose prefix ends before `from`; undefined if there is no token. */
export function endOfToken(text: string, prefix: string, from: number): number | undefined {
  const rest = RESTS.get(prefix)
  if (rest === undefined) return undefined
  rest.lastIndex = from
  return rest.test(text) ? rest.lastIndex : undefined
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)
}
