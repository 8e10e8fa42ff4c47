import { CommandLine } from './commands/command-line.js'
import { findOption } from './commands/options.js'
import { findCommand, findNetworkPassword, findSetting, findSpacedKey } from './commands/positionals.js'
import { EncodedRuns } from './encoded-runs.js'
import type { NamePolicy } from './names/name-policy.js'
import { findElement } from './pairs/elements.js'
import { findListed } from './pairs/listed.js'
import { findPair } from './pairs/pairs.js'
import { findInserted, findQuoted } from './pairs/statements.js'
import { findLinkPath } from './shapes/link-paths.js'
import { findPrivateKey } from './shapes/private-keys.js'
import { findScheme } from './shapes/schemes.js'
import { findToken } from './shapes/tokens.js'
import { findSchemeless, findUrl, findUrlWithoutScheme, isUrlAt } from './shapes/urls.js'
import { applySpans, NOTHING, Search, type Span } from './text/search.js'
import { nextMark } from './text-scan.js'

/** Replaces the secrets in a text, and tells how many; the same text if there are none. */
export type RedactText = (text: string, onHidden: (count: number) => void) => string

/** What a replacement uncovers is looked at again, this many times at most. */
const MAX_ROUNDS = 4

/**
 * Stands for a secret while the text is looked at, where nothing does in the end: in `password:  next` nobody can see
 * that there was a secret, and the next word would be taken for it. Its private character keeps it apart from texts.
 */
const HOLE = '[REDACTED\ue000]'

/** Makes the search for secrets in texts, with the names that the policy knows. */
export function createTextRedactor(names: NamePolicy, replacement: string): RedactText {
  if (replacement !== '') return (text, onHidden) => redactWith(text, names, replacement, onHidden)
  return (text, onHidden) => {
    const redacted = redactWith(text, names, HOLE, onHidden)
    return redacted === text ? text : redacted.replaceAll(HOLE, '')
  }
}

function redactWith(text: string, names: NamePolicy, replacement: string, onHidden: (count: number) => void): string {
  let redacted = text
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const spans = findSecrets(redacted, names, replacement, 0)
    if (spans.length === 0) return redacted
    onHidden(spans.length)
    redacted = applySpans(redacted, spans, replacement)
  }
  return redacted
}

/** The parts of a text that are secret, in order. */
function findSecrets(text: string, names: NamePolicy, replacement: string, depth: number): readonly Span[] {
  const search = new Search(text, names, replacement, depth)
  const encoded = new EncodedRuns(search, (nested, level) => findSecrets(nested, names, replacement, level))
  const line = new CommandLine(text)
  for (let index = nextMark(text, 0); index !== -1; ) {
    const end = findAt(search, encoded, line, index)
    index = nextMark(text, Math.max(end, index + 1))
  }
  return search.spans
}

/** Asks what can begin, or be marked, by the character at `index`. */
function findAt(search: Search, encoded: EncodedRuns, line: CommandLine, index: number): number {
  const { text } = search
  switch (text.charAt(index)) {
    case '=':
    case '\uff1d':
    case '\uff1a':
      return findPair(search, index)
    case ':':
      return isUrlAt(text, index) ? findUrl(search, index) : findColon(search, index)
    case '@':
      return findSchemeless(search, index)
    case '%':
      return encoded.find(index)
    case '<':
      return findElement(search, index)
    case ',':
      return findListed(search, index)
    case 'b':
    case 'B':
      return findScheme(search, index)
    case 'k':
      return findSetting(search, index)
    case "'":
      return findQuoted(search, index)
    case 'v':
    case 'V':
      return text.charAt(index + 2).toLowerCase() === 'u' ? findCommand(search, index) : findInserted(search, index)
    case 'x':
    case 'X':
      return findCommand(search, index)
    case '-':
      return findDash(search, line, index)
    default:
      return findToken(search, index)
  }
}

/** What a colon may separate, the first that knows it. */
const AT_COLONS = [findPair, findUrlWithoutScheme, findNetworkPassword, findSpacedKey]

function findColon(search: Search, index: number): number {
  for (const find of AT_COLONS) {
    const end = find(search, index)
    if (end !== NOTHING) return end
  }
  return NOTHING
}

/** What begins with two dashes or, behind a space, with one. */
function findDash(search: Search, line: CommandLine, index: number): number {
  if (search.text.charAt(index + 1) === '>') return findPair(search, index)
  const link = findLinkPath(search, index)
  if (link !== NOTHING) return link
  const isSecond = search.text.charAt(index - 1) === '-'
  const start = isSecond ? index - 1 : index
  const found = isSecond ? findPrivateKey(search, start) : findToken(search, start)
  return found === NOTHING ? findOption(search, line, start) : found
}
