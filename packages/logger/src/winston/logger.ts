import type { DeliveryResult, Timeout } from '@org/core/delivery'
import type winston from 'winston'
import type { LoggerStats } from '../recorder.js'
import type { LevelMap } from './levels.js'

/** A winston logger that also delivers to Firehose, with what that adds. */
export interface Logger extends winston.Logger {
  /** A logger whose records also carry `bindings`, as they are now. Names of the logger's own fields are moved (`level_`). */
  child(bindings: object): this
  /**
   * Changes the level of this logger and of its children without one of their own. With `forMs` it goes back after so
   * many milliseconds. A level that does not exist, and a `forMs` that is no number above 0, change nothing and are
   * told (`MON_LOGGER_UNKNOWN_LEVEL`, `MON_LOGGER_LEVEL_DURATION`).
   */
  setLevel(level: string, options?: { readonly forMs?: number | undefined }): void
  /**
   * Resolves when every record made before the call is delivered or accounted for, when Firehose is known to take
   * nothing, or after `timeoutMs` (default 5,000). Never rejects.
   */
  flush(options?: Timeout): Promise<DeliveryResult>
  /** Delivers what is held for at most `timeoutMs` (default 5,000) and leaves the rest to the spill store, or on stderr. Idempotent; never rejects. */
  shutdown(options?: Timeout): Promise<DeliveryResult>
  /** A look at the logger: what it redacted, what waits for stdout, what is on its way to Firehose. */
  stats(): LoggerStats
  /** Same as `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Methods that winston's types have for the levels of npm, of its command line and of syslog, whichever a logger has. */
type LevelMethod =
  | 'error'
  | 'warn'
  | 'help'
  | 'data'
  | 'info'
  | 'debug'
  | 'prompt'
  | 'http'
  | 'verbose'
  | 'input'
  | 'silly'
  | 'emerg'
  | 'alert'
  | 'crit'
  | 'warning'
  | 'notice'
  | 'isErrorEnabled'
  | 'isWarnEnabled'
  | 'isInfoEnabled'
  | 'isVerboseEnabled'
  | 'isDebugEnabled'
  | 'isSillyEnabled'

/** Methods that return the logger, or one like it. */
type ChainedMethod = 'child' | 'add' | 'remove' | 'clear' | 'close' | 'profile'

type IsEnabled<Level extends string> = `is${Capitalize<Level>}Enabled`

/** A logger with the methods of custom levels. Those of other levels cannot be called; it still fits where a winston logger is asked for. */
export type LoggerWithLevels<L extends LevelMap> = Omit<Logger, LevelMethod | ChainedMethod> & {
  readonly [K in keyof L & string]: winston.LeveledLogMethod
} & {
  readonly [K in keyof L & string as IsEnabled<K>]: () => boolean
} & {
  readonly [K in Exclude<LevelMethod, keyof L | IsEnabled<keyof L & string>>]: never
} & {
  readonly [K in ChainedMethod]: (...args: Parameters<Logger[K]>) => LoggerWithLevels<L>
}
