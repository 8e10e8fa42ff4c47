import {
  type Clock,
  ConfigurationError,
  type DiagnosticHandler,
  describeValue,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  systemClock,
} from '@org/core'
import type { IdentityOptions } from '@org/core/context'
import winston from 'winston'
import type { FirehoseOptions } from './firehose/firehose-sink.js'
import { DEFAULT_LEVELS, type LevelMap, leastSevere, MAX_SEVERITY } from './levels.js'
import { type FieldNames, type FieldNamesOption, resolveFieldNames } from './record/field-names.js'
import { type RecordLimits, type ResolvedRecordLimits, resolveRecordLimits } from './record/limits.js'
import { resolveRuntimeNames } from './record/runtime-fields.js'
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
  /**
   * Whether records say where in AWS they come from: the ECS task, the EC2 instance or the Lambda
   * function, asked in the background within 300 ms. @defaultValue true
   */
  readonly runtimeMetadata?: boolean | undefined
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
  readonly runtimeMetadata: boolean
  readonly runtimeNames: ReturnType<typeof resolveRuntimeNames>
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
  'versionFile',
  'runtimeMetadata',
  'limits',
  'transports',
  'format',
  'exitHooks',
  'onDiagnostic',
  'clock',
  'random',
]

/** What the logger has besides winston's members. */
const OWN_METHODS = ['setLevel', 'flush', 'shutdown', 'stats', 'level', 'levels', 'transports', 'silent', 'format']

/** @throws {@link ConfigurationError} */
export function resolveLoggerOptions(options: LoggerOptions): ResolvedLoggerOptions {
  expectObject('options', options)
  expectKnownKeys('createLogger', options, OPTION_NAMES)
  const { env } = process
  const levels = resolveLevels(options.levels)
  const {
    service,
    version,
    environment,
    hostname,
    region,
    versionFile,
    firehose,
    format,
    clock,
    random,
    onDiagnostic,
  } = options
  if (firehose !== undefined) expectObject('firehose', firehose)
  if (clock !== undefined) {
    expectMethods('clock', clock, ['now', 'monotonic', 'schedule', 'keepAlive'])
  }
  if (format !== undefined) expectMethods('format', format, ['transform'])
  return {
    identity: { service, version, environment, hostname, region, versionFile },
    levels,
    level: resolveLevel(options.level, env['LOG_LEVEL'], levels),
    console: resolveConsole(options.console),
    firehose,
    redaction: createRedaction(options.redact),
    fieldNames: resolveFieldNames(options.fieldNames),
    limits: resolveRecordLimits(options.limits),
    runtimeMetadata: expectOneOf('runtimeMetadata', options.runtimeMetadata ?? true, [true, false]),
    runtimeNames: resolveRuntimeNames(options.fieldNames),
    transports: resolveTransports(options.transports),
    format,
    onDiagnostic: onDiagnostic === undefined ? undefined : expectFunction('onDiagnostic', onDiagnostic),
    clock: clock ?? systemClock,
    random: random === undefined ? undefined : expectFunction('random', random),
    exitHooks: expectOneOf('exitHooks', options.exitHooks ?? true, [true, false]),
    env,
  }
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

/** The level of the environment may be written in capitals, as in `LOG_LEVEL=DEBUG`. */
function resolveLevel(option: string | undefined, fromEnvironment: string | undefined, levels: LevelMap): string {
  const isSet = fromEnvironment !== undefined && fromEnvironment !== ''
  if (option === undefined && !isSet) {
    // Custom levels need not have one named `info`.
    return Object.hasOwn(levels, 'info') ? 'info' : leastSevere(levels)
  }
  const level = option ?? fromEnvironment ?? ''
  if (typeof level === 'string' && Object.hasOwn(levels, level)) return level
  if (option === undefined && Object.hasOwn(levels, level.toLowerCase())) return level.toLowerCase()
  // A mistake of operation, not of code, so the message says where it came from.
  const origin = option === undefined ? 'The environment variable LOG_LEVEL' : 'Option `level`'
  throw new ConfigurationError(
    `${origin} must be one of ${Object.keys(levels).join(', ')}; got ${describeValue(level)}.`,
  )
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

function expectMethods(option: string, value: unknown, methods: readonly string[]): void {
  expectObject(option, value)
  const missing = methods.filter((name) => typeof Reflect.get(value, name) !== 'function')
  if (missing.length === 0) return
  throw new ConfigurationError(
    `Option \`${option}\` must have the methods ${methods.join(', ')}; it has no ${missing.join(', ')}.`,
  )
}
