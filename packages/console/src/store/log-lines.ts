import { Ring, type RingLimits } from './ring.js'

/** One log line as it is kept: the text, and what filters need of it. */
export interface LogLine {
  readonly sequence: number
  /** Milliseconds since the epoch at which the console received it. */
  readonly receivedAt: number
  readonly deliveryStream: string
  readonly text: string
  readonly level: string | undefined
  readonly service: string | undefined
  readonly message: string | undefined
  /** Milliseconds since the epoch that the line itself states. */
  readonly timestamp: number | undefined
  readonly isJson: boolean
}

/** What a line costs beyond its text: the object and its fields. */
const LINE_OVERHEAD_BYTES = 160

/** The log lines that arrived in Firehose records. */
export class LogLines {
  readonly ring: Ring<LogLine>
  #sequence = 0

  constructor(limits: RingLimits) {
    this.ring = new Ring<LogLine>(limits, sizeOf)
  }

  /** Splits one record into lines and keeps each. Returns how many there were. */
  addRecord(deliveryStream: string, data: Buffer, receivedAt: number): number {
    let count = 0
    for (const text of data.toString('utf8').split('\n')) {
      if (text.trim() === '') continue
      this.#sequence += 1
      this.ring.push({ sequence: this.#sequence, receivedAt, deliveryStream, text, ...describe(text) })
      count += 1
    }
    return count
  }

  clear(): void {
    this.ring.clear()
  }
}

function sizeOf(line: LogLine): number {
  return Buffer.byteLength(line.text) + LINE_OVERHEAD_BYTES
}

type Described = Pick<LogLine, 'level' | 'service' | 'message' | 'timestamp' | 'isJson'>

const NOT_JSON: Described = {
  level: undefined,
  service: undefined,
  message: undefined,
  timestamp: undefined,
  isJson: false,
}

/** Finds the fields that filters use, under the names that common JSON loggers give them. */
function describe(text: string): Described {
  const record = parseObject(text)
  if (record === undefined) return NOT_JSON
  const timestamp = Date.parse(firstString(record['timestamp'], record['@timestamp'], record['time']) ?? '')
  return {
    level: firstString(record['level'], record['log.level'], nested(record['log'], 'level'))?.toLowerCase(),
    service: firstString(record['service.name'], record['service'], nested(record['service'], 'name')),
    message: firstString(record['message'], record['msg']),
    timestamp: Number.isNaN(timestamp) ? undefined : timestamp,
    isJson: true,
  }
}

/** The object that a line holds, or undefined when it is not one JSON object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function nested(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function firstString(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '')
}
