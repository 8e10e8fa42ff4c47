import type { NamePolicy } from '../names/name-policy.js'
import { type Command, commandName, commandsNamed, meaningOf, secretIn } from './command-table.js'
import { hasPositionalSecrets, positionalSecrets } from './positional-secrets.js'

/** So many arguments are looked at. */
const MAX_ARGUMENTS = 64

const DASH = 0x2d
const FEWEST_WORDS = 3

/** Whether an argument of a command is a credential: `['curl', '-u', 'ann:hunter2']`, `['mysql', '-phunter2']`. */
export function isSecretArgument(names: NamePolicy, list: readonly unknown[], index: number, value: unknown): boolean {
  if (typeof value !== 'string') return false
  const before = list[index - 1]
  const isBehindOption = typeof before === 'string' && before.charCodeAt(0) === DASH
  if (isBehindOption || value.charCodeAt(0) === DASH) {
    const commands = index < MAX_ARGUMENTS ? commandsBefore(list, index) : undefined
    if (commands !== undefined && isSecretOption(commands, isBehindOption ? before : '', value)) return true
  }
  return list.length >= FEWEST_WORDS && isPositional(names, list, index)
}

function isSecretOption(commands: readonly Command[], before: string, value: string): boolean {
  const own = meaningOf(commands, value)
  if (own !== undefined && own.valueAt < value.length) {
    return secretIn(own.meaning, value.slice(own.valueAt)) !== undefined
  }
  const option = meaningOf(commands, before)
  return option !== undefined && option.valueAt === before.length && secretIn(option.meaning, value) !== undefined
}

function commandsBefore(list: readonly unknown[], index: number): readonly Command[] | undefined {
  for (let at = index - 1; at >= 0; at--) {
    const item = list[at]
    const commands = typeof item === 'string' ? commandsNamed(item) : undefined
    if (commands === undefined) continue
    const between = list.slice(at + 1, index)
    return commands.filter(({ subcommand }) => subcommand === undefined || between.includes(subcommand))
  }
  return undefined
}

function isPositional(names: NamePolicy, list: readonly unknown[], index: number): boolean {
  const [first] = list
  if (typeof first !== 'string' || !hasPositionalSecrets(first)) return false
  return positionalSecrets(names, list.slice(0, MAX_ARGUMENTS).map(textOf)).includes(index)
}

function textOf(item: unknown): string {
  return typeof item === 'string' ? item : ''
}

/** `spawn curl`, as the errors of child processes have it. */
const SPAWN = /^spawn(?:Sync)? /

/** Whether a list of arguments holds a credential, where the command stands elsewhere. */
export function holdsSecretArgument(names: NamePolicy, command: string, list: readonly unknown[]): boolean {
  const whole = [commandName(command.replace(SPAWN, '')), ...list.slice(0, MAX_ARGUMENTS)]
  return whole.some((item, index) => index > 0 && isSecretArgument(names, whole, index, item))
}
