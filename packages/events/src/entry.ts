import { entryBytes } from '@org/core/aws'
import type { Identity } from '@org/core/context'
import type { Spillable, SpilledLine } from '@org/core/spill'
import type { PutEventsEntry } from './wire.js'

/** An entry with its size as EventBridge counts it. */
export interface SizedEntry extends Spillable {
  readonly wire: PutEventsEntry
  readonly bytes: number
  /** Importance from 0 to 15. */
  readonly priority: number
}

/** An entry as one line of text. */
export function encodeEntry({ wire, priority }: SizedEntry): SpilledLine {
  return { line: JSON.stringify(wire), priority }
}

/** The entry of such a line; undefined for what is none. */
export function decodeEntry({ line, priority }: SpilledLine): SizedEntry | undefined {
  try {
    const { Time, ...rest } = JSON.parse(line) as Omit<PutEventsEntry, 'Time'> & { readonly Time?: unknown }
    const wire: PutEventsEntry = { ...rest, Time: new Date(String(Time)) }
    const texts = [wire.Source, wire.DetailType, wire.Detail]
    if (Number.isNaN(wire.Time.getTime()) || !texts.every((text) => typeof text === 'string')) return undefined
    return { wire, bytes: entryBytes(wire), priority }
  } catch {
    return undefined
  }
}

/** The line of an entry that was not sent: what a log line has, and the entry as PutEvents would take it. */
export function unsentLine(wire: PutEventsEntry, { service, version, environment, hostname }: Identity): string {
  return JSON.stringify({
    timestamp: wire.Time.toISOString(),
    level: 'warn',
    message: 'an event was not sent',
    service,
    version,
    environment,
    hostname,
    entry: wire,
  })
}

/** Names an entry without its content. */
export function describeEntry({ wire }: SizedEntry): string {
  const { id } = metadataOf(wire.Detail)
  return `event "${wire.DetailType}"${typeof id === 'string' ? ` with id ${id}` : ''}`
}

function metadataOf(detail: string): { readonly id?: unknown } {
  return (JSON.parse(detail) as { readonly metadata?: { readonly id?: unknown } }).metadata ?? {}
}
