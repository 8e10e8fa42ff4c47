import { createReport, type Statement } from '@org/core/reporting'
import winston from 'winston'
import { type LoggerOptions, type ResolvedLoggerOptions, resolveLoggerOptions } from './options.js'
import { Recorder } from './recorder.js'
import { extendLogger } from './winston/extend-logger.js'
import { createForeignPath } from './winston/foreign-path.js'
import { LevelGate } from './winston/level-gate.js'
import type { LevelMap } from './winston/levels.js'
import type { Logger, LoggerWithLevels } from './winston/logger.js'

/** Characters of a level that does not exist, in a message. */
const MAX_LEVEL_LENGTH = 64

/** The same with levels of your own: the logger has a method for each of them, and for no other. */
export function createLogger<const L extends LevelMap>(
  options: LoggerOptions & { readonly levels: L; readonly level?: (keyof L & string) | undefined },
): LoggerWithLevels<L>
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
 * const logger = createLogger({ telemetry })
 * logger.info('order created', { orderId: 'o-17' })
 * await logger.shutdown({ timeoutMs: 5_000 })
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function createLogger(options?: LoggerOptions & { readonly levels?: undefined }): Logger
export function createLogger(options: LoggerOptions = {}): object {
  const resolved = resolveLoggerOptions(options)
  const { level, levels, transports, format, common, fieldNames } = resolved
  const { clock, onDiagnostic, identity } = common
  const logger = winston.createLogger({
    levels: { ...levels },
    level,
    defaultMeta: { ...identity.identity },
    transports: [...transports],
    ...(format === undefined ? {} : { format }),
  })
  const report = createReport({
    source: 'logger',
    clock,
    onDiagnostic,
    identity: () => identity.identity,
    redaction: common.redaction,
    names: fieldNames,
  })
  if (resolved.refusedLevel !== undefined) report(levelRefused(resolved.refusedLevel, resolved))
  return extendLogger(logger, {
    recorder: new Recorder(resolved, report),
    foreign: createForeignPath(logger, report),
    gate: LevelGate.root({ level, severity: levels[level] ?? 0 }),
    report,
  })
}

function levelRefused(name: string, { level, levels }: ResolvedLoggerOptions): Statement {
  return {
    level: 'warn',
    code: 'MON_LOGGER_UNKNOWN_LEVEL',
    subject: 'LOG_LEVEL',
    message: `The environment variable LOG_LEVEL is "${name.slice(0, MAX_LEVEL_LENGTH)}", which is no level; the level is "${level}". Known levels: ${Object.keys(levels).join(', ')}.`,
  }
}
