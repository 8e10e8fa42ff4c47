const marker: unique symbol = Symbol.for('@org/monitoring-error')

/** What every error of these packages carries besides its message. */
export interface MonitoringErrorOptions {
  /** Stable identifier such as `MON_CONFIG_INVALID`; safe to branch on. */
  readonly code: string
  /** Whether the same call may succeed later without a change by the developer. */
  readonly retryable?: boolean | undefined
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * Base class of every error that an `@org/*` package throws or reports.
 *
 * Use {@link MonitoringError.is} rather than `instanceof`: an application may hold two copies of a
 * package (ESM and CommonJS, or two versions), and `instanceof` is false across copies.
 *
 * @example
 * ```ts
 * try {
 *   createLogger({ service: '' })
 * } catch (error) {
 *   if (MonitoringError.is(error)) console.error(error.code) // MON_CONFIG_INVALID
 * }
 * ```
 */
export class MonitoringError extends Error {
  /** Stable identifier such as `MON_CONFIG_INVALID`; safe to branch on. */
  readonly code: string
  /** Whether the same call may succeed later without a change by the developer. */
  readonly retryable: boolean

  constructor(message: string, options: MonitoringErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    this.retryable = options.retryable ?? false
    Object.defineProperty(this, marker, { value: true })
  }

  /** True for an error of these packages, whichever copy of the package made it. */
  static is(value: unknown): value is MonitoringError {
    return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[marker] === true
  }
}

/**
 * An option or a definition is wrong. Thrown at construction, never while recording.
 * The message names the option, what was expected and what was received.
 */
export class ConfigurationError extends MonitoringError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { code: 'MON_CONFIG_INVALID', cause: options.cause })
  }
}
