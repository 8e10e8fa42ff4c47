import { holdsSecretArgument, isSecretArgument } from './commands/arguments.js'
import { canBeName, isFlag, isIdentifier, isNameOfList } from './names/listed-names.js'
import { type NamePolicy, PLAIN_NAME } from './names/name-policy.js'
import { canNameObject, isArgumentsKey, isCommandKey, isNameKey, isValueKey } from './names/pair-keys.js'
import { isSomething } from './names/value-rules.js'

/** Longer texts are no names. */
const MAX_NAME_LENGTH = 128

/** So many keys of an object, and items of a list, are looked at. */
const MAX_EXAMINED = 64

type Fields = Readonly<Record<string, unknown>>

/** Says whether `holder[key]` is the value of a secret name that stands beside it. */
export type HidesBeside = (holder: object, key: string | number, value: unknown) => boolean

/**
 * Names and values that stand beside each other: lists that alternate (`rawHeaders`), the arguments of a
 * command, pairs of an array, and objects with a name and a value. What a getter or a proxy throws is taken
 * for nothing, as whoever writes the value meets it, too.
 */
export function createHidesBeside(names: NamePolicy): HidesBeside {
  return (holder, key, value) => {
    try {
      return Array.isArray(holder)
        ? isHiddenItem(names, holder, Number(key), value)
        : isValueKey(String(key)) && isHiddenMember(names, holder, String(key), value)
    } catch {
      return false
    }
  }
}

function isHiddenItem(names: NamePolicy, list: readonly unknown[], index: number, value: unknown): boolean {
  if (isSecretArgument(names, list, index, value)) return true
  const name = list[index - 1]
  if (typeof name !== 'string') return false
  const isOption = isFlag(name)
  if (!isOption && (index % 2 === 0 || list.length % 2 !== 0)) return false
  const known = names.ofText(name)
  if (known === PLAIN_NAME || !canBeName(name)) return false
  if (isOption) return typeof value === 'string' && !isFlag(value) && known.hides(value)
  return !isListOfNames(names, list, name, value) && known.hides(value)
}

/** Whether the list holds the names of fields and no values: `['password', 'email']`. */
function isListOfNames(names: NamePolicy, list: readonly unknown[], name: string, value: unknown): boolean {
  if (typeof value !== 'string') return false
  if (list.length === 2) return isNameOfList(names, name, value)
  for (let index = 1; index < list.length && index < MAX_EXAMINED; index += 2) {
    const item = list[index]
    if (typeof item !== 'string' || !isIdentifier(item)) return false
  }
  return true
}

function isHiddenMember(names: NamePolicy, holder: object, valueKey: string, value: unknown): boolean {
  if (isArgumentsKey(valueKey)) return holdsCredentials(names, holder as Fields, value)
  return Object.keys(holder)
    .slice(0, MAX_EXAMINED)
    .some((key) => isNameKey(key) && isHiddenBy(names, holder as Fields, key, valueKey, value))
}

/** What the name says; of a path, such as `['user', 'password']`, its last part. */
function isHiddenBy(names: NamePolicy, holder: Fields, nameKey: string, valueKey: string, value: unknown): boolean {
  const name = holder[nameKey]
  const last: unknown = Array.isArray(name) ? name.at(-1) : name
  if (typeof last !== 'string' || last.length > MAX_NAME_LENGTH) return false
  if (typeof value === 'object' && !canNameObject(nameKey, last, valueKey)) return false
  return names.ofText(last).hides(value)
}

/** Commands of Redis whose arguments are credentials. */
const LOGIN_COMMANDS = new Set(['auth', 'hello'])

/** Whether arguments are those of a command beside them, and hold a credential: `{ path: 'curl', spawnargs: […] }`. */
function holdsCredentials(names: NamePolicy, holder: Fields, args: unknown): boolean {
  return Object.keys(holder)
    .slice(0, MAX_EXAMINED)
    .some((key) => {
      const command = isCommandKey(key) ? holder[key] : undefined
      if (typeof command !== 'string' || command.length > MAX_NAME_LENGTH) return false
      if (LOGIN_COMMANDS.has(command.toLowerCase())) return isSomething(args)
      return Array.isArray(args) && holdsSecretArgument(names, command, args)
    })
}
