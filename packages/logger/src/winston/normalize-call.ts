import { format } from 'node:util'
import { isError, unreadable } from '../json/error-fields.js'
import { readFields } from '../json/read-fields.js'
import type { ShowValue } from '../json/value-text.js'
import type { LogCall } from '../record/log-call.js'
import { isCrashReport } from './crash-report.js'
import { SPLAT } from './triple-beam.js'

type Fields = Readonly<Record<string, unknown>>

/** The tokens of `util.format`. https://nodejs.org/api/util.html#utilformatformat-args */
const TOKENS = /%[sdifjoOc%]/g

/**
 * Normalises `(message, second, ...rest)` of `logger.info(…)` and of `logger.log(level, …)`.
 *
 * Values fill the tokens of the message (`%s`); of what is left over, objects are fields, the first
 * error is the record's, and the rest is appended to the message. Never throws.
 */
export function normalizeCall(message: unknown, second: unknown, rest: readonly unknown[], show: ShowValue): LogCall {
  try {
    if (rest.length > 0) return normalizeValues(message, [second, ...rest], show)
    if (second === undefined) return normalizeMessage(message, show)
    if (typeof message === 'string' && isPlainObject(second) && !message.includes('%')) {
      return { message, fields: second, error: undefined }
    }
    return normalizeValues(message, [second], show)
  } catch (failure) {
    return { message: show(message), fields: { fields: unreadable(failure) }, error: undefined }
  }
}

/** Normalises `logger.write(info)` and `logger.log({ level, message, … })`: the object is the record. Never throws. */
export function normalizeInfo(info: object, show: ShowValue): LogCall {
  if (isError(info)) return fromError(info, show)
  const fields = readFields(info)
  delete fields['level']
  const call = isCrashReport(fields) ? fromCrashReport(fields, show) : fromFields(fields, show)
  const splat = splatOf(info)
  // The fields that a call had besides tokens are part of the record already.
  return splat === undefined ? call : { ...call, message: fillTokens(call.message, splat, show).text }
}

function normalizeMessage(message: unknown, show: ShowValue): LogCall {
  if (typeof message === 'string') return { message, fields: undefined, error: undefined }
  if (message === undefined) return { message: '', fields: undefined, error: undefined }
  if (isError(message)) return fromError(message, show)
  const fields = fieldsOf(message)
  if (fields !== undefined) return fromFields(readFields(fields), show)
  return { message: show(message), fields: undefined, error: undefined }
}

function normalizeValues(message: unknown, values: readonly unknown[], show: ShowValue): LogCall {
  const [first, ...others] = values
  // pino's order: the fields before the message.
  if (typeof message !== 'string' && typeof first === 'string' && fieldsOf(message) !== undefined) {
    return normalizeValues(first, [...others, message], show)
  }
  const base = normalizeMessage(message, show)
  const filled = typeof message === 'string' ? fillTokens(message, values, show) : { text: base.message, used: 0 }
  const used = values.slice(0, filled.used)
  let error = base.error ?? used.find(isError)
  let { fields } = base
  let { text } = filled
  for (const value of values.slice(filled.used)) {
    if (value === undefined || value === null || typeof value === 'function') continue
    const own = fieldsOf(value)
    if (isError(value) && error === undefined) error = value
    else if (own !== undefined) fields = fields === undefined ? own : { ...readFields(fields), ...readFields(own) }
    else text += `${text === '' ? '' : ' '}${show(value)}`
  }
  return { message: text, fields, error }
}

/** Fills the tokens of a template in as `util.format` does, but shows objects redacted. */
function fillTokens(
  template: string,
  values: readonly unknown[],
  show: ShowValue,
): { readonly text: string; readonly used: number } {
  let used = 0
  const text = template.replace(TOKENS, (token) => {
    if (token === '%%') return '%'
    if (used >= values.length) return token
    const value = values[used]
    // A trailing object is meant as fields, unless the token asks for an object: '100%done' has no tokens in mind.
    if (used === values.length - 1 && !/[joO]/.test(token) && fieldsOf(value) !== undefined) return token
    used += 1
    return fillToken(token, value, show)
  })
  return { text, used }
}

function fillToken(token: string, value: unknown, show: ShowValue): string {
  if (typeof value === 'function') return '[Function]'
  // util.format throws where JSON has no form for a value.
  if (typeof value === 'bigint' && token === '%j') return String(value)
  if (typeof value === 'string') return format(token, show(value))
  if (typeof value !== 'object' || value === null) return format(token, value)
  if (token === '%c') return ''
  return /[dif]/.test(token) ? 'NaN' : show(value)
}

function fromFields(fields: Record<string, unknown>, show: ShowValue): LogCall {
  if (!('message' in fields)) return { message: '', fields, error: undefined }
  const { message } = fields
  delete fields['message']
  if (isError(message)) return { ...fromError(message, show), fields }
  return { message: message === undefined ? '' : show(message), fields, error: undefined }
}

function fromError(error: Error, show: ShowValue): LogCall {
  let message = ''
  try {
    message = show(error.message)
  } catch {
    // An error whose message cannot be read still has a record.
  }
  return { message, fields: undefined, error }
}

/** Arguments of the process are left out, and the message is the one line that says what happened. */
function fromCrashReport({ message, error, exception }: Fields, show: ShowValue): LogCall {
  const [summary = ''] = show(message).split('\n', 1)
  return { message: summary, fields: exception === true ? { exception: true } : { rejection: true }, error }
}

function splatOf(info: object): readonly unknown[] | undefined {
  try {
    const splat: unknown = Reflect.get(info, SPLAT)
    return Array.isArray(splat) ? splat : undefined
  } catch {
    return undefined
  }
}

function isPlainObject(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The object whose keys are the fields that `value` stands for, or undefined when it is rather a value. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || isError(value)) return undefined
  try {
    if (isPlainObject(value)) return value
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return undefined
    const { toJSON } = value as { toJSON?: unknown }
    if (typeof toJSON === 'function') {
      const converted: unknown = Reflect.apply(toJSON, value, [''])
      return isPlainObject(converted) ? converted : undefined
    }
    // A Map, a Promise or a Date has nothing to show as fields.
    return Object.keys(value).length > 0 && !(value instanceof String) ? (value as Fields) : undefined
  } catch {
    return undefined
  }
}
