import { format } from 'node:util'
import { isError } from './record/error-fields.js'

/** A log call in whatever form winston accepts, as one message with fields. */
export interface LogCall {
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
  readonly error: unknown
}

type Fields = Readonly<Record<string, unknown>>

const PRINTF_TOKENS = /%[scdjifoO]/

/** Normalises `(message, second, ...rest)` of `logger.info(…)` and of `logger.log(level, …)`. Never throws. */
export function normalizeCall(message: unknown, second: unknown, rest: readonly unknown[]): LogCall {
  if (rest.length > 0) return normalizeSplat(message, [second, ...rest])
  return second === undefined ? normalizeMessage(message) : normalizePair(message, second)
}

/** Normalises `logger.write(info)` and `logger.log({ level, message, … })`: the object is the record. */
export function normalizeInfo(info: object): LogCall {
  if (isError(info)) return fromError(info)
  try {
    const { level: _level, message, ...fields } = info as { level?: unknown; message?: unknown } & Fields
    if (isError(message)) return { ...fromError(message), fields }
    return { message: textOf(message), fields, error: undefined }
  } catch {
    return { message: '', fields: info as Fields, error: undefined }
  }
}

function normalizeMessage(message: unknown): LogCall {
  if (typeof message === 'string') return { message, fields: undefined, error: undefined }
  if (isError(message)) return fromError(message)
  if (isPlainFields(message)) return normalizeInfo(message)
  return { message: textOf(message), fields: undefined, error: undefined }
}

function normalizePair(message: unknown, second: unknown): LogCall {
  if (isError(second)) return { message: textOf(message), fields: undefined, error: second }
  if (isPlainFields(second) && !(typeof message === 'string' && /%[joO]/.test(message))) {
    if (isError(message)) return { ...fromError(message), fields: second }
    return { message: textOf(message), fields: second, error: undefined }
  }
  return normalizeSplat(message, [second])
}

/** `%s` and its like are filled in; of what is left over, objects are fields and the rest is appended. */
function normalizeSplat(message: unknown, rest: readonly unknown[]): LogCall {
  const remaining = [...rest]
  let fields: Fields | undefined
  let error: unknown
  const last = remaining.at(-1)
  const template = textOf(message)
  const tokens = template.match(new RegExp(PRINTF_TOKENS, 'g'))?.length ?? 0
  if (remaining.length > tokens) {
    if (isError(last)) error = remaining.pop()
    else if (isPlainFields(last)) fields = remaining.pop() as Fields
  }
  const texts = remaining.filter((value) => value !== undefined && typeof value !== 'function')
  return { message: texts.length === 0 ? template : formatSafely(template, texts), fields, error }
}

function formatSafely(template: string, values: readonly unknown[]): string {
  try {
    return format(template, ...values)
  } catch {
    return template
  }
}

function fromError(error: Error): LogCall {
  let message = ''
  try {
    message = textOf(error.message)
  } catch {
    // An error whose message cannot be read still has a record.
  }
  return { message, fields: undefined, error }
}

function isPlainFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  try {
    if (typeof value === 'object' && value !== null) return formatSafely('%j', [value])
    return String(value)
  } catch {
    return '[Unreadable message]'
  }
}
