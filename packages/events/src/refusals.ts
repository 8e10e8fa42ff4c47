import type { Book, Explanation } from '@org/core/reporting'

export const REFUSALS = [
  'unknownType',
  'invalid',
  'asyncSchema',
  'schemaThrew',
  'notAnObject',
  'metadataConflict',
  'notSerializable',
  'tooLarge',
  'overflow',
  'closed',
] as const

/**
 * Why an event was not taken.
 *
 * - `unknownType`: the catalog has no such type. - `invalid`: the detail does not fit its schema. - `asyncSchema`: the
 * schema validates asynchronously. - `schemaThrew`: it threw, or gave no result. - `notAnObject`: the detail is no object, or shows
 * itself as something else. - `metadataConflict`: its field `metadata` is no object. - `notSerializable`: it cannot be
 * written as JSON. - `tooLarge`: the entry has 1,000,000 bytes or more. - `overflow`: the buffer is full of what is
 * at least as important. - `closed`: it came after `shutdown`.
 */
export type EventRefusal = (typeof REFUSALS)[number]

export const ADJUSTMENTS = ['timeReplaced', 'resourceLeftOut'] as const

/**
 * What was changed about an event that was taken.
 *
 * - `timeReplaced`: the given time is no valid date. - `resourceLeftOut`: a resource is no text of 1 to 2,048
 * characters.
 */
export type EventAdjustment = (typeof ADJUSTMENTS)[number]

/** Counts what is wrong with events, and tells it once for each kind, type and, for invalid details, set of paths. */
export type EventBook = Book<EventRefusal | EventAdjustment>

/** How each is told. */
export const EXPLANATIONS: Readonly<Record<EventRefusal | EventAdjustment, Explanation>> = {
  unknownType: {
    level: 'error',
    code: 'MON_EVENTS_TYPE_UNKNOWN',
    text: 'the catalog has no such type; the event was refused',
  },
  invalid: {
    level: 'error',
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the detail does not fit its schema; the event was refused',
  },
  asyncSchema: {
    level: 'error',
    code: 'MON_EVENTS_SCHEMA_UNUSABLE',
    text: 'the schema validates asynchronously, which publish cannot wait for; the event was refused',
  },
  schemaThrew: {
    level: 'error',
    code: 'MON_EVENTS_SCHEMA_UNUSABLE',
    text: 'the schema threw, or gave no result; the event was refused',
  },
  notAnObject: {
    level: 'error',
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the detail is not an object, and EventBridge takes only objects; the event was refused',
  },
  metadataConflict: {
    level: 'error',
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the field `metadata` of the detail is not an object, and the package writes into it; the event was refused',
  },
  notSerializable: {
    level: 'error',
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the detail cannot be written as JSON (a cycle, a BigInt, or a toJSON that threw); the event was refused',
  },
  tooLarge: {
    level: 'error',
    code: 'MON_EVENTS_TOO_LARGE',
    text: 'the entry is as large as a request may be, or larger; it was refused',
  },
  overflow: { level: 'error', code: 'MON_EVENTS_OVERFLOW', text: 'the buffer cannot hold the entry; it was refused' },
  closed: { level: 'error', code: 'MON_EVENTS_CLOSED', text: 'an event was published after shutdown; it is not sent' },
  timeReplaced: {
    code: 'MON_EVENTS_ADJUSTED',
    text: 'the given time is not a valid Date; the time of the call took its place',
  },
  resourceLeftOut: {
    code: 'MON_EVENTS_ADJUSTED',
    text: 'a resource is not a string of 1 to 2048 characters; it was left out',
  },
}
