import type { Report } from '@org/core'
import { currentContext } from '@org/core/context'
import winston from 'winston'
import { isError } from './record/error-fields.js'

type Bindings = Readonly<Record<string, unknown>>
type LogArguments = [unknown, ...unknown[]]

/** The way to the transports of others: winston's own, kept apart from ours. */
export interface ForeignPath {
  /** Transports of others that are attached. */
  readonly count: number
  /** winston's own methods are running for {@link forwardLevel} or {@link forwardLog}. */
  readonly isForwarding: boolean
  /** Does what winston's level method would do. */
  forwardLevel(self: winston.Logger, level: string, args: readonly unknown[]): void
  /** Does what winston's `log` would do. */
  forwardLog(self: winston.Logger, args: LogArguments): void
  /** winston's own `log`, which its level methods call while {@link isForwarding}. */
  log(self: winston.Logger, args: LogArguments): void
  /** Writes a record into winston's stream. */
  write(info: object, bindings: Bindings): boolean
  isLevelEnabled(level: string): boolean
  /** Ends the transports, as winston does. */
  final(callback: (error?: Error) => void): void
  /** The methods that attach and detach transports, counting. */
  transportMethods(): PropertyDescriptorMap
}

type LevelMethods = Readonly<Record<string, (this: winston.Logger, ...args: unknown[]) => unknown>>

interface StreamInternals {
  _final(callback: (error?: Error) => void): void
}

/** Makes the path of one logger. What winston or a transport throws ends here. */
export function createForeignPath(logger: winston.Logger, report: Report): ForeignPath {
  const { prototype } = winston.Logger as { prototype: winston.Logger }
  const levelMethods = Object.getPrototypeOf(logger) as LevelMethods
  const streamWrite = Reflect.get(logger, 'write') as (this: winston.Logger, info: object) => boolean
  let count = logger.transports.length
  let isForwarding = false

  function forward(call: () => unknown): void {
    isForwarding = true
    try {
      call()
    } catch (error) {
      reportFailure(error)
    } finally {
      isForwarding = false
    }
  }

  function reportFailure(error: unknown): void {
    report({
      level: 'error',
      code: 'MON_LOGGER_TRANSPORT_FAILED',
      message: 'A transport or format of the application threw; its record is lost there, not in our sinks.',
      error,
    })
  }

  const counted = (name: 'add' | 'remove' | 'clear'): PropertyDescriptor => ({
    configurable: true,
    writable: true,
    value(this: winston.Logger, ...args: unknown[]): unknown {
      const result = Reflect.apply(prototype[name] as (...given: unknown[]) => unknown, logger, args)
      count = logger.transports.length
      return result
    },
  })

  return {
    get count() {
      return count
    },
    get isForwarding() {
      return isForwarding
    },
    forwardLevel(self, level, args) {
      forward(() => levelMethods[level]?.apply(self, args.map(copyIfOnly(args))))
    },
    forwardLog(self, args) {
      const [first, ...rest] = args
      // winston writes into the object it is given, and that belongs to the caller.
      const copied = rest.length === 1 ? [first, copyOf(rest[0])] : [copyOf(first), ...rest]
      forward(() => Reflect.apply(prototype.log, self, copied))
    },
    log(self, args) {
      Reflect.apply(prototype.log, self, args)
    },
    write(info, bindings) {
      const outer = isForwarding
      // A transport may log through this logger; that is a call of its own.
      isForwarding = false
      try {
        return streamWrite.call(logger, withContext(info, bindings))
      } catch (error) {
        reportFailure(error)
        return true
      } finally {
        isForwarding = outer
      }
    },
    isLevelEnabled: (level) => Reflect.apply(prototype.isLevelEnabled, logger, [level]),
    final: (callback) => (prototype as winston.Logger & StreamInternals)._final.call(logger, callback),
    transportMethods: () => ({ add: counted('add'), remove: counted('remove'), clear: counted('clear') }),
  }
}

function copyIfOnly(args: readonly unknown[]): (value: unknown) => unknown {
  return args.length === 1 ? copyOf : (value) => value
}

/** A copy of an object that winston would write into; errors stay errors. */
function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isError(value))
    return Object.create(Object.getPrototypeOf(value) as object, Object.getOwnPropertyDescriptors(value))
  return { ...value }
}

/** The record with the request's context and the child's bindings, captured now; the record's own fields win. */
function withContext(info: object, bindings: Bindings): object {
  if (isError(info)) return Object.assign(copyOf(info) as object, { ...currentContext(), ...bindings, ...info })
  return { ...currentContext(), ...bindings, ...info }
}
