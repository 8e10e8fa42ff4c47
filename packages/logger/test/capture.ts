import type { Diagnostic } from '@org/core'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { parseStrictJson } from '../../../scripts/testing/strict-json.mjs'
import { createLogger, type Logger, type LoggerOptions } from '../src/index.js'

export interface Capture {
  readonly logger: Logger
  /** What the console got, without newlines. */
  readonly lines: string[]
  readonly diagnostics: Diagnostic[]
  readonly clock: ManualClock
  /** The lines, each read strictly. */
  records(): Record<string, unknown>[]
  /** The last record without the logger's own fields, except level, message and error. */
  last(): Record<string, unknown>
}

/** Fields that every record has and most tests do not look at. */
const OWN_FIELDS = ['timestamp', 'service', 'hostname', 'version', 'environment', 'region', 'eventId', 'sequence']

/** @param onLine Called after each line. */
export function createCapture(options: Partial<LoggerOptions> = {}, onLine: () => void = () => {}): Capture {
  const lines: string[] = []
  const diagnostics: Diagnostic[] = []
  const clock = createManualClock()
  const logger = createLogger({
    service: 'test',
    version: '1.0.0',
    environment: 'test',
    hostname: 'host-1',
    level: 'info',
    runtimeMetadata: false,
    console: {
      format: 'json',
      stream: {
        write(line: string) {
          lines.push(line.replace(/\n$/, ''))
          onLine()
        },
      },
    },
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    clock,
    ...options,
  } as LoggerOptions & { readonly levels?: undefined })
  const records = (): Record<string, unknown>[] => lines.map((line) => parseStrictJson(line) as Record<string, unknown>)
  return {
    logger,
    lines,
    diagnostics,
    clock,
    records,
    last() {
      const record = records().at(-1)
      if (record === undefined) throw new Error('Nothing was logged.')
      return Object.fromEntries(Object.entries(record).filter(([key]) => !OWN_FIELDS.includes(key)))
    },
  }
}
