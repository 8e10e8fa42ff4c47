import { type LogLine, parseObject } from '../store/log-lines.js'
import type { Store } from '../store/store.js'
import { iso, type Page, page } from './page.js'
import type { LogQuery } from './queries.js'

/** One log line as JSON. `record` is there when the line is a JSON object, else `text` is. */
export interface LogView {
  readonly sequence: number
  readonly receivedAt: string
  /** When the line itself says it was written. */
  readonly timestamp?: string | undefined
  readonly deliveryStream: string
  readonly level?: string | undefined
  readonly service?: string | undefined
  readonly message?: string | undefined
  readonly record?: Readonly<Record<string, unknown>> | undefined
  readonly text?: string | undefined
}

export function viewLogs({ logs }: Store, query: LogQuery = {}): Page<LogView> {
  const levels = query.level?.toLowerCase().split(',')
  const text = query.q?.toLowerCase()
  return page(logs.ring, query.limit, logView, (line) => {
    if (query.after !== undefined && line.sequence <= query.after) return false
    if (levels !== undefined && !levels.includes(line.level ?? '')) return false
    if (query.service !== undefined && line.service !== query.service) return false
    if (query.deliveryStream !== undefined && line.deliveryStream !== query.deliveryStream) return false
    return text === undefined || line.text.toLowerCase().includes(text)
  })
}

function logView(line: LogLine): LogView {
  const { sequence, receivedAt, timestamp, deliveryStream, level, service, message } = line
  const record = line.isJson ? parseObject(line.text) : undefined
  return {
    sequence,
    receivedAt: iso(receivedAt),
    ...(timestamp === undefined ? {} : { timestamp: iso(timestamp) }),
    deliveryStream,
    level,
    service,
    message,
    ...(record === undefined ? { text: line.text } : { record }),
  }
}
