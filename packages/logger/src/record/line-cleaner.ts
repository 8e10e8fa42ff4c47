import type { Redaction } from '../redact/redaction.js'
import { MESSAGE } from '../triple-beam.js'
import { cut, quote } from './json-string.js'
import { JsonWriter } from './json-writer.js'
import { MAX_LINE_BYTES, RECORD_LIMIT_DEFAULTS } from './limits.js'

/** Makes one safe line of a record that winston has formatted. Never throws. */
export type LineCleaner = (info: object & { readonly [MESSAGE]?: unknown }) => string

const NEWLINES = /\r?\n/g

/** A line longer than this many UTF-16 units is cut even if its characters were one byte each. */
const MAX_UNITS = Math.floor(MAX_LINE_BYTES / 3)

/**
 * Keeps the shape that the logger's format gave a line, and takes secrets out: JSON lines are read
 * and written again, other text is searched for secrets by their shape.
 */
export function createLineCleaner(redaction: Redaction, verbatim: boolean): LineCleaner {
  const writer = new JsonWriter(redaction, RECORD_LIMIT_DEFAULTS)
  return (info) => {
    const formatted = info[MESSAGE]
    const text = typeof formatted === 'string' ? formatted : writeRecord(writer, info)
    return fit(verbatim ? text : clean(writer, redaction, text)).replace(NEWLINES, '\\n')
  }
}

function clean(writer: JsonWriter, redaction: Redaction, text: string): string {
  if (!text.startsWith('{')) return redaction.redactValue(text)
  let record: unknown
  try {
    record = JSON.parse(text)
  } catch {
    return redaction.redactValue(text)
  }
  return typeof record === 'object' && record !== null ? writeRecord(writer, record) : redaction.redactValue(text)
}

function writeRecord(writer: JsonWriter, record: object): string {
  let line = ''
  for (const [key, value] of Object.entries(record)) line += writer.field(key, value)
  const cuts = writer.takeCuts()
  if (cuts !== undefined && !Object.hasOwn(record, 'truncated')) line += `,"truncated":${cuts}`
  return `{${line.slice(1)}}`
}

/** A record that Firehose would refuse is reduced to its beginning, as JSON. */
function fit(line: string): string {
  if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line
  return `{"truncated":["the line was too long"],"beginning":${quote(cut(line, MAX_UNITS / 4))}}`
}
