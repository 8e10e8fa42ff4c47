import { createReport } from '@org/core'
import { detectIdentity } from '@org/core/context'
import winston from 'winston'
import type { LevelMap } from './levels.js'
import { type LogCall, normalizeCall, normalizeInfo } from './log-call.js'
import type { Logger, LoggerWithLevels } from './logger.js'
import { type LoggerOptions, type ResolvedLoggerOptions, resolveLoggerOptions } from './options.js'
import { EMPTY_LAYER, type Layer } from './record/layer.js'
import { Recorder } from './recorder.js'
import { LEVEL } from './triple-beam.js'
import { createForeignPath } from './winston-path.js'

const STATE: unique symbol = Symbol('@org/logger state')

/** What distinguishes one logger of a family (the root and its children). */
interface LoggerState {
  /** Records less severe than this are not made. Shared with children until they set a level of their own. */
  gate: { severity: number; level: string }
  readonly bindings: Layer
  /** The bindings as they were given, for the transports of others. */
  readonly rawBindings: Readonly<Record<string, unknown>>
}

interface StatefulLogger extends Logger {
  readonly [STATE]: LoggerState
}

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
  options: LoggerOptions & { readonly levels: L },
): LoggerWithLevels<L>
export function createLogger(options: LoggerOptions): Logger
export function createLogger(options: LoggerOptions): Logger {
  const resolved = resolveLoggerOptions(options)
  return extend(createWinstonLogger(resolved), resolved)
}

function createWinstonLogger(options: ResolvedLoggerOptions): winston.Logger {
  return winston.createLogger({
    levels: { ...options.levels },
    level: options.level,
    defaultMeta: { ...detectIdentity(options.identity) },
    transports: [...options.transports],
    ...(options.format === undefined ? {} : { format: options.format }),
  })
}

/** Puts the fast path in front of winston's own methods. */
function extend(winstonLogger: winston.Logger, options: ResolvedLoggerOptions): Logger {
  const recorder = new Recorder(options)
  const report = createReport({ source: 'logger', clock: options.clock, onDiagnostic: options.onDiagnostic })
  const foreign = createForeignPath(winstonLogger, report)
  const rootState: LoggerState = { gate: gateOf(options.level, options.levels), bindings: EMPTY_LAYER, rawBindings: {} }
  const root = Object.assign(winstonLogger, { [STATE]: rootState }) as StatefulLogger

  function write(self: StatefulLogger, level: string, severity: number, call: LogCall): void {
    if (root.silent) return
    recorder.record(level, severity, call, self[STATE].bindings)
  }

  function severityOf(level: string): number {
    const severity = recorder.levels[level]
    if (severity !== undefined) return severity
    report({
      level: 'warn',
      code: 'MON_LOGGER_UNKNOWN_LEVEL',
      message: `A record has the level "${level}"; known levels: ${Object.keys(recorder.levels).join(', ')}. It is written all the same.`,
    })
    return 0
  }

  const methods: PropertyDescriptorMap = {}
  for (const [level, severity] of Object.entries(options.levels)) {
    if (level === 'log') continue
    methods[level] = method(function (
      this: StatefulLogger | undefined,
      message?: unknown,
      second?: unknown,
      ...rest: unknown[]
    ): Logger {
      const self = this ?? root
      const state = self === root ? rootState : self[STATE]
      if (severity <= state.gate.severity) write(self, level, severity, normalizeCall(message, second, rest))
      if (foreign.count > 0) foreign.forwardLevel(self, level, withoutAbsent([message, second, ...rest]))
      return self
    })
  }

  // On a prototype, as V8 keeps those fast: a hundred own properties would make every look-up slow.
  const prototype = Object.create(Object.getPrototypeOf(root) as object, {
    ...methods,
    ...foreign.transportMethods(),
    log: method(function (this: StatefulLogger, ...args: [unknown, ...unknown[]]): Logger {
      if (foreign.isForwarding) {
        foreign.log(this, args)
        return this
      }
      const [first, message, ...rest] = args
      const isInfo = typeof first === 'object' && first !== null
      const level = isInfo ? levelOf(first) : String(first)
      const severity = severityOf(level)
      if (severity <= this[STATE].gate.severity) {
        write(this, level, severity, isInfo ? normalizeInfo(first) : normalizeCall(message, rest[0], rest.slice(1)))
      }
      if (foreign.count > 0) foreign.forwardLog(this, args)
      return this
    }),
    write: method(function (this: StatefulLogger, info: object, ...rest: unknown[]): boolean {
      if (foreign.isForwarding) return foreign.write(info, this[STATE].rawBindings)
      const level = levelOf(info)
      const severity = severityOf(level)
      if (severity <= this[STATE].gate.severity) write(this, level, severity, normalizeInfo(info))
      const accepted = foreign.count === 0 || foreign.write(info, this[STATE].rawBindings)
      const callback = rest.at(-1)
      if (typeof callback === 'function') (callback as () => void)()
      return accepted
    }),
    child: method(function (this: StatefulLogger, bindings: object): Logger {
      const { gate, bindings: below, rawBindings } = this[STATE]
      const state: LoggerState = {
        gate,
        bindings: recorder.bind(bindings, below),
        rawBindings: { ...rawBindings, ...(bindings as Record<string, unknown>) },
      }
      return Object.create(this, { [STATE]: { value: state } }) as Logger
    }),
    isLevelEnabled: method(function (this: StatefulLogger, level: string): boolean {
      const severity = recorder.levels[level]
      if (severity === undefined) return false
      return severity <= this[STATE].gate.severity || (foreign.count > 0 && foreign.isLevelEnabled(level))
    }),
    setLevel: method(function (this: StatefulLogger, level: string, { forMs }: { readonly forMs?: number } = {}): void {
      const before = this.level
      setLevel(this, level)
      recorder.scheduleRevert(() => setLevel(this, before), forMs)
    }),
    flush: method((flushOptions?: { readonly timeoutMs?: number }) => recorder.flush(flushOptions)),
    shutdown: method((shutdownOptions?: { readonly timeoutMs?: number }) => recorder.shutdown(shutdownOptions)),
    stats: method(() => recorder.stats()),
    [Symbol.asyncDispose]: method(async () => {
      await recorder.shutdown()
    }),
    _final: method((callback: (error?: Error) => void) => {
      void recorder.shutdown().then(() => foreign.final(callback))
    }),
  })
  Object.setPrototypeOf(root, prototype)
  Object.defineProperty(root, 'level', {
    enumerable: true,
    configurable: true,
    get(this: StatefulLogger): string {
      return this[STATE].gate.level
    },
    set(this: StatefulLogger, level: unknown) {
      setLevel(this, String(level))
    },
  })

  function setLevel(self: StatefulLogger, level: string): void {
    if (!Object.hasOwn(recorder.levels, level)) {
      report({
        level: 'warn',
        code: 'MON_LOGGER_UNKNOWN_LEVEL',
        message: `The level was not changed to "${level}"; known levels: ${Object.keys(recorder.levels).join(', ')}.`,
      })
      return
    }
    self[STATE].gate = gateOf(level, recorder.levels)
  }

  return root
}

/** The arguments as they were given: absent ones at the end are not `undefined` ones to winston. */
function withoutAbsent(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((argument) => argument !== undefined) + 1)
}

function gateOf(level: string, levels: LevelMap): LoggerState['gate'] {
  return { level, severity: levels[level] ?? 0 }
}

function levelOf(info: object): string {
  const { [LEVEL]: marked, level } = info as { [LEVEL]?: unknown; level?: unknown }
  return String(marked ?? level)
}

function method<F>(value: F): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: false }
}
