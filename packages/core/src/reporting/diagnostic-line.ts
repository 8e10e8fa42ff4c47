import type { Diagnostic } from './diagnostic.js'

/** Who speaks; part of every line, so that it can be found where the log lines are. */
export interface LineIdentity {
  /** Name of the service. */
  readonly service?: string | undefined
  /** Version of the service; absent where it is unknown. */
  readonly version?: string | undefined
  /** Environment; absent where it is unknown. */
  readonly environment?: string | undefined
  /** Name of the host. */
  readonly hostname?: string | undefined
}

/** The fields of a line that log lines have, too, and so may have other names. */
export const LINE_FIELDS = [
  'timestamp',
  'level',
  'message',
  'service',
  'version',
  'environment',
  'hostname',
  'error',
] as const
/** A field that every line on stderr has. */
export type LineField = (typeof LINE_FIELDS)[number]

/** The names of those fields, where they are not their own. */
export type LineFieldNames = { readonly [K in LineField]?: string | undefined }

/** What a line is made of besides its diagnostic. */
export interface LineSurroundings {
  readonly identity: LineIdentity
  readonly names: LineFieldNames
  readonly epochMs: number
  /** How often the same was not told since the last line. */
  readonly suppressed: number
}

/**
 * A diagnostic as one line of JSON with the fields and types of a log line: whoever indexes stderr beside
 * the logs gets no field of two types.
 */
export function diagnosticLine(diagnostic: Diagnostic, surroundings: LineSurroundings): string {
  const { source, level, message, code, subject, details, error } = diagnostic
  const { identity, names, epochMs, suppressed } = surroundings
  const line: Record<string, unknown> = {}
  const put = (field: LineField, value: unknown): void => {
    if (value !== undefined) line[names[field] ?? field] = value
  }
  put('timestamp', new Date(epochMs).toISOString())
  put('level', level)
  put('message', `[${source}] ${message}`)
  put('service', identity.service)
  put('version', identity.version)
  put('environment', identity.environment)
  put('hostname', identity.hostname)
  line['code'] = code
  if (subject !== undefined) line['subject'] = subject
  if (details !== undefined) line['details'] = details
  if (error instanceof Error) put('error', { name: error.name, message: error.message })
  if (suppressed > 0) line['suppressed'] = suppressed
  return JSON.stringify(line)
}
