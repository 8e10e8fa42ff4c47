/**
 * Own properties of errors that are worth a line and hold no secret. Clients put requests, headers
 * and credentials on their errors, so everything else stays out.
 */
const SAFE_PROPERTIES = [
  'code',
  'errno',
  'syscall',
  'status',
  'statusCode',
  'signal',
  'killed',
  'exitCode',
  'hostname',
  'port',
  'retryable',
  '$fault',
] as const

/** Properties read from the SDK's `$metadata`. https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-types/TypeAlias/ResponseMetadata/ */
const SAFE_METADATA = ['requestId', 'httpStatusCode', 'attempts'] as const

/** `cause` chains longer than this are cut. */
const MAX_CAUSES = 8

/** Members of an AggregateError beyond this are cut. */
const MAX_AGGREGATED = 10

/** An error as plain data. */
export type ErrorFields = Record<string, unknown>

/** Turns an error into plain fields: name, message, stack, safe own properties, causes and aggregated errors. Never throws. */
export function errorFields(error: Error, ancestors: readonly unknown[] = []): ErrorFields {
  const fields: ErrorFields = {}
  const lineage = [...ancestors, error]
  copy(fields, 'name', () => error.name)
  copy(fields, 'message', () => error.message)
  copy(fields, 'stack', () => error.stack)
  for (const property of SAFE_PROPERTIES) copy(fields, property, () => Reflect.get(error, property) as unknown)
  copy(fields, 'metadata', () => pickMetadata((error as { $metadata?: unknown }).$metadata))
  copy(fields, 'cause', () => nested((error as { cause?: unknown }).cause, lineage))
  copy(fields, 'errors', () => aggregated(error, lineage))
  return fields
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

function copy(fields: ErrorFields, name: string, read: () => unknown): void {
  try {
    const value = read()
    if (value !== undefined) fields[name] = value
  } catch (failure) {
    fields[name] = unreadable(failure)
  }
}

function nested(cause: unknown, lineage: readonly unknown[]): unknown {
  if (!isError(cause)) return typeof cause === 'object' && cause !== null ? '[Object]' : cause
  if (lineage.includes(cause)) return '[Circular]'
  if (lineage.length >= MAX_CAUSES) return `[${lineage.length} causes and more]`
  return errorFields(cause, lineage)
}

function aggregated(error: Error, lineage: readonly unknown[]): unknown {
  const { errors } = error as { errors?: unknown }
  if (!Array.isArray(errors)) return undefined
  const shown = errors.slice(0, MAX_AGGREGATED).map((member: unknown) => nested(member, lineage))
  return errors.length > MAX_AGGREGATED ? [...shown, `[${errors.length - MAX_AGGREGATED} more]`] : shown
}

function pickMetadata(metadata: unknown): unknown {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const picked: ErrorFields = {}
  for (const name of SAFE_METADATA) copy(picked, name, () => (metadata as { [key: string]: unknown })[name])
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
