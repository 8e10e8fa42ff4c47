import { currentContext } from '@org/core/context'
import type { Report } from '@org/core/reporting'
import winston from 'winston'
import { isError } from '../json/error-fields.js'

type Bindings = Readonly<Record<string, unknown>>
type LogArguments = readonly [unknown, ...unknown[]]

/** The way to the transports of others: winston's own, kept apart from ours. */
export interface ForeignPath {
  /** Somebody takes records from winston's stream: a transport, a pipe, a listener. */
  readonly hasTakers: boolean
  /** Does what winston's level method would do. */
  forwardLevel(self: winston.Logger, bindings: Bindings, level: string, args: readonly unknown[]): void
  /** Does what winston's `log` would do. */
  forwardLog(self: winston.Logger, bindings: Bindings, args: LogArguments): void
  /** Does what winston's `write` would do. */
  forwardWrite(info: object, bindings: Bindings): boolean
  /** What winston's `isLevelEnabled` would say. */
  isLevelEnabled(level: string): boolean
}

type LevelMethods = Readonly<Record<string, (this: winston.Logger, ...args: unknown[]) => unknown>>

/** `once` and `prependOnceListener` go through these. */
const LISTENER_METHODS = [
  'on',
  'addListener',
  'prependListener',
  'removeListener',
  'off',
  'removeAllListeners',
] as const

/** Makes the path of one logger, before anything of the logger is replaced. What winston or a transport throws ends here. */
export function createForeignPath(logger: winston.Logger, report: Report): ForeignPath {
  const { prototype } = winston.Logger as { prototype: winston.Logger }
  const levelMethods = Object.getPrototypeOf(logger) as LevelMethods
  const streamWrite = Reflect.get(logger, 'write') as (this: winston.Logger, info: object) => boolean

  function guarded<T>(call: () => T, otherwise: T): T {
    try {
      return call()
    } catch (error) {
      report({
        level: 'error',
        code: 'MON_LOGGER_TRANSPORT_FAILED',
        message: 'A transport or format of the application threw; its record is lost there, not in our sinks.',
        error,
      })
      return otherwise
    }
  }

  /** The logger as winston's own methods would see it. */
  function asWinston(self: winston.Logger, bindings: Bindings): winston.Logger {
    return Object.create(self, {
      log: { value: prototype.log },
      write: { value: (info: object) => streamWrite.call(logger, withBindings(info, bindings)) },
    }) as winston.Logger
  }

  const path: { -readonly [K in keyof ForeignPath]: ForeignPath[K] } = {
    hasTakers: hasTakers(logger),
    forwardLevel(self, bindings, level, args) {
      guarded(() => {
        const [message] = args
        const isInfo = args.length === 1 && Boolean((message as { message?: unknown } | null | undefined)?.message)
        levelMethods[level]?.apply(asWinston(self, bindings), isInfo ? [copyOf(message)] : [...args])
      }, undefined)
    },
    forwardLog(self, bindings, args) {
      guarded(() => {
        const [first, ...rest] = args
        // winston writes into the object it is given, and that belongs to the caller.
        const copied = rest.length === 1 ? [first, copyOf(rest[0])] : [copyOf(first), ...rest]
        Reflect.apply(prototype.log, asWinston(self, bindings), copied)
      }, undefined)
    },
    forwardWrite: (info, bindings) =>
      guarded(() => streamWrite.call(logger, withBindings(copyOf(info) as object, bindings)), true),
    isLevelEnabled: (level) => Reflect.apply(prototype.isLevelEnabled, logger, [level]),
  }
  // Kept up to date rather than found out: every log call asks.
  afterListenersChange(logger, () => {
    path.hasTakers = hasTakers(logger)
  })
  return path
}

/** Whoever takes records listens for `data` or `readable`; a pipe to a transport does so, too. */
function hasTakers(logger: winston.Logger): boolean {
  return logger.listenerCount('data') > 0 || logger.listenerCount('readable') > 0
}

/** Not by the event `removeListener`, which Node 20 does not emit for the last listener of a stream. */
function afterListenersChange(logger: winston.Logger, changed: () => void): void {
  // winston makes a prototype for each logger.
  const prototype = Object.getPrototypeOf(logger) as object
  for (const name of LISTENER_METHODS) {
    const change = Reflect.get(prototype, name) as (this: unknown, ...args: unknown[]) => unknown
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...args: unknown[]): unknown {
        const result = change.apply(this, args)
        changed()
        return result
      },
      writable: true,
      configurable: true,
    })
  }
}

/** A copy of an object that winston would write into; its own properties can be written whatever the original's allow. */
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object
  if (isError(value)) {
    for (const name of ['stack', 'message', 'cause'] as const) {
      if (name in value) Object.defineProperty(copy, name, { value: value[name], writable: true, configurable: true })
    }
  }
  return Object.assign(copy, value)
}

/** What winston's child makes of a record, with the request's context below it, captured now; the record's own fields win. */
function withBindings(info: object, bindings: Bindings): object {
  const context = currentContext()
  if (Object.keys(context).length === 0 && Object.keys(bindings).length === 0) return info
  const merged = Object.assign({}, context, bindings, info)
  return isError(info) ? Object.assign(merged, { stack: info.stack, message: info.message, cause: info.cause }) : merged
}
