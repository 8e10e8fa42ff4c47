import {
  EVENT_TIME_BYTES,
  MAX_DETAIL_TYPE_LENGTH,
  MAX_EVENT_BUS_NAME_LENGTH,
  MAX_RESOURCE_LENGTH,
  MAX_SOURCE_LENGTH,
  MAX_TRACE_HEADER_LENGTH,
} from '../limits.js'
import { constraintError } from '../protocol/aws-error.js'
import { optionalList, optionalString, optionalTimestamp, structure } from '../protocol/members.js'
import { isWellFormedDetail } from './detail.js'

/** One entry as sent; whether it is acceptable is judged apart. */
export interface Entry {
  readonly time: number | undefined
  readonly source: string | undefined
  readonly detailType: string | undefined
  readonly detail: string | undefined
  readonly resources: readonly string[]
  readonly eventBusName: string | undefined
  readonly traceHeader: string | undefined
}

/** Reads one entry; what breaks the model fails the whole request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export function readEntry(value: unknown, path: string): Entry {
  const entry = structure(value, path)
  const resources = (optionalList(entry['Resources'], `${path}.Resources`) ?? []).map(
    (resource, index) => optionalString(resource, `${path}.Resources.${index + 1}`) ?? '',
  )
  return {
    time: optionalTimestamp(entry['Time'], `${path}.Time`),
    source: optionalString(entry['Source'], `${path}.Source`),
    detailType: optionalString(entry['DetailType'], `${path}.DetailType`),
    detail: optionalString(entry['Detail'], `${path}.Detail`),
    resources,
    eventBusName: readBounded(entry['EventBusName'], `${path}.eventBusName`, MAX_EVENT_BUS_NAME_LENGTH),
    traceHeader: readBounded(entry['TraceHeader'], `${path}.traceHeader`, MAX_TRACE_HEADER_LENGTH),
  }
}

function readBounded(value: unknown, path: string, maxLength: number): string | undefined {
  const text = optionalString(value, path)
  if (text === undefined) return undefined
  if (text.length < 1) throw constraintError(path, "''", 'Member must have length greater than or equal to 1')
  if (text.length > maxLength) {
    throw constraintError(
      path,
      `'${text.slice(0, 80)}...'`,
      `Member must have length less than or equal to ${maxLength}`,
    )
  }
  return text
}

/** Bytes that an entry counts for. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export function entryBytes(entry: Entry): number {
  const texts = [entry.source ?? '', entry.detailType ?? '', entry.detail ?? '', ...entry.resources]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), entry.time === undefined ? 0 : EVENT_TIME_BYTES)
}

/** Why EventBridge refuses this entry alone. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
export interface EntryError {
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

/** An entry that was accepted. */
export interface AcceptableEntry extends Entry {
  readonly source: string
  readonly detailType: string
  readonly detail: string
}

/** Judges one entry by the rules that fail it alone. */
export function judgeEntry(entry: Entry): AcceptableEntry | EntryError {
  const { source, detailType, detail, resources } = entry
  if (!source) return invalidArgument('Source', 'Source is a required argument.')
  if (!detailType) return invalidArgument('DetailType', 'DetailType is a required argument.')
  if (!detail) return invalidArgument('Detail', 'Detail is a required argument.')
  if (source.length > MAX_SOURCE_LENGTH) {
    return invalidArgument('Source', `Source must not be longer than ${MAX_SOURCE_LENGTH} characters.`)
  }
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSource', ErrorMessage: 'Not authorized for the source.' }
  }
  if (detailType.length > MAX_DETAIL_TYPE_LENGTH) {
    return invalidArgument('DetailType', `DetailType must not be longer than ${MAX_DETAIL_TYPE_LENGTH} characters.`)
  }
  if (resources.some((resource) => resource.length > MAX_RESOURCE_LENGTH)) {
    return invalidArgument('Resources', `A resource must not be longer than ${MAX_RESOURCE_LENGTH} characters.`)
  }
  if (!isWellFormedDetail(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
  return { ...entry, source, detailType, detail }
}

function invalidArgument(parameter: string, reason: string): EntryError {
  return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${reason}` }
}
