import { PLAIN_NAME } from '../names/name-policy.js'
import { isWordOfSentences } from '../pairs/prose.js'
import { type PlainEnds, plainValueEnd, quotedValueAt } from '../pairs/values/pair-values.js'
import { EXAMINED_LENGTH, examinedQuotedValue, hideQuotedValue } from '../pairs/values/quoted-values.js'
import { isQuote, isSpace, skipBlanks } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import type { CommandLine } from './command-line.js'
import { type Meaning, meaningOf, secretIn } from './command-table.js'
import { findPositional } from './positionals.js'

const OPTION = /--?[A-Za-z][\w.-]{0,63}/y

/** The attached value of an option may have any length. */
const MAX_BLANKS = 8

/** Behind an option that is an item of a list: `'-u', 'ann:hunter2'`. */
const NEXT_ITEM = /\\{0,15}["'`]\s{0,4},\s{0,8}(?=\\{0,15}["'`])/y

const ATTACHED_QUOTE = /^["'][^\s,;:)\]}]/

/** A text that the shell hands to a command as its input. */
const HERE_TEXT = /<<<[ \t]{0,8}/y

const ENDS: PlainEnds = { isQuery: false, isColon: false }

/** Hides the value of an option, by its command or by its name: `curl -u …`, `--password …`; `--password=…` is a pair. */
export function findOption(search: Search, line: CommandLine, index: number): number {
  const { text } = search
  const before = text.charCodeAt(index - 1)
  if (index > 0 && !isSpace(before) && !isQuote(before)) return NOTHING
  OPTION.lastIndex = index
  const word = OPTION.exec(text)?.[0]
  if (word === undefined) return NOTHING
  const known = line.before(index)
  if (known !== undefined) {
    const positional =
      known.isNew && known.commands.some(({ options }) => options.size === 0)
        ? findPositional(search, known.start)
        : NOTHING
    if (positional !== NOTHING) return positional
    const end = index + word.length
    // A value in quotes may follow at once: `-p'…'`.
    const isAttached = !isQuote(before) && ATTACHED_QUOTE.test(text.slice(end, end + 2))
    const option = meaningOf(known.commands, isAttached ? `${word}'` : word)
    if (option !== undefined) return hideByMeaning(search, option.meaning, end, index + option.valueAt, isAttached)
  }
  return hideByName(search, word, index + word.length)
}

/** @param valueAt Where the value begins if it is attached to the option, else the option's end. */
function hideByMeaning(
  search: Search,
  meaning: Meaning,
  optionEnd: number,
  valueAt: number,
  isQuotedAtOnce: boolean,
): number {
  const isAttached = valueAt < optionEnd || isQuotedAtOnce
  const start = isAttached ? valueAt : startOfValue(search.text, optionEnd)
  if (start === undefined) return NOTHING
  const { text } = search
  const quoted = quotedValueAt(text, start, Math.min(text.length, start + EXAMINED_LENGTH))
  if (quoted === undefined) return hidePlain(search, meaning, start, isAttached)
  const secret = secretIn(meaning, text.slice(quoted.start, quoted.end))
  if (secret === undefined) return NOTHING
  const { end, after, quote } = quotedValueAt(text, start, text.length) ?? quoted
  return search.hide(quoted.start + secret, end, '', after === end ? quote : '')
}

function hidePlain(search: Search, meaning: Meaning, start: number, isAttached: boolean): number {
  const { text } = search
  if (!isAttached && text.charAt(start) === '-') return NOTHING
  const examined = text.slice(start, plainValueEnd(text, start, Math.min(text.length, start + EXAMINED_LENGTH), ENDS))
  const secret = secretIn(meaning, examined)
  return secret === undefined ? NOTHING : search.hide(start + secret, plainValueEnd(text, start, text.length, ENDS))
}

/** Behind blanks, or in the next item of a list; undefined if nothing follows. */
function startOfValue(text: string, optionEnd: number): number | undefined {
  NEXT_ITEM.lastIndex = optionEnd
  if (NEXT_ITEM.test(text)) return NEXT_ITEM.lastIndex
  const start = skipBlanks(text, optionEnd, MAX_BLANKS)
  if (start === optionEnd) return undefined
  HERE_TEXT.lastIndex = start
  return HERE_TEXT.test(text) ? HERE_TEXT.lastIndex : start
}

const FEWEST_LETTERS = 3

/** `-Password (ConvertTo-SecureString '…' -AsPlainText)` */
const CALL = /\([^()"'`\n]{0,64}(?=["'])/y

/** One letter or two are no name. */
function hideByName(search: Search, word: string, optionEnd: number): number {
  const { text, names } = search
  const name = word.replace(/^--?/, '')
  if (word === `-${name}` && name.length < FEWEST_LETTERS) return NOTHING
  const known = names.of(name)
  if (known === PLAIN_NAME) return NOTHING
  const start = isSpace(text.charCodeAt(optionEnd)) ? startOfValue(text, optionEnd) : undefined
  if (start === undefined || text.charAt(start) === '-') return NOTHING
  CALL.lastIndex = start
  const quoted = examinedQuotedValue(search, known, CALL.test(text) ? CALL.lastIndex : start)
  if (quoted !== undefined) return hideQuotedValue(search, known, quoted)
  const value = text.slice(start, plainValueEnd(text, start, Math.min(text.length, start + EXAMINED_LENGTH), ENDS))
  if (isWordOfSentences(value) || !known.hides(value)) return NOTHING
  return search.hide(start, plainValueEnd(text, start, text.length, ENDS))
}
