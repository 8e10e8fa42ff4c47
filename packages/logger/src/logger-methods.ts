import type { Report } from '@org/core'
import type winston from 'winston'
import type { HoldSettings } from './http/held-records.js'
import { OPEN_HOLD } from './http/request-holds.js'
import type { LevelGate, Threshold } from './level-gate.js'
import type { LevelMap } from './levels.js'
import type { Logger } from './logger.js'
import { LoggerState } from './logger-state.js'
import { normalizeCall, normalizeInfo } from './normalize-call.js'
import type { LogCall } from './record/log-call.js'
import { readFields } from './record/read-fields.js'
import type { Recorder } from './recorder.js'
import { LEVEL } from './triple-beam.js'
import { copyOf, type ForeignPath } from './winston-path.js'

const STATE: unique symbol = Symbol('@org/logger state')

interface StatefulLogger extends Logger {
  [STATE]: LoggerState
}

/** What the loggers of a family share. */
interface Family {
  readonly recorder: Recorder
  readonly foreign: ForeignPath
  readonly gate: LevelGate
  readonly report: Report
}

/** winston's own methods that are called by those in front of them. */
type WinstonMethods = Readonly<Record<string, (this: unknown, ...args: unknown[]) => unknown>>

const DEFAULT_LEVEL = 'info'

/** Puts the fast path in front of winston's own methods. */
export function extendLogger(logger: winston.Logger, { recorder, foreign, gate, report }: Family): Logger {
  const rootState = LoggerState.root(gate, (bindings, below) => recorder.bind(bindings, below))
  const root = Object.assign(logger, { [STATE]: rootState }) as StatefulLogger
  const winstonMethods = Object.getPrototypeOf(logger) as WinstonMethods
  const { show, holds } = recorder
  const { level: _level, defaultMeta: identity } = logger as { level: string; defaultMeta: object }
  let levels: LevelMap = logger.levels
  let defaultMeta: object = identity

  /** A record of this severity is written, or a request around the caller holds it. */
  function isWanted(state: LoggerState, severity: number): boolean {
    return severity <= state.gate.severity || (severity <= holds.severity && holds.around(severity) !== undefined)
  }

  function write(state: LoggerState, level: string, severity: number, call: LogCall): void {
    if (root.silent) return
    if (severity <= state.gate.severity) recorder.record(level, severity, call, state.bindings)
    else recorder.hold(level, severity, call, state.bindings)
  }

  function writeInfo(state: LoggerState, info: object): void {
    const level = levelOf(info)
    const severity = severityOf(level)
    if (isWanted(state, severity)) write(state, level, severity, normalizeInfo(info, show))
  }

  function severityOf(level: string): number {
    if (Object.hasOwn(levels, level)) return levels[level] ?? 0
    report({
      level: 'warn',
      code: 'MON_LOGGER_UNKNOWN_LEVEL',
      message: `A record has the level "${level}"; known levels: ${Object.keys(levels).join(', ')}. It is written all the same.`,
    })
    return 0
  }

  function thresholdOf(level: string): Threshold | undefined {
    if (Object.hasOwn(levels, level)) return { level, severity: levels[level] ?? 0 }
    report({
      level: 'warn',
      code: 'MON_LOGGER_UNKNOWN_LEVEL',
      message: `The level was not changed to "${level}"; known levels: ${Object.keys(levels).join(', ')}.`,
    })
    return undefined
  }

  function levelMethod(level: string): PropertyDescriptor {
    let severity = 0
    let known: LevelMap | undefined
    return method(function (
      this: StatefulLogger | undefined,
      message?: unknown,
      second?: unknown,
      ...rest: unknown[]
    ): Logger {
      const self = this ?? root
      const state = self === root ? rootState : self[STATE]
      if (known !== levels) {
        // `configure` may have changed them.
        known = levels
        severity = severityOf(level)
      }
      if (isWanted(state, severity)) write(state, level, severity, normalizeCall(message, second, rest, show))
      if (foreign.hasTakers) {
        foreign.forwardLevel(self, state.rawBindings, level, withoutAbsent([message, second, ...rest]))
      }
      return self
    })
  }

  const methods: PropertyDescriptorMap = {
    log: method(function (this: StatefulLogger, ...args: [unknown, ...unknown[]]): Logger {
      const [first, message, second, ...rest] = args
      const state = this[STATE]
      if (typeof first === 'object' && first !== null) {
        writeInfo(state, first)
      } else {
        const level = nameOf(first)
        const severity = severityOf(level)
        if (isWanted(state, severity)) write(state, level, severity, normalizeCall(message, second, rest, show))
      }
      if (foreign.hasTakers) foreign.forwardLog(this, state.rawBindings, args)
      return this
    }),
    write: method(function (this: StatefulLogger, chunk: unknown, ...rest: unknown[]): boolean {
      const info = infoOf(chunk, Object.hasOwn(levels, DEFAULT_LEVEL) ? DEFAULT_LEVEL : this.level)
      const state = this[STATE]
      writeInfo(state, info)
      const accepted = !foreign.hasTakers || foreign.forwardWrite(info, state.rawBindings)
      const callback = rest.at(-1)
      if (typeof callback === 'function') queueMicrotask(callback as () => void)
      return accepted
    }),
    child: method(function (this: StatefulLogger, bindings: object | undefined): Logger {
      const child = Object.create(this) as StatefulLogger
      // Assigned rather than defined, which costs a multiple.
      child[STATE] = this[STATE].child(bindings ?? {})
      return child
    }),
    isLevelEnabled: method(function (this: StatefulLogger, level: string): boolean {
      if (!Object.hasOwn(levels, level)) return false
      return isWanted(this[STATE], levels[level] ?? 0) || (foreign.hasTakers && foreign.isLevelEnabled(level))
    }),
    setLevel: method(function (this: StatefulLogger, level: string, { forMs }: { readonly forMs?: number } = {}): void {
      const threshold = thresholdOf(String(level))
      if (threshold === undefined) return
      if (forMs === undefined) this[STATE].gate.set(threshold)
      else if (Number.isFinite(forMs) && forMs > 0) this[STATE].gate.setFor(threshold, forMs, recorder.clock)
      else report(durationRefused(forMs))
    }),
    profile: method(function (this: StatefulLogger, id: unknown, ...args: unknown[]): unknown {
      return winstonMethods['profile']?.call(this, id, ...args.map(copyOf))
    }),
    startTimer: method(function (this: StatefulLogger): winston.Profiler {
      const timer = winstonMethods['startTimer']?.call(this) as winston.Profiler
      const done = timer.done.bind(timer) as (...args: unknown[]) => boolean
      return Object.assign(timer, { done: (...args: unknown[]) => done(...args.map(copyOf)) })
    }),
    [OPEN_HOLD]: method((settings: HoldSettings, request: object) => holds.open(settings, request)),
    flush: method((options?: { readonly timeoutMs?: number }) => recorder.flush(options)),
    shutdown: method((options?: { readonly timeoutMs?: number }) => recorder.shutdown(options)),
    stats: method(() => recorder.stats()),
    [Symbol.asyncDispose]: method(async () => {
      await recorder.shutdown()
    }),
    end: method(function (this: StatefulLogger, ...args: unknown[]): unknown {
      const result = winstonMethods['end']?.call(root, ...args)
      // Not only in _final, which a stalled transport of others would keep winston from calling.
      void recorder.shutdown()
      return result
    }),
    _final: method((callback: (error?: Error) => void) => {
      void recorder.shutdown().then(() => winstonMethods['_final']?.call(root, callback))
    }),
  }
  for (const level of Object.keys(levels)) methods[level] ??= levelMethod(level)

  // On a prototype, as V8 keeps those fast: a hundred own properties would make every look-up slow.
  Object.setPrototypeOf(root, Object.create(winstonMethods, methods) as object)
  Object.defineProperties(root, {
    level: accessor({
      get(this: StatefulLogger): string {
        return this[STATE].gate.level
      },
      set(this: StatefulLogger, level: unknown) {
        const threshold = thresholdOf(nameOf(level))
        if (threshold !== undefined) this[STATE].gate.set(threshold)
      },
    }),
    levels: accessor({
      get: () => levels,
      set(changed: LevelMap) {
        levels = changed
        recorder.levels = changed
      },
    }),
    defaultMeta: accessor({
      get: () => defaultMeta,
      set(fields: object | null | undefined) {
        const own = readFields(fields ?? {})
        defaultMeta = { ...identity, ...own }
        recorder.setDefaults(own)
      },
    }),
  })
  return root
}

/** The arguments as they were given: absent ones at the end are not `undefined` ones to winston. */
function withoutAbsent(args: readonly unknown[]): readonly unknown[] {
  return args.slice(0, args.findLastIndex((argument) => argument !== undefined) + 1)
}

/** A chunk of a stream as a record; text, such as an access log writes, is one line. */
function infoOf(chunk: unknown, level: string): object {
  if (typeof chunk === 'object' && chunk !== null && !ArrayBuffer.isView(chunk)) return chunk
  // Not instanceof, which a proxy can make throw.
  const text = ArrayBuffer.isView(chunk) ? textOfBytes(chunk) : nameOf(chunk)
  return { level, message: text.replace(/\r?\n$/, '') }
}

function textOfBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString()
}

function levelOf(info: object): string {
  try {
    const { [LEVEL]: marked, level } = info as { [LEVEL]?: unknown; level?: unknown }
    return nameOf(marked ?? level)
  } catch {
    return nameOf(undefined)
  }
}

function nameOf(level: unknown): string {
  return typeof level === 'object' ? typeof level : String(level)
}

function durationRefused(forMs: unknown): Parameters<Report>[0] {
  return {
    level: 'warn',
    code: 'MON_LOGGER_LEVEL_DURATION',
    message: `The level was not changed: \`forMs\` must be a number of milliseconds above 0; got ${typeof forMs === 'number' ? forMs : typeof forMs}.`,
  }
}

function method<F>(value: F): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: false }
}

function accessor(descriptor: PropertyDescriptor & ThisType<StatefulLogger>): PropertyDescriptor {
  return { ...descriptor, enumerable: true, configurable: true }
}
