import { isWord } from '../pairs/prose.js'
import { plainValueEnd } from '../pairs/values/pair-values.js'
import { isLetter } from '../text/characters.js'
import { NOTHING, type Search } from '../text/search.js'
import { hasPositionalSecrets, positionalSecrets } from './positional-secrets.js'

const EXAMINED_LENGTH = 512
const MAX_WORDS = 16

/** A word of a command, quoted or not; an operator or the end of a line ends the command. */
const WORD = /[ \t]{0,8}(?:(\\{0,15}["'`])(.{0,256}?)\1|([^\s"'`|;&<>]{1,256}))/y
const ITEM = /[ \t,]{0,8}(\\{0,15}["'`])(.{0,256}?)\1/y

interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Hides words of the command at `start` that are secret by where they stand: `vault login …`, `setx API_KEY …`. */
export function findPositional(search: Search, start: number): number {
  const words = wordsFrom(search.text, start)
  const [command] = words
  if (command === undefined || !hasPositionalSecrets(command.text)) return NOTHING
  let last = NOTHING
  for (const index of positionalSecrets(
    search.names,
    words.map(({ text }) => text),
  )) {
    const word = words[index]
    if (word === undefined || isProse(command.text, words, index)) continue
    last = Math.max(last, search.hide(word.start, word.end))
  }
  return last
}

/** `Vault login failed`, `config set password policy`: sentences have small letters only and go on. */
function isProse(command: string, words: readonly Word[], index: number): boolean {
  const [word, next] = [words[index]?.text ?? '', words[index + 1]?.text]
  if (command === 'setx') return false
  return isWord(word) && (command.toLowerCase() === 'vault' || (next !== undefined && isWord(next)))
}

const COMMAND = /(?:vault|setx)$/i

/** The same for a command whose name has the letter at `index`. */
export function findCommand(search: Search, index: number): number {
  const { text } = search
  let start = index
  let end = index
  while (index - start < LONGEST_NAME && isLetter(text.charCodeAt(start - 1))) start -= 1
  while (end - index < LONGEST_NAME && isLetter(text.charCodeAt(end))) end += 1
  return COMMAND.test(text.slice(start, end)) ? findPositional(search, start) : NOTHING
}

const LONGEST_NAME = 10

/** The name of a setting, up to the last letters of it, and the command before. */
const SETTING = /(?:^|[\s"'`])(config(?:ure)?["'`,\s](?:.{0,96}["'`,\s])?)[\w./:-]{0,64}$/i
const LONGEST_SETTING = 160

/** Hides the value of a setting whose name ends with the `key` or `token` that has its `k` at `index`: `aws configure set …_key …`. */
export function findSetting(search: Search, index: number): number {
  const { text } = search
  const first = Math.max(0, index - LONGEST_SETTING)
  const before = text.slice(first, index)
  const setting = SETTING.exec(before)
  const [whole = '', command = ''] = setting ?? []
  return setting === null ? NOTHING : findPositional(search, first + setting.index + whole.indexOf(command))
}

const NET_USE = /(?:^|[\s"'`\\/])(net(?:\.exe)?["'`,\s]{1,8}use["'`,\s](?:.{0,256}["'`,\s])?)$/i
const MAX_COMMAND_LENGTH = 256
const USER_OPTION = '/user'

/** Hides the password beside the user of `net use`; `index` is that of the colon in `/user:name`. */
export function findNetworkPassword(search: Search, index: number): number {
  const { text } = search
  const option = index - USER_OPTION.length
  if (text.slice(Math.max(0, option), index).toLowerCase() !== USER_OPTION) return NOTHING
  const before = text.slice(Math.max(0, option - MAX_COMMAND_LENGTH), option)
  const command = NET_USE.exec(before)?.[1]
  return command === undefined ? NOTHING : findPositional(search, option - command.length)
}

/** A key of npm that a command sets: `npm set //registry.example/:_authToken …`. */
const NPM_KEY = /:_(?:authToken|auth|password)[ \t]{1,4}(?![\s=])/y

export function findSpacedKey(search: Search, index: number): number {
  const { text } = search
  NPM_KEY.lastIndex = index
  if (!NPM_KEY.test(text)) return NOTHING
  const start = NPM_KEY.lastIndex
  return search.hide(start, plainValueEnd(text, start, text.length, { isQuery: false, isColon: false }))
}

function wordsFrom(text: string, start: number): Word[] {
  const limit = text.slice(start, start + EXAMINED_LENGTH)
  const quote = /\\{0,15}["'`]$/.exec(text.slice(Math.max(0, start - 16), start))?.[0]
  const first = quote === undefined ? -1 : limit.indexOf(quote)
  const isList = quote !== undefined && first !== -1 && /^\s{0,4},/.test(limit.slice(first + quote.length))
  if (isList) return wordsOf(text, ITEM, start - quote.length, start + limit.length)
  return wordsOf(text, WORD, start, start + (first === -1 ? limit.length : first))
}

function wordsOf(text: string, pattern: RegExp, from: number, limit: number): Word[] {
  const words: Word[] = []
  pattern.lastIndex = from
  while (words.length < MAX_WORDS && pattern.lastIndex < limit) {
    const match = pattern.exec(text)
    if (match === null) break
    const [, quote = '', quoted, bare = ''] = match
    const end = pattern.lastIndex - quote.length
    const word = quoted ?? bare
    words.push({ text: word, start: end - word.length, end })
  }
  return words
}
