import { createTailCheck, ruleOfName, shorterName, withoutNumbering } from './names.js'
import { normalizeName } from './normalize-name.js'
import { hidesByRule, isSecret, type ValueRule } from './value-rules.js'

/** What a name says of its value: never secret, always secret, or the value decides. */
export type Verdict = 'plain' | 'secret' | 'depends'

/** What is known of a name. */
export interface KnownName {
  readonly verdict: Verdict
  /** Whether a value under it is hidden. */
  readonly hides: (value: unknown) => boolean
  /** What becomes of objects under it: hidden whole, gone through, or looked into first. */
  readonly objects: ValueRule['objects']
}

/** Says what the name of a field means. */
export interface NamePolicy {
  /** Remembers what it found out, as names recur. */
  of(name: string): KnownName
  /** The same of a text that may be any data; only what matters is remembered. */
  ofText(text: string): KnownName
}

/** A longer name is no field name that anybody chose; it is judged by its end. */
const MAX_NAME_LENGTH = 128

/** Names remembered; beyond it they are judged each time, so that names made of data do not grow memory. */
const MAX_KNOWN_NAMES = 4_096

export const PLAIN_NAME: KnownName = { verdict: 'plain', hides: () => false, objects: 'walk' }

const SECRET_NAME: KnownName = { verdict: 'secret', hides: isSecret, objects: 'hide' }

const byRule = new Map<ValueRule, KnownName>()

/** The built-in names with those that the application adds (`keys`) and takes from them (`allow`). */
export function createNamePolicy({
  keys = [],
  allow = [],
}: {
  readonly keys?: readonly string[] | undefined
  readonly allow?: readonly string[] | undefined
} = {}): NamePolicy {
  const secret = new Set(keys.map(normalizeName))
  const allowed = new Set(allow.map(normalizeName))
  const known = new Map<string, KnownName>()
  const canMatter = createTailCheck(secret)

  function judge(name: string): KnownName {
    if (!canMatter(name)) return PLAIN_NAME
    const whole = normalizeName(name.length > MAX_NAME_LENGTH ? name.slice(-MAX_NAME_LENGTH) : name)
    if (allowed.has(whole)) return PLAIN_NAME
    if (secret.has(whole) || secret.has(withoutNumbering(whole))) return SECRET_NAME
    let rest = whole
    for (;;) {
      const rule = ruleOfName(rest)
      if (rule !== undefined)
        return typeof rule === 'string' ? (rule === 'secret' ? SECRET_NAME : PLAIN_NAME) : knownByRule(rule)
      const shorter = shorterName(rest)
      if (shorter === rest) return PLAIN_NAME
      rest = shorter
    }
  }

  function find(name: string, isRemembered: (found: KnownName) => boolean): KnownName {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = judge(name)
    if (known.size < MAX_KNOWN_NAMES && name.length <= MAX_NAME_LENGTH && isRemembered(found)) known.set(name, found)
    return found
  }

  return {
    of: (name) => find(name, always),
    ofText: (text) => (canMatter(text) ? find(text, isNotPlain) : PLAIN_NAME),
  }
}

const always = (): boolean => true
const isNotPlain = (found: KnownName): boolean => found !== PLAIN_NAME

/** A name whose value decides by the rule. */
export function knownByRule(rule: ValueRule): KnownName {
  const before = byRule.get(rule)
  if (before !== undefined) return before
  const made: KnownName = { verdict: 'depends', hides: (value) => hidesByRule(rule, value), objects: rule.objects }
  byRule.set(rule, made)
  return made
}
