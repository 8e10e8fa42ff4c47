import { createReport } from '@org/core'
import { detectIdentity } from '@org/core/context'
import winston from 'winston'
import { LevelGate } from './level-gate.js'
import type { LevelMap } from './levels.js'
import type { Logger, LoggerWithLevels } from './logger.js'
import { extendLogger } from './logger-methods.js'
import { type LoggerOptions, resolveLoggerOptions } from './options.js'
import { Recorder } from './recorder.js'
import { createForeignPath } from './winston-path.js'

/**
 * Makes a winston logger whose records carry who is running and for which request, without secrets,
 * as one JSON line each on stdout and, if wanted, in a Firehose stream.
 *
 * A log call is synchronous, never throws and never waits. Transports of others may be added; they
 * get what winston would give them, and cannot delay or change what our own sinks get.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const logger = createLogger({ service: 'helloworld', version: '1.4.2' })
 * logger.info('order created', { orderId: 'o-17' })
 * await logger.shutdown({ timeoutMs: 5_000 })
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function createLogger<const L extends LevelMap>(
  options: LoggerOptions & { readonly levels: L; readonly level?: (keyof L & string) | undefined },
): LoggerWithLevels<L>
export function createLogger(options: LoggerOptions & { readonly levels?: undefined }): Logger
export function createLogger(options: LoggerOptions): Logger {
  const resolved = resolveLoggerOptions(options)
  const { level, levels, transports, format } = resolved
  const logger = winston.createLogger({
    levels: { ...levels },
    level,
    defaultMeta: { ...detectIdentity(resolved.identity) },
    transports: [...transports],
    ...(format === undefined ? {} : { format }),
  })
  const report = createReport({ source: 'logger', clock: resolved.clock, onDiagnostic: resolved.onDiagnostic })
  return extendLogger(logger, {
    recorder: new Recorder(resolved, report),
    foreign: createForeignPath(logger, report),
    gate: LevelGate.root({ level, severity: levels[level] ?? 0 }),
    report,
  })
}
