import { MAX_DIMENSION_NAME_LENGTH, MAX_DIMENSION_VALUE_LENGTH, MAX_DIMENSIONS } from '../limits.js'
import { optionalList, optionalString, structure } from '../protocol/members.js'
import { invalidValue, missingParameter } from './errors.js'

/** ASCII without control characters, with at least one character that is not blank. */
const VISIBLE_ASCII = /^(?=.*[!-~])[ -~]+$/

/** Reads a required text and checks length, characters and first character. */
export function requiredText(
  value: unknown,
  path: string,
  rule: { readonly maxLength: number; readonly mayStartWithColon?: boolean | undefined },
): string {
  const text = optionalString(value, path)
  if (text === undefined) throw missingParameter(path)
  if (text.length === 0 || text.length > rule.maxLength) {
    throw invalidValue(`The length of parameter ${path} must be from 1 to ${rule.maxLength} characters.`)
  }
  if (!VISIBLE_ASCII.test(text)) {
    throw invalidValue(
      `The value for parameter ${path} is invalid: it must be ASCII without control characters and not blank.`,
    )
  }
  if (rule.mayStartWithColon !== true && text.startsWith(':')) {
    throw invalidValue(`The value for parameter ${path} is invalid: it must not start with a colon.`)
  }
  return text
}

/** Reads a list of dimensions into a record. */
export function readDimensions(value: unknown, path: string): Readonly<Record<string, string>> {
  const list = optionalList(value, path) ?? []
  if (list.length > MAX_DIMENSIONS) {
    throw invalidValue(`The collection ${path} must not have a size greater than ${MAX_DIMENSIONS}.`)
  }
  const dimensions = new Map<string, string>()
  for (const [index, item] of list.entries()) {
    const at = `${path}.member.${index + 1}`
    const dimension = structure(item, at)
    const name = requiredText(dimension['Name'], `${at}.Name`, { maxLength: MAX_DIMENSION_NAME_LENGTH })
    const text = requiredText(dimension['Value'], `${at}.Value`, {
      maxLength: MAX_DIMENSION_VALUE_LENGTH,
      mayStartWithColon: true,
    })
    if (dimensions.has(name)) throw invalidValue(`The collection ${path} names the dimension at ${at} twice.`)
    dimensions.set(name, text)
  }
  return Object.fromEntries(dimensions)
}
