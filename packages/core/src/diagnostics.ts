import { writeSync } from 'node:fs'
import type { Clock } from './clock.js'
import { describeValue } from './expect.js'
import { guardedCall } from './guarded-call.js'

/** Something that the library has to say about itself. It never contains a payload or a secret. */
export interface Diagnostic {
  readonly level: 'info' | 'warn' | 'error'
  /** Stable identifier such as `MON_DELIVERY_THROTTLED`. */
  readonly code: string
  /** Which part speaks, for example `firehose:FirehoseLogs`. */
  readonly source: string
  readonly message: string
  readonly error?: unknown
  /** Figures that belong to the message, such as counts by reason. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** Receives diagnostics. It may throw or reject: what it throws is ignored. */
export type DiagnosticHandler = (diagnostic: Diagnostic) => void

/** Reports a diagnostic; never throws and never waits. */
export type Report = (diagnostic: Omit<Diagnostic, 'source'>) => void

/** With no handler, at most one line per code in this time reaches stderr. */
export const STDERR_INTERVAL_MS = 60_000

/** Where the default handler writes. */
export type StderrWriter = (line: string) => void

const STDERR_FILE_DESCRIPTOR = 2

function writeToStderr(line: string): void {
  writeSync(STDERR_FILE_DESCRIPTOR, line)
}

/**
 * Makes the function through which one part of a package reports its own trouble. Diagnostics go to
 * `onDiagnostic`; without it, one line per code and minute goes to stderr, with the count of what was
 * suppressed, so that a failing pipe can be seen but never floods.
 */
export function createReport(options: {
  readonly source: string
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly stderr?: StderrWriter | undefined
}): Report {
  const { source, clock, onDiagnostic, stderr = writeToStderr } = options
  const lastWritten = new Map<string, { at: number; suppressed: number }>()

  function writeLimited(diagnostic: Diagnostic): void {
    if (diagnostic.level === 'info') return
    const now = clock.monotonic()
    const last = lastWritten.get(diagnostic.code)
    if (last !== undefined && now - last.at < STDERR_INTERVAL_MS) {
      last.suppressed += 1
      return
    }
    lastWritten.set(diagnostic.code, { at: now, suppressed: 0 })
    stderr(`${formatDiagnostic(diagnostic, clock.now(), last?.suppressed ?? 0)}\n`)
  }

  return (partial) => {
    const diagnostic: Diagnostic = { ...partial, source }
    // A handler that throws, or a closed stderr, must not disturb the application.
    guardedCall(() => (onDiagnostic === undefined ? writeLimited(diagnostic) : onDiagnostic(diagnostic)), ignore)
  }
}

function formatDiagnostic(diagnostic: Diagnostic, timestamp: number, suppressed: number): string {
  return JSON.stringify({
    timestamp: new Date(timestamp).toISOString(),
    level: diagnostic.level,
    message: `[${diagnostic.source}] ${diagnostic.message}`,
    code: diagnostic.code,
    ...(diagnostic.details === undefined ? {} : { details: diagnostic.details }),
    ...(diagnostic.error === undefined ? {} : { error: summarizeError(diagnostic.error) }),
    ...(suppressed === 0 ? {} : { suppressed }),
  })
}

function ignore(): void {}

/** Characters of an error's message that are shown; services quote what they were sent. */
const MAX_SUMMARY_LENGTH = 300

/** Name and message of an error, shortened, without its other properties, which may hold requests and credentials. Never throws. */
export function summarizeError(error: unknown): string {
  try {
    const summary = summarize(error)
    return summary.length > MAX_SUMMARY_LENGTH ? `${summary.slice(0, MAX_SUMMARY_LENGTH)}…` : summary
  } catch {
    return 'an error that cannot be described'
  }
}

function summarize(error: unknown): string {
  if (error instanceof Error) return error.message === '' ? error.name : `${error.name}: ${error.message}`
  return typeof error === 'string' ? error : describeValue(error)
}
