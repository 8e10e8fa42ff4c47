import { counted } from '@org/core/reporting'
import { asBoolean, asNumber, asText, type Coercion } from './one-type.js'

/**
 * Own properties of errors that are worth a line and hold no secret, each with its one type: a search engine refuses a
 * document in which a field has another type than it had before. Clients put requests, headers and credentials on their
 * errors, so everything else stays out.
 */
const SAFE_PROPERTIES: Readonly<Record<string, Coercion>> = {
  code: asText,
  errno: asNumber,
  syscall: asText,
  status: asText,
  statusCode: asNumber,
  signal: asText,
  killed: asBoolean,
  exitCode: asNumber,
  hostname: asText,
  port: asNumber,
  retryable: asBoolean,
  $fault: asText,
}

/** Properties read from the SDK's `$metadata`. https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/TypeAlias/ResponseMetadata/ */
const SAFE_METADATA: Readonly<Record<string, Coercion>> = {
  requestId: asText,
  httpStatusCode: asNumber,
  attempts: asNumber,
}

/** `cause` chains longer than this are cut. */
const MAX_CAUSES = 8

/** Members of an AggregateError beyond this are cut. */
const MAX_AGGREGATED = 10

const TEXTS = new Set(['name', 'message', 'stack'])

/** An error as plain data. */
export type ErrorFields = Record<string, unknown>

/**
 * Turns an error into plain fields: name, message, stack, safe own properties, causes and aggregated errors. Never throws.
 *
 * @param levels How deep objects may lie in each other, the fields of the first error included. What lies deeper would
 * be cut to a text, in a field that holds objects.
 */
export function errorFields(error: Error, levels = MAX_CAUSES + 1, ancestors: readonly unknown[] = []): ErrorFields {
  const fields: ErrorFields = {}
  const lineage = [...ancestors, error]
  const left = levels - lineage.length
  copy(fields, 'name', () => asText(error.name))
  copy(fields, 'message', () => asText(error.message))
  copy(fields, 'stack', () => asText(error.stack))
  for (const [property, coerce] of Object.entries(SAFE_PROPERTIES))
    copy(fields, property, () => coerce(Reflect.get(error, property)))
  if (left > 0) copy(fields, 'metadata', () => pickMetadata((error as { $metadata?: unknown }).$metadata))
  if (left > 0) copy(fields, 'cause', () => nested((error as { cause?: unknown }).cause, levels, lineage))
  // The list is a level of its own.
  if (left > 1) copy(fields, 'errors', () => aggregated(error, levels - 1, lineage))
  return fields
}

/**
 * What the application gave as the error of a record, as an object: what is none is its message, several are its
 * `errors`, and the fields of an object have the types that those of errors have. Undefined and null stay. Never throws.
 */
export function asErrorObject(value: unknown, levels = MAX_CAUSES + 1): unknown {
  if (value === undefined || value === null || isError(value)) return value
  if (typeof value !== 'object') return messageOf(value)
  try {
    if (Array.isArray(value)) return { errors: aggregatedList(value, levels - 1, [value]) }
    return hasToJson(value) ? value : coerced(value, levels)
  } catch (failure) {
    // A proxy that throws.
    return messageOf(unreadable(failure))
  }
}

/** Whether a value is an error, of this realm or another. Never throws. */
export function isError(value: unknown): value is Error {
  try {
    if (value instanceof Error) return true
    // An error of another realm (vm, worker) is none of ours by instanceof.
    return (
      typeof value === 'object' &&
      value !== null &&
      'stack' in value &&
      Object.prototype.toString.call(value) === '[object Error]'
    )
  } catch {
    return false
  }
}

/** What throws when it is read is said where a text may stand, and left out elsewhere. */
function copy(fields: ErrorFields, name: string, read: () => unknown): void {
  try {
    const value = read()
    if (value !== undefined) fields[name] = value
  } catch (failure) {
    if (TEXTS.has(name)) fields[name] = unreadable(failure)
  }
}

/** A cause is always an object, so that the field has one type. */
function nested(cause: unknown, levels: number, lineage: readonly unknown[]): unknown {
  if (cause === undefined || cause === null) return undefined
  if (!isError(cause)) return messageOf(cause)
  if (lineage.includes(cause)) return messageOf('[Circular]')
  const isLast = lineage.length >= MAX_CAUSES || lineage.length === levels - 1
  if (isLast && (cause as { cause?: unknown }).cause !== undefined)
    return messageOf(`[${counted(lineage.length, 'cause')} and more]`)
  return errorFields(cause, levels, lineage)
}

function aggregated(error: Error, levels: number, lineage: readonly unknown[]): unknown {
  const { errors } = error as { errors?: unknown }
  return Array.isArray(errors) ? aggregatedList(errors, levels, lineage) : undefined
}

function aggregatedList(errors: readonly unknown[], levels: number, lineage: readonly unknown[]): readonly unknown[] {
  const shown = errors
    .slice(0, MAX_AGGREGATED)
    .map((member) => nested(member, levels, lineage))
    .filter((member) => member !== undefined)
  return errors.length > MAX_AGGREGATED ? [...shown, messageOf(`[${errors.length - MAX_AGGREGATED} more]`)] : shown
}

function messageOf(value: unknown): ErrorFields {
  return { message: messageText(value) }
}

/** Of a plain object that describes an error, its message. */
function messageText(value: unknown): string | undefined {
  try {
    if (typeof value !== 'object' || value === null) return asText(value) ?? `[${typeof value}]`
    const { message } = value as { readonly message?: unknown }
    return typeof message === 'string' ? message : '[Object]'
  } catch (failure) {
    return unreadable(failure)
  }
}

/** A copy of an object in the place of an error, in which the fields that errors have are of their types. */
function coerced(value: object, levels: number): object {
  const copied: ErrorFields = {}
  for (const key of Object.keys(value))
    copy(copied, key, () => {
      const member = (value as Readonly<Record<string, unknown>>)[key]
      if (key === 'cause') return nested(member, levels, [value])
      if (key === 'errors' && Array.isArray(member)) return aggregatedList(member, levels - 1, [value])
      if (TEXTS.has(key)) return asText(member)
      const coerce = Object.hasOwn(SAFE_PROPERTIES, key) ? SAFE_PROPERTIES[key] : undefined
      return coerce === undefined ? member : coerce(member)
    })
  return copied
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function'
}

function pickMetadata(metadata: unknown): unknown {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const picked: ErrorFields = {}
  for (const [name, coerce] of Object.entries(SAFE_METADATA))
    copy(picked, name, () => coerce((metadata as { [key: string]: unknown })[name]))
  return picked
}

/** What stands where a value could not be read. */
export function unreadable(failure: unknown): string {
  try {
    return `[Unreadable: ${failure instanceof Error ? failure.message : typeof failure}]`
  } catch {
    return '[Unreadable]'
  }
}
