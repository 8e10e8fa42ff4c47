import type { Report } from '@org/core'
import { MAX_DETAIL_TYPE_LENGTH } from '@org/core/catalog'

/** Why an event was not taken. */
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
export type Refusal = (typeof REFUSALS)[number]

/** What was changed about an event that was taken. */
export const ADJUSTMENTS = ['timeReplaced', 'resourceLeftOut'] as const
export type Adjustment = (typeof ADJUSTMENTS)[number]

interface Explanation {
  readonly code: string
  readonly text: string
}

const EXPLANATIONS: Readonly<Record<Refusal | Adjustment, Explanation>> = {
  unknownType: { code: 'MON_EVENTS_TYPE_UNKNOWN', text: 'the catalog has no such type; the event was refused' },
  invalid: { code: 'MON_EVENTS_DETAIL_INVALID', text: 'the detail does not fit its schema; the event was refused' },
  asyncSchema: {
    code: 'MON_EVENTS_SCHEMA_UNUSABLE',
    text: 'the schema validates asynchronously, which publish cannot wait for; the event was refused',
  },
  schemaThrew: { code: 'MON_EVENTS_SCHEMA_UNUSABLE', text: 'the schema threw; the event was refused' },
  notAnObject: {
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the detail is not an object, and EventBridge takes only objects; the event was refused',
  },
  metadataConflict: {
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the field `metadata` of the detail is not an object, and the package writes into it; the event was refused',
  },
  notSerializable: {
    code: 'MON_EVENTS_DETAIL_INVALID',
    text: 'the detail cannot be written as JSON (a cycle, a BigInt, or a toJSON that threw); the event was refused',
  },
  tooLarge: {
    code: 'MON_EVENTS_TOO_LARGE',
    text: 'the entry is as large as a request may be, or larger; it was refused',
  },
  overflow: { code: 'MON_EVENTS_OVERFLOW', text: 'the buffer cannot hold the entry; it was refused' },
  closed: { code: 'MON_EVENTS_CLOSED', text: 'an event was published after shutdown; it was refused' },
  timeReplaced: {
    code: 'MON_EVENTS_ADJUSTED',
    text: 'the given time is not a valid Date; the time of the call took its place',
  },
  resourceLeftOut: {
    code: 'MON_EVENTS_ADJUSTED',
    text: 'a resource is not a string of 1 to 2048 characters; it was left out',
  },
}

/** So many different cases are diagnosed; beyond, all are only counted. */
const MAX_SAID = 1_000

/** Counts what is wrong with events, and says it once per kind, type and, for invalid details, set of paths. */
export class Issues {
  readonly #report: Report
  readonly #counts = new Map<Refusal | Adjustment, number>()
  readonly #said = new Set<string>()

  constructor(report: Report) {
    this.#report = report
  }

  /** @param details Names and figures only, never a value of the event. */
  note(kind: Refusal | Adjustment, givenType: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    // Without types, an application may hand over anything as the type.
    const type = typeof givenType === 'string' ? givenType.slice(0, MAX_DETAIL_TYPE_LENGTH) : `(${typeof givenType})`
    const key = JSON.stringify([kind, type, details['paths']])
    if (this.#said.has(key) || this.#said.size >= MAX_SAID) return
    this.#said.add(key)
    const { code, text } = EXPLANATIONS[kind]
    this.#report({
      level: (ADJUSTMENTS as readonly string[]).includes(kind) ? 'warn' : 'error',
      code,
      message: `Event "${type}": ${text}.${pathText(details['paths'])} Further cases are counted in stats() only.`,
      details: { type, kind, ...details },
    })
  }

  count<K extends Refusal | Adjustment>(kinds: readonly K[]): Readonly<Record<K, number>> {
    return Object.fromEntries(kinds.map((kind) => [kind, this.#counts.get(kind) ?? 0])) as Record<K, number>
  }
}

function pathText(paths: unknown): string {
  return Array.isArray(paths) && paths.length > 0 ? ` At: ${paths.join(', ')}.` : ''
}
