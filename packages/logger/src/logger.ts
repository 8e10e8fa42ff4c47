import type { FlushResult, ShutdownResult } from '@org/core/delivery'
import type winston from 'winston'
import type { FirehoseStats } from './firehose/watched-delivery.js'
import type { LevelMap } from './levels.js'

/** A winston logger that also delivers to Firehose, with what that adds. */
export interface Logger extends winston.Logger {
  /** A logger whose records also carry `bindings`. They are written once, here. */
  child(bindings: object): this
  /** Changes the level of this logger; with `forMs` it goes back after that many milliseconds. */
  setLevel(level: string, options?: { readonly forMs?: number | undefined }): void
  /** Resolves when every record made before the call is delivered or accounted for. Never rejects. */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult>
  /** Delivers what is held for at most `timeoutMs` (default 5,000) and leaves the rest to the spill store, or on stderr. Idempotent; never rejects. */
  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult>
  /** A look at the delivery to Firehose; undefined without one. */
  stats(): FirehoseStats | undefined
  /** Same as `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A logger with the methods of custom levels. */
export type LoggerWithLevels<L extends LevelMap> = Logger & {
  readonly [K in keyof L & string]: winston.LeveledLogMethod
} & {
  readonly [K in keyof L & string as `is${Capitalize<K>}Enabled`]: () => boolean
}
