import type { Clock } from '../clock.js'
import { detectIdentity } from '../context/identity.js'
import { outsideContext } from '../context/scope.js'
import { createJsonReplacer, createRedaction, type Redaction } from '../redaction/index.js'
import type { Diagnostic, DiagnosticHandler, Statement } from './diagnostic.js'
import { diagnosticLine, type LineFieldNames, type LineIdentity } from './diagnostic-line.js'
import { guardedCall } from './guarded-call.js'
import { Limiter } from './limiter.js'
import { safeError } from './safe-error.js'
import { STDERR_FILE_DESCRIPTOR, writeNow } from './write-now.js'

/** The voice of one part of a package: how it tells the application of its own trouble. Never throws, never waits. */
export interface Report {
  /** Tells it. A handler gets it each time; on stderr the same code and subject is one line a minute. */
  (statement: Statement): void
  /**
   * Tells what lasts or flaps: at most once a minute for each code and subject, to handlers too. Says whether it did.
   * @param sameness What counts as the same, where that is more than the subject.
   */
  seldom(statement: Statement, sameness?: string): boolean
  /** The trouble is over: when it comes back, it is told at once. */
  forget(code: string, subject?: string): void
  /** Tells that a callback of the application failed. @param name As the application knows it, such as `onRequest` */
  callbackFailed(name: string, error: unknown): void
}

/** Where the default handler writes. */
export type StderrWriter = (line: string) => void

/** What a {@link Report} is made with. */
export interface ReportOptions {
  /** Who speaks, such as `firehose:FirehoseLogs`. */
  readonly source: string
  /** Time. */
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  /** @defaultValue lines of JSON on stderr, for warnings and errors */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** Asked for each line, as some of it may be found out later. @defaultValue as `detectIdentity` finds out */
  readonly identity?: (() => LineIdentity) | undefined
  /** What is secret, asked when there is something to say. @defaultValue what the packages know by themselves */
  readonly redaction?: (() => Redaction) | undefined
  /** Names of the fields that log lines have, too. @defaultValue their own */
  readonly names?: LineFieldNames | undefined
  /** Writes a line to stderr. @defaultValue at once, to the file descriptor */
  readonly stderr?: StderrWriter | undefined
}

/** Made when there is something to say: as a rule there is nothing. */
let knownSecrets: Redaction | undefined
let foundIdentity: LineIdentity | undefined

function defaultRedaction(): Redaction {
  knownSecrets ??= createRedaction()
  return knownSecrets
}

function defaultIdentity(): LineIdentity {
  foundIdentity ??= detectIdentity()
  return foundIdentity
}

/**
 * Makes the voice of one part of a package. Diagnostics go to `onDiagnostic`, outside of any request's
 * context; without it, lines with the shape of log lines go to stderr, limited by code and subject, with the
 * count of what was left out: trouble can be seen and never floods. What they say is redacted.
 *
 * @example
 * ```ts
 * const report = createReport({ source: 'firehose:logs', clock: systemClock })
 * report({ level: 'warn', code: 'MON_SPILL_FULL', message: 'The disk is full.' })
 * ```
 */
export function createReport(options: ReportOptions): Report {
  const { source, clock, onDiagnostic, identity = defaultIdentity, names = {}, stderr = writeToStderr } = options
  const { redaction = defaultRedaction } = options
  const limiter = new Limiter(clock)
  const prepare = (statement: Statement): Diagnostic => diagnosticOf(statement, source, redaction())

  function hand(statement: Statement, handler: DiagnosticHandler): void {
    guardedCall(() => outsideContext(() => handler(prepare(statement))), ignore)
  }

  function write(statement: Statement, suppressed: number): void {
    const line = () =>
      diagnosticLine(prepare(statement), { identity: identity(), names, epochMs: clock.now(), suppressed })
    // A closed stderr, or details that cannot be written, must not disturb the application.
    guardedCall(() => stderr(`${line()}\n`), ignore)
  }

  const report = (statement: Statement): void => {
    if (onDiagnostic !== undefined) {
      hand(statement, onDiagnostic)
      return
    }
    const admitted = statement.level === 'info' ? undefined : limiter.admit(statement.code, statement.subject)
    if (admitted !== undefined) write(statement, admitted.suppressed)
  }

  return Object.assign(report, {
    seldom(statement: Statement, sameness = statement.subject): boolean {
      const admitted = limiter.admit(statement.code, sameness)
      if (admitted === undefined) return false
      if (onDiagnostic !== undefined) hand(statement, onDiagnostic)
      else if (statement.level !== 'info') write(statement, admitted.suppressed)
      return true
    },
    forget: (code: string, subject?: string): void => limiter.forget(code, subject),
    callbackFailed(name: string, error: unknown): void {
      report({
        level: 'error',
        code: 'MON_CALLBACK_FAILED',
        subject: name,
        message: `\`${name}\` of the application failed; it is not called again for this, and nothing else is affected.`,
        error,
      })
    },
  })
}

function diagnosticOf(statement: Statement, source: string, redaction: Redaction): Diagnostic {
  const { message, error, subject, details, ...rest } = statement
  return {
    ...rest,
    source,
    message: redaction.redactText(message),
    ...(subject === undefined ? {} : { subject: redaction.redactText(subject) }),
    ...(error === undefined ? {} : { error: safeError(error, redaction) }),
    ...(details === undefined ? {} : { details: safeDetails(details, redaction) }),
  }
}

/** A copy without secrets; nothing of what is no JSON. */
function safeDetails(
  details: Readonly<Record<string, unknown>>,
  redaction: Redaction,
): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(JSON.stringify(details, createJsonReplacer(redaction))) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

function writeToStderr(line: string): void {
  writeNow(STDERR_FILE_DESCRIPTOR, Buffer.from(line), 0)
}

function ignore(): void {}
