const marker: unique symbol = Symbol.for('@org/monitoring-error')

/** Codes of {@link ConsoleError}. */
export type ConsoleErrorCode = 'MON_CONFIG_INVALID' | 'MON_CONSOLE_PRODUCTION' | 'MON_CONSOLE_LISTEN'

/**
 * The console cannot start, or was given settings that make no sense. The message says what was
 * expected and what to do. `MonitoringError.is` of `@org/core` recognises it.
 */
export class ConsoleError extends Error {
  readonly code: ConsoleErrorCode
  readonly retryable = false

  constructor(message: string, options: { readonly code: ConsoleErrorCode; readonly cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = options.code
    Object.defineProperty(this, marker, { value: true })
  }
}

/** A wrong option: names it, the expectation and what was received. */
export function optionError(option: string, expectation: string, value: unknown): ConsoleError {
  return new ConsoleError(`Option \`${option}\` must be ${expectation}; got ${describe(value)}.`, {
    code: 'MON_CONFIG_INVALID',
  })
}

function describe(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (typeof value === 'string')
    return value.length > 60 ? `a string of ${value.length} characters` : JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'boolean') return `${String(value)} (${typeof value})`
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'function' ? 'a function' : `an ${typeof value}`
}
