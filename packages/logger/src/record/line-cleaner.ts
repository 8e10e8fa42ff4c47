import type { Redaction } from '@org/core/redaction'
import { cut, quote } from '../json/json-string.js'
import { JsonWriter } from '../json/json-writer.js'
import { KeyPlans } from '../json/key-plans.js'
import { readFields } from '../json/read-fields.js'
import { CRASH_REPORT_EXTRAS, isCrashReport } from '../winston/crash-report.js'
import { MESSAGE } from '../winston/triple-beam.js'
import { MAX_LINE_BYTES, RECORD_LIMIT_DEFAULTS } from './limits.js'

/** Makes one safe line of a record that winston has formatted. Never throws. */
export type LineCleaner = (info: object & { readonly [MESSAGE]?: unknown }) => string

const NEWLINES = /\r?\n|\r/g

/** A beginning of this many UTF-16 units fits a record, however many bytes its characters have once they are escaped. */
const MAX_BEGINNING_UNITS = Math.floor(MAX_LINE_BYTES / 8)

/**
 * Keeps the shape that the logger's format gave a line, and takes secrets out: JSON lines are read
 * and written again, other text is searched for secrets by their shape. `verbatim` takes nothing out.
 */
export function createLineCleaner(redaction: Redaction, verbatim: boolean): LineCleaner {
  const plans = new KeyPlans(redaction)
  const write = (record: object): string => writeRecord(new JsonWriter(redaction, RECORD_LIMIT_DEFAULTS, plans), record)

  function clean(info: object, text: string): string {
    const record = parseObject(text)
    if (record !== undefined) return write(record)
    return isCrashReport(info) ? write(info) : redaction.redactText(text)
  }

  return (info) => {
    const formatted = info[MESSAGE]
    if (typeof formatted !== 'string') return fit(write(info))
    return fit((verbatim ? formatted : clean(info, formatted)).replace(NEWLINES, '\\n'))
  }
}

function parseObject(text: string): object | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as object
  } catch {
    return undefined
  }
}

function writeRecord(writer: JsonWriter, record: object): string {
  const fields = readFields(record)
  const left = isCrashReport(record) ? CRASH_REPORT_EXTRAS : undefined
  let line = ''
  for (const key of Object.keys(fields)) if (left?.has(key) !== true) line += writer.field(key, fields[key], fields)
  const cuts = writer.takeCuts()
  if (cuts !== undefined && !Object.hasOwn(fields, 'truncated')) line += `,"truncated":${cuts}`
  return `{${line.slice(1)}}`
}

/** A record that Firehose would refuse is reduced to its beginning, as JSON. */
function fit(line: string): string {
  if (Buffer.byteLength(line) <= MAX_LINE_BYTES) return line
  return `{"truncated":["the line was too long"],"beginning":${quote(cut(line, MAX_BEGINNING_UNITS))}}`
}
