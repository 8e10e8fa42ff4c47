/** Something that the library has to say about itself. It never contains a payload or a secret. */
export interface Diagnostic {
  /** How bad it is: `error` where something is lost or refused, `warn` where it may be, `info` when it is over. */
  readonly level: 'info' | 'warn' | 'error'
  /** Stable identifier such as `MON_DELIVERY_THROTTLED`. */
  readonly code: string
  /** Which part speaks, for example `firehose:FirehoseLogs`. */
  readonly source: string
  /** What happened, what became of it and what to do, in words. Never a secret or a payload. */
  readonly message: string
  /** What it is about where a code is about many things, such as the name of a check or a metric. */
  readonly subject?: string | undefined
  /** What went wrong, redacted: name, message, stack and code, without the properties that clients put on their errors. */
  readonly error?: unknown
  /** Figures that belong to the message, such as counts by reason. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/** Receives diagnostics. It may throw or reject: what it throws is ignored. */
export type DiagnosticHandler = (diagnostic: Diagnostic) => void

/** A diagnostic whose source is known already. */
export type Statement = Omit<Diagnostic, 'source'>
