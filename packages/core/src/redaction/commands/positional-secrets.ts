import type { NamePolicy } from '../names/name-policy.js'
import { commandName } from './command-table.js'

const COMMANDS = new Set(
  'vault setx config configure aws npm pnpm yarn git gcloud pip poetry heroku dotnet rabbitmqctl mc htpasswd net convertto-securestring'.split(
    ' ',
  ),
)
const LONGEST_PATH = 256

const ASCII_BITS = 7
const ASCII = 1 << ASCII_BITS

/** How these commands begin, by their first two characters: most texts begin otherwise. */
const BEGINNINGS = new Uint8Array(ASCII * ASCII)
for (const command of COMMANDS) BEGINNINGS[beginningOf(command)] = 1

/** Capital letters, and what paths begin with. */
const OTHER_BEGINNINGS = new Uint8Array(ASCII)
for (const character of '/\\.ABCDEFGHIJKLMNOPQRSTUVWXYZ') OTHER_BEGINNINGS[character.charCodeAt(0)] = 1

function beginningOf(text: string): number {
  return (text.charCodeAt(0) << ASCII_BITS) | text.charCodeAt(1)
}

/** Whether words of a command may be secret by where they stand. Asked of the first of each list of texts, so that it is quick. */
export function hasPositionalSecrets(command: string): boolean {
  const mayBe = BEGINNINGS[beginningOf(command)] === 1 || OTHER_BEGINNINGS[command.charCodeAt(0)] === 1
  return mayBe && command.length <= LONGEST_PATH && COMMANDS.has(commandName(command))
}
/** Which words of a command are secret by where they stand; none for most. The first word is the command. */
export function positionalSecrets(names: NamePolicy, words: readonly string[]): readonly number[] {
  const [command = ''] = words
  const first = words[1]?.toLowerCase() ?? ''
  switch (commandName(command)) {
    case 'vault':
      return first === 'login' ? plainWords(words, 2).filter(isCredential(words)).slice(0, 1) : []
    case 'setx':
      return namedValue(names, words, 1)
    case 'config':
    case 'configure':
      return namedValue(names, words, first === 'set' ? 2 : 1)
    case 'aws':
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'git':
    case 'gcloud':
    case 'pip':
    case 'poetry':
    case 'heroku':
      return first.startsWith('config') ? namedValue(names, words, words[2] === 'set' ? 3 : 2) : []
    case 'dotnet':
      return first === 'user-secrets' && words[2] === 'set' ? plainWords(words, 3).slice(1, 2) : []
    case 'rabbitmqctl':
      return first === 'add_user' || first === 'change_password' ? plainWords(words, 2).slice(1, 2) : []
    case 'mc':
      return first === 'alias' && words[2] === 'set' ? plainWords(words, 3).slice(2, 4) : []
    case 'htpasswd':
      return batchPassword(words)
    case 'convertto-securestring':
      return plainWords(words, 1)
        .filter((index) => words[index]?.startsWith('$') === false)
        .slice(0, 1)
    case 'net':
      return passwordOfNet(words)
    default:
      return []
  }
}

/** Behind the options. */
function plainWords(words: readonly string[], from: number): number[] {
  return [...words.keys()].filter((index) => index >= from && !/^[-/](?!\/)/.test(words[index] ?? ''))
}

const isCredential =
  (words: readonly string[]) =>
  (index: number): boolean =>
    !(words[index] ?? '').includes('=')

/** `aws configure set aws_secret_access_key …`, `npm config set //registry/:_authToken …` */
function namedValue(names: NamePolicy, words: readonly string[], from: number): number[] {
  const [nameAt = 0, valueAt = 0] = plainWords(words, from)
  const [name, value] = [words[nameAt], words[valueAt]]
  if (valueAt === 0 || name === undefined || value === undefined) return []
  const isHidden = [name, ...name.split('.')].some((part) => names.ofText(part).hides(value))
  return isHidden ? [valueAt] : []
}

/** `htpasswd -b file user password`, and without the file where `-n` shows the result. */
function batchPassword(words: readonly string[]): number[] {
  const flags = words.filter((word) => /^-[A-Za-z]+$/.test(word)).join('')
  if (!flags.includes('b')) return []
  const at = flags.includes('n') ? 1 : 2
  return plainWords(words, 1).slice(at, at + 1)
}

/** `net use Z: \\host\share password /user:name`, before or behind the user; `net user name password`. */
function passwordOfNet(words: readonly string[]): number[] {
  const plain = plainWords(words, 2).filter((index) => !/^(?:\*|[A-Za-z]:|\\\\.*)$/.test(words[index] ?? ''))
  if (words[1] === 'use') return plain.slice(0, 1)
  return words[1] === 'user' ? plain.slice(1, 2) : []
}
