import {
  type Clock,
  ConfigurationError,
  type DiagnosticHandler,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  systemClock,
} from '@org/core'
import type { IdentityOptions } from '@org/core/context'
import type winston from 'winston'
import type { FirehoseOptions } from './firehose/firehose-sink.js'
import { DEFAULT_LEVELS, type LevelMap } from './levels.js'
import { type FieldNames, type FieldNamesOption, resolveFieldNames } from './record/field-names.js'
import { type RecordLimits, type ResolvedRecordLimits, resolveRecordLimits } from './record/limits.js'
import { createRedaction, type Redaction, type RedactionOptions } from './redact/redaction.js'
import { CONSOLE_FORMATS, type ConsoleFormat, type LineStream } from './sinks/console-sink.js'

/** Options of {@link createLogger}. */
export interface LoggerOptions extends IdentityOptions {
  /** The least severe level that is written. @defaultValue the environment variable `LOG_LEVEL`, else `info` */
  readonly level?: string | undefined
  /** Severity by level name, as in winston. @defaultValue npm levels: error 0, warn, info, http, verbose, debug, silly 6 */
  readonly levels?: LevelMap | undefined
  /** Lines for people and log drivers; `false` turns them off. @defaultValue JSON on stdout, pretty on a terminal */
  readonly console?:
    | false
    | {
        /** @defaultValue 'auto' */
        readonly format?: ConsoleFormat | undefined
        /** @defaultValue process.stdout */
        readonly stream?: LineStream | undefined
      }
    | undefined
  /** Lines for a Firehose stream. @defaultValue none */
  readonly firehose?: FirehoseOptions | undefined
  /** How secrets are kept out; `false` turns it off. @defaultValue on, with the built-in names and detectors */
  readonly redact?: RedactionOptions | false | undefined
  /** Names of the logger's own fields. @defaultValue 'plain' */
  readonly fieldNames?: FieldNamesOption | undefined
  /** How much of a record is written. */
  readonly limits?: RecordLimits | undefined
  /** winston transports of others. They get what winston would give them. @defaultValue none */
  readonly transports?: winston.transport | readonly winston.transport[] | undefined
  /** winston format for the transports of others. @defaultValue winston.format.json() */
  readonly format?: winston.Logform.Format | undefined
  /**
   * Whether the end of the process is watched while records wait: SIGTERM, SIGINT, an empty event loop,
   * an uncaught exception, `process.exit()`. What the process would have done stays the same.
   * @defaultValue true
   */
  readonly exitHooks?: boolean | undefined
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

export interface ResolvedLoggerOptions {
  readonly identity: IdentityOptions
  readonly level: string
  readonly levels: LevelMap
  readonly console: { readonly format: ConsoleFormat; readonly stream: LineStream } | undefined
  readonly firehose: FirehoseOptions | undefined
  readonly redaction: Redaction
  readonly fieldNames: FieldNames
  readonly limits: ResolvedRecordLimits
  readonly transports: readonly winston.transport[]
  readonly format: winston.Logform.Format | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
  readonly random: (() => number) | undefined
  readonly exitHooks: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

const OPTION_NAMES = [
  'service',
  'version',
  'environment',
  'hostname',
  'region',
  'level',
  'levels',
  'console',
  'firehose',
  'redact',
  'fieldNames',
  'limits',
  'transports',
  'format',
  'exitHooks',
  'onDiagnostic',
  'clock',
  'random',
]

/** @throws {@link ConfigurationError} */
export function resolveLoggerOptions(options: LoggerOptions): ResolvedLoggerOptions {
  expectObject('options', options)
  expectKnownKeys('createLogger', options, OPTION_NAMES)
  const { env } = process
  const levels = options.levels ?? DEFAULT_LEVELS
  const { service, version, environment, hostname, region, transports = [] } = options
  return {
    identity: { service, version, environment, hostname, region },
    levels,
    level: resolveLevel(options.level, env['LOG_LEVEL'], levels),
    console: resolveConsole(options.console),
    firehose: options.firehose,
    redaction: createRedaction(options.redact),
    fieldNames: resolveFieldNames(options.fieldNames),
    limits: resolveRecordLimits(options.limits),
    transports: Array.isArray(transports)
      ? [...(transports as readonly winston.transport[])]
      : [transports as winston.transport],
    format: options.format,
    onDiagnostic: options.onDiagnostic,
    clock: options.clock ?? systemClock,
    random: options.random,
    exitHooks: expectOneOf('exitHooks', options.exitHooks ?? true, [true, false]),
    env,
  }
}

/** An unknown level in the environment is a mistake of operation, so the message says where it came from. */
function resolveLevel(option: string | undefined, fromEnvironment: string | undefined, levels: LevelMap): string {
  const level = option ?? (fromEnvironment === '' ? undefined : fromEnvironment) ?? 'info'
  if (Object.hasOwn(levels, level)) return level
  // Custom levels need not have one named `info`.
  if (option === undefined && !fromEnvironment) return leastSevere(levels)
  const origin = option === undefined ? 'The environment variable LOG_LEVEL' : 'Option `level`'
  throw new ConfigurationError(`${origin} must be one of ${Object.keys(levels).join(', ')}; got "${level}".`)
}

function leastSevere(levels: LevelMap): string {
  return Object.entries(levels).reduce((least, entry) => (entry[1] > least[1] ? entry : least), ['', -1] as [
    string,
    number,
  ])[0]
}

function resolveConsole(option: LoggerOptions['console']): ResolvedLoggerOptions['console'] {
  if (option === false) return undefined
  const { format = 'auto', stream = process.stdout } = option ?? {}
  expectKnownKeys('console', option ?? {}, ['format', 'stream'])
  if (typeof stream?.write !== 'function') {
    throw new ConfigurationError('Option `console.stream` must have a method `write(line)`.')
  }
  return { format: expectOneOf('console.format', format, CONSOLE_FORMATS), stream }
}
