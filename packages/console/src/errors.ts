import { MonitoringError } from '@org/core'

/** Codes of {@link ConsoleError}. */
export type ConsoleErrorCode = 'MON_CONSOLE_PRODUCTION' | 'MON_CONSOLE_LISTEN'

/**
 * The console cannot start although its options make sense. The message says what to do. What is wrong with an option
 * is a `ConfigurationError` instead.
 *
 * @example
 * ```ts
 * try {
 *   await startConsole()
 * } catch (error) {
 *   if (!MonitoringError.is(error) || error.code !== 'MON_CONSOLE_LISTEN') throw error
 *   await startConsole({ port: 0 })
 * }
 * ```
 */
export class ConsoleError extends MonitoringError {
  /** What stands in the way; safe to branch on. */
  declare readonly code: ConsoleErrorCode

  constructor(
    message: string,
    options: {
      /** What stands in the way. */
      readonly code: ConsoleErrorCode
      /** The error that led to this one. */
      readonly cause?: unknown
    },
  ) {
    super(message, options)
  }
}
