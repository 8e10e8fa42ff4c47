import { ConfigurationError, expectInteger, expectKnownKeys, expectMethods, expectObject, expectOneOf } from '@org/core'
import type { Telemetry } from '@org/core/catalog'
import { createRedaction, type Redaction, type RedactionOptions } from '@org/core/redaction'
import {
  COMMON_OPTION_NAMES,
  type CommonOptions,
  type ResolvedCommonOptions,
  resolveCommonOptions,
} from '@org/core/sender'
import winston from 'winston'
import {
  type FirehoseOptions,
  type ResolvedFirehoseOptions,
  resolveFirehoseOptions,
} from './firehose/firehose-options.js'
import { type FieldNames, type FieldNamesOption, resolveFieldNames } from './record/field-names.js'
import { type RecordLimits, type ResolvedRecordLimits, resolveRecordLimits } from './record/limits.js'
import { resolveRuntimeNames } from './record/runtime-fields.js'
import { CONSOLE_FORMATS, type ConsoleFormat } from './sinks/console-sink.js'
import type { LineStream } from './sinks/line-stream.js'
import { DEFAULT_LEVELS, type LevelMap, leastSevere, MAX_SEVERITY } from './winston/levels.js'

/** How the console is written. */
export interface ConsoleOptions {
  /** `json` is one line of JSON for each record, `pretty` is for people, and `auto` is `pretty` on a terminal and `json` elsewhere. @defaultValue 'auto' */
  readonly format?: ConsoleFormat | undefined
  /**
   * Where lines go: anything with `write`. What `process.stdout` and `process.stderr` cannot take at once waits, up to
   * 8 MiB, and is written at the end of the process. @defaultValue process.stdout
   */
  readonly stream?: LineStream | undefined
}

/** Options of {@link createLogger}. */
export interface LoggerOptions extends CommonOptions {
  /** The catalog: the service's name and version, its log stream, and what is secret. What the other options say wins. @defaultValue none */
  readonly telemetry?: Telemetry | undefined
  /**
   * The least severe level that is written: one of `levels`, others are refused. A `LOG_LEVEL` that is none is told as
   * `MON_LOGGER_UNKNOWN_LEVEL`, and `info` holds.
   * @defaultValue the environment variable `LOG_LEVEL`, else `info`, else the least severe of custom levels
   */
  readonly level?: string | undefined
  /**
   * Severity by level name, as in winston: 0 (most severe) to 1,000. The logger has a method for each, so that a name
   * of a member of the logger is refused. @defaultValue npm levels: error 0, warn, info, http, verbose, debug, silly 6
   */
  readonly levels?: LevelMap | undefined
  /** Lines for people and log drivers; `false` turns them off. @defaultValue JSON on stdout, pretty on a terminal */
  readonly console?: false | ConsoleOptions | undefined
  /** Lines for a Firehose stream; `false` turns them off. @defaultValue the stream of the catalog, if it has one */
  readonly firehose?: false | FirehoseOptions | undefined
  /** How secrets are kept out, besides what the catalog says; `false` turns it off. @defaultValue on, with the built-in names and detectors */
  readonly redact?: RedactionOptions | false | undefined
  /** Names of the logger's own fields: a preset (`plain`, `ecs`, `otel`), or names of your own. @defaultValue 'plain' */
  readonly fieldNames?: FieldNamesOption | undefined
  /** How much of a record is written. @defaultValue see {@link RecordLimits} */
  readonly limits?: RecordLimits | undefined
  /**
   * winston transports of others. They get what winston would give them, with the fields of the request: nothing is
   * redacted or cut for them. They can neither delay nor change what our own sinks get. @defaultValue none
   */
  readonly transports?: winston.transport | readonly winston.transport[] | undefined
  /** winston format for the transports of others; our own sinks have their own. @defaultValue winston.format.json() */
  readonly format?: winston.Logform.Format | undefined
}

/** {@link LoggerOptions} with defaults. */
export interface ResolvedLoggerOptions {
  readonly common: ResolvedCommonOptions
  readonly level: string
  /** What `LOG_LEVEL` says, where that is no level. */
  readonly refusedLevel: string | undefined
  readonly levels: LevelMap
  readonly console: Required<{ [K in keyof ConsoleOptions]: NonNullable<ConsoleOptions[K]> }> | undefined
  readonly firehose: ResolvedFirehoseOptions | undefined
  readonly redaction: Redaction
  readonly fieldNames: FieldNames
  readonly limits: ResolvedRecordLimits
  readonly runtimeNames: ReturnType<typeof resolveRuntimeNames>
  readonly transports: readonly winston.transport[]
  readonly format: winston.Logform.Format | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

const OPTION_NAMES = [
  'telemetry',
  'level',
  'levels',
  'console',
  'firehose',
  'redact',
  'fieldNames',
  'limits',
  'transports',
  'format',
  ...COMMON_OPTION_NAMES,
]

/** What the logger has besides winston's members. */
const OWN_METHODS = ['setLevel', 'flush', 'shutdown', 'stats', 'level', 'levels', 'transports', 'silent', 'format']

/** Levels of other libraries, and the closest of winston's. */
const LEVELS_ELSEWHERE: Readonly<Record<string, string>> = {
  fatal: 'error',
  critical: 'error',
  warning: 'warn',
  notice: 'info',
  trace: 'silly',
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveLoggerOptions(options: LoggerOptions): ResolvedLoggerOptions {
  expectObject('options', options)
  expectKnownKeys('createLogger', options, OPTION_NAMES)
  const { env } = process
  const { telemetry, format } = options
  if (telemetry !== undefined) expectObject('telemetry', telemetry)
  if (format !== undefined) expectMethods('format', format, ['transform'])
  const levels = resolveLevels(options.levels)
  return {
    common: resolveCommonOptions(options, telemetry),
    levels,
    ...resolveLevel(options.level, env['LOG_LEVEL'], levels),
    console: resolveConsole(options.console),
    firehose: resolveFirehose(options.firehose, telemetry),
    redaction: resolveRedaction(options.redact, telemetry),
    fieldNames: resolveFieldNames(options.fieldNames),
    limits: resolveRecordLimits(options.limits),
    runtimeNames: resolveRuntimeNames(options.fieldNames),
    transports: resolveTransports(options.transports),
    format,
    env,
  }
}

/** What the catalog and the options call secret, together. */
export function resolveRedaction(redact: RedactionOptions | false | undefined, telemetry?: Telemetry): Redaction {
  if (redact === false) return createRedaction(false)
  const { secret = [], safe = [] } = telemetry?.redaction ?? {}
  if (redact !== undefined) expectObject('redact', redact)
  return createRedaction({
    ...redact,
    ...(secret.length === 0 ? {} : { keys: [...(redact?.keys ?? []), ...secret] }),
    ...(safe.length === 0 ? {} : { allow: [...(redact?.allow ?? []), ...safe] }),
  })
}

function resolveFirehose(
  option: LoggerOptions['firehose'],
  telemetry: Telemetry | undefined,
): ResolvedFirehoseOptions | undefined {
  if (option === false) return undefined
  if (option === undefined && telemetry?.logs === undefined) return undefined
  return resolveFirehoseOptions(option ?? {}, telemetry?.logs)
}

function resolveLevels(option: LevelMap | undefined): LevelMap {
  if (option === undefined) return DEFAULT_LEVELS
  expectObject('levels', option)
  const names = Object.keys(option)
  if (names.length === 0) throw new ConfigurationError('Option `levels` must have at least one level.')
  for (const name of names) {
    expectInteger(`levels.${name}`, option[name], { min: 0, max: MAX_SEVERITY })
    // The logger gets a method of this name, which must not replace one that it has.
    if (name in winston.Logger.prototype || OWN_METHODS.includes(name)) {
      throw new ConfigurationError(
        `Option \`levels\` cannot have a level \`${name}\`: the logger has a member of that name.`,
      )
    }
  }
  return { ...option }
}

/** The level that holds, and what was said of it in vain. */
type ResolvedLevel = Pick<ResolvedLoggerOptions, 'level' | 'refusedLevel'>

function resolveLevel(
  option: string | undefined,
  fromEnvironment: string | undefined,
  levels: LevelMap,
): ResolvedLevel {
  if (option !== undefined) return { level: expectOneOf('level', option, Object.keys(levels)), refusedLevel: undefined }
  const level = levelNamed(fromEnvironment ?? '', levels)
  if (level !== undefined) return { level, refusedLevel: undefined }
  return {
    // Custom levels need not have one named `info`.
    level: Object.hasOwn(levels, 'info') ? 'info' : leastSevere(levels),
    // It may be changed in an incident, and must not stop the start then.
    refusedLevel: fromEnvironment === undefined || fromEnvironment.trim() === '' ? undefined : fromEnvironment,
  }
}

/** The level that somebody means who writes to the environment by hand. */
function levelNamed(text: string, levels: LevelMap): string | undefined {
  const name = text.trim()
  const candidates = [name, name.toLowerCase(), LEVELS_ELSEWHERE[name.toLowerCase()] ?? '']
  return candidates.find((candidate) => Object.hasOwn(levels, candidate))
}

function resolveConsole(option: LoggerOptions['console']): ResolvedLoggerOptions['console'] {
  if (option === false) return undefined
  if (option !== undefined) expectObject('console', option)
  const { format = 'auto', stream = process.stdout } = option ?? {}
  expectKnownKeys('console', option ?? {}, ['format', 'stream'])
  expectMethods('console.stream', stream, ['write'])
  return { format: expectOneOf('console.format', format, CONSOLE_FORMATS), stream }
}

function resolveTransports(option: LoggerOptions['transports']): readonly winston.transport[] {
  if (option === undefined) return []
  const transports = Array.isArray(option) ? (option as readonly winston.transport[]) : [option as winston.transport]
  for (const transport of transports) expectMethods('transports', transport, ['log'])
  return [...transports]
}
