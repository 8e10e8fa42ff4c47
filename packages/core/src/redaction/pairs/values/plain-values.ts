import type { KnownName } from '../../names/name-policy.js'
import { skipBlanks } from '../../text/characters.js'
import { decodePercent } from '../../text/percent-encoding.js'
import { NOTHING, type Search } from '../../text/search.js'
import type { PairName } from '../pair-names.js'
import { isLiteral, isProse, isWord, isWordOfSentences } from '../prose.js'
import { isInQuery } from '../query-names.js'
import { afterFold, foldedValueEnd } from './folded-lines.js'
import { hideBlock } from './indented-blocks.js'
import { lineValueEnd, plainValueEnd } from './pair-values.js'
import { EXAMINED_LENGTH } from './quoted-values.js'

/** A value without quotes or brackets, and what is known of it. */
export interface PlainValue {
  readonly known: KnownName
  readonly name: PairName
  readonly start: number
  /** `name: value`, and not `name=value`. */
  readonly isColon: boolean
  /** A space stands before it. */
  readonly isSpaced: boolean
  /** Nothing stands before its name in the line, as in headers and YAML. */
  readonly isLineStart: boolean
}

const SAYS_SOMETHING = /[A-Za-z0-9\u0080-\uffff]/

/** Where a statement or a template gets its value later. */
const PLACEHOLDER = /^(?:\$\d{1,3}|\?|%[a-z])[),;]?$/
/** Where the value of a setting is not shown, or not known yet, in plans of Terraform. */
const WITHHELD = /\((?:sensitive(?: value)?|known after apply)\)|<sensitive>/y

/** A parameter of a statement, or a call or a path in a program: `:password`, `this.tokens.get(id)`. */
const PROGRAM =
  /^(?:[:@][A-Za-z_]{1,32}\d?[,;)]?$|(?:this|self|process\.env|os\.environ|import\.meta\.env)[.[]|(?:[A-Za-z_$][A-Za-z_$]{0,31}\??\.){1,6}[A-Za-z_$]{1,32}\(|[a-z]{2,16}(?:_[a-z]{2,16}|[A-Z][a-z]{1,15}){1,4}\()/

const MASKED = /^[*•.…-]+$/
/** The mark of a text of several lines in YAML, or nothing, before the end of the line. */
const BLOCK_MARK = /(?:[|>][+\-\d]{0,2})?[ \t]{0,64}(?=\r?\n)/y

/** The value of an `Authorization` header begins with how to read the rest of it. */
const SCHEMES = new Set(
  'basic bearer token apikey api-key digest negotiate ntlm hawk hmac mac oauth dpop key jwt signature sso-key aws4-hmac-sha256 aws sharedkey sharedkeylite splunk genie-key'.split(
    ' ',
  ),
)

/** `name=value`: what follows is a list of such, as in `Cookie` and `Authorization: Digest`. */
const PARAMETER = /^[\w.%-]{1,64}=[^=]/

/** The digits of a card, the letters and digits of an account. */
const DIGIT_GROUPS = /\d{2,7}(?:[ -]\d{2,7}){1,6}(?![\w-])/y
const IBAN_GROUPS = /[A-Z]{2}\d{2}(?: [A-Z0-9]{1,4}){3,8}(?![\w-])/y
const SMALL_COUNT = /^\d{1,2}$/
const DIGITS = /^\d+$/

/** Punctuation and brackets behind a value that may not be its own. */
const CLOSERS = new Set(')]}>.,;:!?')

/** Hides a value without quotes, unless it is a word of a sentence or says that there is none. */
export function hidePlainValue(search: Search, value: PlainValue): number {
  const { text } = search
  const { known, name, start, isColon } = value
  const folded = isColon ? afterFold(text, name, start) : undefined
  if (folded !== undefined) return hidePlainValue(search, { ...value, start: folded, isSpaced: true })
  if (isColon && value.isLineStart) {
    BLOCK_MARK.lastIndex = start
    if (BLOCK_MARK.test(text)) return hideBlock(search, known, name, BLOCK_MARK.lastIndex)
  }
  const ends = { isQuery: !isColon && isInQuery(text, name), isColon }
  // Only what is hidden, and so passed over, is read to its end.
  const limit = Math.min(text.length, start + EXAMINED_LENGTH)
  const end = plainValueEnd(text, start, limit, ends)
  const first = text.slice(start, end)
  const judged = withoutClosers(first)
  if (isLiteral(judged) || PLACEHOLDER.test(first) || MASKED.test(judged) || (isColon && !SAYS_SOMETHING.test(judged)))
    return NOTHING
  WITHHELD.lastIndex = start
  if (WITHHELD.test(text) || (!isColon && value.isSpaced && PROGRAM.test(first))) return NOTHING
  if (!ends.isQuery) {
    const special = hideCredential(search, value, first, end)
    if (special !== NOTHING) return special
  }
  // Behind an equals sign nobody asks for it.
  const next = isColon ? nextToken(text, end, isColon) : ''
  if (isColon ? isOfSentence(value, first, next) : value.isSpaced && isWordOfSentences(first)) return NOTHING
  if (!known.hides(decodePercent(known.verdict === 'secret' ? first : judged))) return NOTHING
  if (isColon && (PARAMETER.test(first) || continues(first, next))) {
    return search.hide(start, foldedValueEnd(text, name, lineValueEnd(text, start)))
  }
  if (end === limit && limit < text.length) {
    return search.hide(start, plainValueEnd(text, start, text.length, ends))
  }
  // A bracket behind a number, or behind a value that was judged without it, is none of the value's.
  const isOwn = known.verdict === 'secret' && !DIGITS.test(judged)
  return search.hide(start, isOwn ? end : start + judged.length)
}

/** `name: first next` is part of a sentence, or `name:first` the name of an event such as `password:reset`. */
function isOfSentence({ name, isSpaced }: PlainValue, first: string, next: string): boolean {
  if (isProse(first, next) || (SMALL_COUNT.test(first) && isWord(next))) return true
  // The name of a header has a hyphen, and may stand without a space before its value.
  return !isSpaced && isWord(first) && !name.name.includes('-')
}

/** A password of several words of which one is no word: `my s3cr3t pass`. */
function continues(first: string, next: string): boolean {
  return isWord(first) && /^[A-Za-z0-9][^:=]*$/.test(next)
}

/** Hides a number in groups, or what follows the scheme of an authorization: `Token …`, `Digest username="…", …`. */
function hideCredential(search: Search, value: PlainValue, scheme: string, schemeEnd: number): number {
  const { text } = search
  const { known, name, isColon } = value
  if (!SCHEMES.has(scheme.toLowerCase())) return hideGroups(search, value, schemeEnd)
  const end = (isColon ? afterFold(text, name, schemeEnd) : undefined) ?? schemeEnd
  const credential = nextToken(text, end, isColon)
  const start = skipBlanks(text, end, EXAMINED_LENGTH)
  const isParameter = PARAMETER.test(credential)
  if (credential === '' || credential.endsWith(':') || (isParameter && !isColon)) return NOTHING
  if (isProse(credential, nextToken(text, start + credential.length, isColon))) return NOTHING
  if (!known.hides(`${scheme} ${credential}`)) return NOTHING
  if (isParameter) return search.hide(start, foldedValueEnd(text, name, lineValueEnd(text, start)))
  return search.hide(start, plainValueEnd(text, start, text.length, { isQuery: false, isColon }))
}

/** The next word of the line behind blanks, or nothing. */
function nextToken(text: string, from: number, isColon: boolean): string {
  const start = skipBlanks(text, from, EXAMINED_LENGTH)
  const limit = Math.min(text.length, start + EXAMINED_LENGTH)
  return text.slice(start, plainValueEnd(text, start, limit, { isQuery: false, isColon }))
}

/** Hides a number that is written in groups. */
function hideGroups(search: Search, { known, start }: PlainValue, end: number): number {
  for (const pattern of [DIGIT_GROUPS, IBAN_GROUPS]) {
    pattern.lastIndex = start
    if (!pattern.test(search.text) || pattern.lastIndex <= end) continue
    const groupsEnd = pattern.lastIndex
    if (known.hides(search.text.slice(start, groupsEnd))) return search.hide(start, groupsEnd)
  }
  return NOTHING
}

function withoutClosers(value: string): string {
  let end = value.length
  while (CLOSERS.has(value.charAt(end - 1))) end -= 1
  return value.slice(0, end)
}
