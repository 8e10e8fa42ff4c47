import { type KnownName, knownByRule, PLAIN_NAME } from '../names/name-policy.js'
import { GENERATED, type ValueRule } from '../names/value-rules.js'
import type { PairName } from './pair-names.js'

/** Names that are common words as fields, and hold secrets in URLs. */
const OPAQUE_IN_QUERIES = new Set(['key', 'ticket', 'assertion'])

/** What stands beside the code of an authorization; alone, a code may be that of a country or an error. */
const OAUTH_PARAMETER = /(?:^|[?&#])(?:state|redirect_uri|session_state|client_id|code_challenge|grant_type)=/

const EXAMINED_BEFORE = 256
const EXAMINED_AFTER = 512

const STATUS_OR_CONSTANT = /^(?:\d{1,5}|[A-Z_]+)$/

const AUTHORIZATION_CODE: ValueRule = {
  hidesText: (text) => text.length >= 4 && !STATUS_OR_CONSTANT.test(text),
  hidesNumber: () => false,
  objects: 'walk',
}

/** Whether the name stands in a query string, a fragment, or the body of a form behind its first field. */
export function isInQuery(text: string, name: PairName): boolean {
  const before = text.charAt(name.start - 1)
  return before === '?' || before === '&' || before === '#'
}

/** What a name says in a query that says nothing elsewhere. */
export function queryName(text: string, name: PairName, valueStart: number): KnownName {
  const isQuery = isInQuery(text, name)
  const lower = name.name.toLowerCase()
  if (lower !== 'code') return isQuery && OPAQUE_IN_QUERIES.has(lower) ? knownByRule(GENERATED) : PLAIN_NAME
  if (name.start > 0 && !isQuery) return PLAIN_NAME
  const around = text.slice(Math.max(0, name.start - EXAMINED_BEFORE), valueStart + EXAMINED_AFTER)
  if (OAUTH_PARAMETER.test(around)) return knownByRule(AUTHORIZATION_CODE)
  return isQuery ? knownByRule(GENERATED) : PLAIN_NAME
}
