import { type LogView, viewLogs } from '../../api/log-view.js'
import type { LogQuery } from '../../api/queries.js'
import { excerpt, timeElement } from '../format.js'
import { type Html, html } from '../html.js'
import type { PageSource } from '../source.js'

/** Lines that the page holds. */
export const MAX_ROWS = 300

/** Characters of a line that the row shows, folded and opened. */
const MAX_SHOWN = 400
const MAX_EXPANDED = 16_384

/** New rows of the log tail, and where to go on. */
export interface LogRows {
  readonly rows: Html
  /** Sequence number of the newest line that was looked at. */
  readonly last: number
  readonly count: number
}

/** The lines that match and are newer than `query.after`. */
export function logRows({ store }: PageSource, query: LogQuery): LogRows {
  const { items } = viewLogs(store, { ...query, limit: MAX_ROWS })
  const newest = store.logs.ring.newest(1, () => true).items[0]
  return { rows: html`${items.map(row)}`, last: newest?.sequence ?? 0, count: items.length }
}

/** Fields that the row already shows elsewhere. */
const SHOWN = ['level', 'log.level', 'message', 'msg', 'timestamp', '@timestamp', 'time', 'service', 'service.name']

const LEVEL_CLASSES: Readonly<Record<string, string>> = {
  fatal: 'error',
  error: 'error',
  crit: 'error',
  alert: 'error',
  emerg: 'error',
  warn: 'warn',
  warning: 'warn',
  info: 'info',
  notice: 'info',
  http: 'debug',
  verbose: 'debug',
  debug: 'debug',
  silly: 'debug',
  trace: 'debug',
}

function row(line: LogView): Html {
  const { record, text, level, service, message } = line
  const kind = LEVEL_CLASSES[level ?? ''] ?? 'plain'
  return html`<details class="line ${kind}" data-sequence="${line.sequence}"><summary>${timeElement(Date.parse(line.timestamp ?? line.receivedAt), { milliseconds: true })} <span class="level">${level ?? '·'}</span> <span class="service">${service}</span> <span class="message">${excerpt(message ?? text ?? '', MAX_SHOWN)}</span> <span class="fields">${excerpt(otherFields(record), MAX_SHOWN)}</span></summary><pre>${excerpt(record === undefined ? (text ?? '') : JSON.stringify(record, undefined, 2), MAX_EXPANDED)}</pre></details>`
}

/** Who wrote the line and for which request: the same in many lines, so they come after what a line says. */
const IDENTITY =
  /^(host(\.)?(name)?|hostname|host\.hostname|version|service\.\w+|environment|deployment\..+|region|cloud\.\w+|pid|(request|trace|span|event|http\.request|transaction)[._]?id|TraceId|SpanId|sequence|event\.sequence)$/i

function otherFields(record: LogView['record']): string {
  const fields = Object.entries(record ?? {}).filter(([name]) => !SHOWN.includes(name))
  const own = fields.filter(([name]) => !IDENTITY.test(name))
  const shared = fields.filter(([name]) => IDENTITY.test(name))
  return [...own, ...shared]
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
}
