import {
  ENTRY_TIME_BYTES,
  MAX_DETAIL_TYPE_LENGTH,
  MAX_ENTRIES_PER_REQUEST,
  MAX_EVENT_BUS_NAME_LENGTH,
  MAX_RESOURCE_LENGTH,
  MAX_SOURCE_LENGTH,
  MAX_TRACE_HEADER_LENGTH,
  PUT_EVENTS_BYTES_LIMIT,
  RESERVED_SOURCE_PREFIX,
} from './limits/eventbridge-limits.js'
import { EVENT_BUS_NAME } from './names.js'
import { detailViolation } from './rules/event-detail-rules.js'
import { type AwsViolation, brokenConstraint, invalidArgument, wrongType } from './rules/violation.js'
import { isAbsent, isWireStructure, type WireStructure, wireList, wireTimestamp } from './rules/wire.js'

/** The members of an entry whose bytes count. What is absent, or of another type, counts nothing. */
export interface MeasuredEntry {
  /** Any time counts 14 bytes. */
  readonly Time?: unknown
  /** A text, in bytes of UTF-8. */
  readonly Source?: unknown
  /** A text, in bytes of UTF-8. */
  readonly DetailType?: unknown
  /** A text, in bytes of UTF-8. */
  readonly Detail?: unknown
  /** A list of texts, in bytes of UTF-8. */
  readonly Resources?: unknown
}

/**
 * The rule of EventBridge that fails a PutEvents request as a whole, or undefined. A request that is taken may hold
 * entries that are not: {@link eventEntryViolation}.
 *
 * The API page says that a request fails whole when no entry has source, detail-type and detail. Recorded answers of
 * the service show otherwise: such entries fail one by one, also when there is only one.
 *
 * @param request - Parsed from JSON, or as the SDK takes it: `Time` in seconds since the epoch, or a `Date`.
 *
 * @example
 * ```ts
 * putEventsViolation({ Entries: [] })?.code // 'ValidationException'
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function putEventsViolation(request: unknown): AwsViolation | undefined {
  if (!isWireStructure(request)) return wrongType('The request', 'an object')
  const { Entries } = request
  if (isAbsent(Entries)) return brokenConstraint('entries', 'null', 'Member must not be null')
  if (!Array.isArray(Entries)) return wrongType('Entries', 'a list')
  const entries: readonly unknown[] = Entries
  return countViolation(entries.length) ?? firstModelViolation(entries) ?? sizeViolation(entries)
}

/**
 * The rule of EventBridge that fails one entry of a request that is otherwise taken, or undefined. The code is the
 * `ErrorCode` of the entry in the answer.
 *
 * @example
 * ```ts
 * eventEntryViolation({ Source: 'aws.ec2', DetailType: 'started', Detail: '{}' })?.code // 'NotAuthorizedForSourceException'
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */
export function eventEntryViolation(entry: unknown): AwsViolation | undefined {
  const { Source, DetailType, Detail } = isWireStructure(entry) ? entry : {}
  return (
    argumentViolation('Source', Source) ??
    argumentViolation('DetailType', DetailType) ??
    argumentViolation('Detail', Detail) ??
    lengthViolation('Source', Source, MAX_SOURCE_LENGTH) ??
    reservedSourceViolation(Source) ??
    lengthViolation('DetailType', DetailType, MAX_DETAIL_TYPE_LENGTH) ??
    detailViolation(String(Detail))
  )
}

/**
 * The size of an entry in bytes, as EventBridge counts it: 14 for its time, if it states one, and the UTF-8 bytes of
 * source, detail-type, detail and resources.
 *
 * @example
 * ```ts
 * entryBytes({ Source: 'shop', DetailType: 'sold', Detail: '{}' }) // 10
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
 */
export function entryBytes(entry: MeasuredEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...wireList(entry.Resources)]
  const time = isAbsent(entry.Time) ? 0 : ENTRY_TIME_BYTES
  return texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? Buffer.byteLength(text) : 0), time)
}

function countViolation(count: number): AwsViolation | undefined {
  if (count < 1) return brokenConstraint('entries', "'[]'", 'Member must have length greater than or equal to 1')
  if (count <= MAX_ENTRIES_PER_REQUEST) return undefined
  return brokenConstraint(
    'entries',
    `'[${count} entries]'`,
    `Member must have length less than or equal to ${MAX_ENTRIES_PER_REQUEST}`,
  )
}

function sizeViolation(entries: readonly unknown[]): AwsViolation | undefined {
  const bytes = entries.reduce<number>((sum, entry) => sum + (isWireStructure(entry) ? entryBytes(entry) : 0), 0)
  if (bytes < PUT_EVENTS_BYTES_LIMIT) return undefined
  return {
    code: 'ValidationException',
    path: 'entries',
    message: 'Total size of the entries in the request is over the limit.',
  }
}

function firstModelViolation(entries: readonly unknown[]): AwsViolation | undefined {
  for (const [index, entry] of entries.entries()) {
    const path = `entries.${index + 1}.member`
    const violation = isWireStructure(entry) ? modelViolation(entry, path) : wrongType(path, 'an object')
    if (violation !== undefined) return violation
  }
  return undefined
}

/** What the model of the service says of an entry: who breaks it fails the whole request. */
function modelViolation(entry: WireStructure, path: string): AwsViolation | undefined {
  const { Time, Resources, EventBusName, TraceHeader } = entry
  const text = ['Source', 'DetailType', 'Detail'].find(
    (name) => !isAbsent(entry[name]) && typeof entry[name] !== 'string',
  )
  if (text !== undefined) return wrongType(`${path}.${text}`, 'a string')
  if (!isAbsent(Time) && wireTimestamp(Time) === undefined) {
    return wrongType(`${path}.Time`, 'a timestamp in seconds since the epoch')
  }
  return (
    resourcesViolation(Resources, `${path}.resources`) ??
    boundedTextViolation(EventBusName, `${path}.eventBusName`, MAX_EVENT_BUS_NAME_LENGTH) ??
    busNameViolation(EventBusName, `${path}.eventBusName`) ??
    boundedTextViolation(TraceHeader, `${path}.traceHeader`, MAX_TRACE_HEADER_LENGTH)
  )
}

function resourcesViolation(value: unknown, path: string): AwsViolation | undefined {
  if (!isAbsent(value) && !Array.isArray(value)) return wrongType(path, 'a list')
  for (const [index, resource] of wireList(value).entries()) {
    const at = `${path}.${index + 1}.member`
    if (!isAbsent(resource) && typeof resource !== 'string') return wrongType(at, 'a string')
    if (typeof resource === 'string' && resource.length > MAX_RESOURCE_LENGTH)
      return tooLong(resource, at, MAX_RESOURCE_LENGTH)
  }
  return undefined
}

function boundedTextViolation(value: unknown, path: string, maxLength: number): AwsViolation | undefined {
  if (isAbsent(value)) return undefined
  if (typeof value !== 'string') return wrongType(path, 'a string')
  if (value === '') return brokenConstraint(path, "''", 'Member must have length greater than or equal to 1')
  return value.length > maxLength ? tooLong(value, path, maxLength) : undefined
}

function busNameViolation(value: unknown, path: string): AwsViolation | undefined {
  if (typeof value !== 'string' || EVENT_BUS_NAME.test(value)) return undefined
  return brokenConstraint(
    path,
    `'${excerpt(value)}'`,
    `Member must satisfy regular expression pattern: ${EVENT_BUS_NAME.source}`,
  )
}

function tooLong(value: string, path: string, maxLength: number): AwsViolation {
  return brokenConstraint(path, `'${excerpt(value)}...'`, `Member must have length less than or equal to ${maxLength}`)
}

/** Enough to know the value again; a whole one may be long. */
function excerpt(value: string): string {
  return value.slice(0, 80)
}

function argumentViolation(parameter: string, value: unknown): AwsViolation | undefined {
  return isAbsent(value) || value === ''
    ? invalidArgument(parameter, `${parameter} is a required argument.`)
    : undefined
}

function lengthViolation(parameter: string, value: unknown, maxLength: number): AwsViolation | undefined {
  if (typeof value !== 'string' || value.length <= maxLength) return undefined
  return invalidArgument(parameter, `${parameter} must not be longer than ${maxLength} characters.`)
}

function reservedSourceViolation(source: unknown): AwsViolation | undefined {
  if (typeof source !== 'string' || !source.startsWith(RESERVED_SOURCE_PREFIX)) return undefined
  return { code: 'NotAuthorizedForSourceException', path: 'Source', message: 'Not authorized for the source.' }
}
