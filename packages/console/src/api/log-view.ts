import { type LogLine, parseObject } from '../store/log-lines.js'
import type { Store } from '../store/store.js'
import { iso, type Page, page } from './page.js'
import { expectLogQuery, type LogQuery } from './queries.js'

/** One log line as JSON. Moments are ISO 8601. `record` is there when the line is a JSON object, else `text` is. */
export interface LogView {
  /** 1 for the first line that was accepted, and so on. */
  readonly sequence: number
  /** When the console received it. */
  readonly receivedAt: string
  /** When the line itself says it was written: its `timestamp`, `@timestamp` or `time`. */
  readonly timestamp?: string | undefined
  /** Name of the stream that it arrived in. */
  readonly deliveryStream: string
  /** `level` or `log.level` of the line, in lower case. */
  readonly level?: string | undefined
  /** `service.name` or `service` of the line. */
  readonly service?: string | undefined
  /** `message` or `msg` of the line. */
  readonly message?: string | undefined
  /** The whole line, parsed. */
  readonly record?: Readonly<Record<string, unknown>> | undefined
  /** The whole line, when it is not one JSON object. */
  readonly text?: string | undefined
}

export function viewLogs({ logs }: Store, filters?: LogQuery | undefined): Page<LogView> {
  const query = expectLogQuery(filters)
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
