import type winston from 'winston'
import type { HoldSettings } from '../../http/held-records.js'
import { OPEN_HOLD } from '../../http/request-holds.js'
import { copyOf } from '../foreign-path.js'
import { type LoggerCore, method, type StatefulLogger } from '../logger-core.js'

/** What becomes of records after they were made: held, delivered, and seen to the end of the logger. */
export function endingMethods({ recorder, holds, root, winstonMethods }: LoggerCore): PropertyDescriptorMap {
  return {
    [OPEN_HOLD]: method((settings: HoldSettings, request: object) => holds.open(settings, request)),
    flush: method(recorder.flush.bind(recorder)),
    shutdown: method(recorder.shutdown.bind(recorder)),
    stats: method(recorder.stats.bind(recorder)),
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
}

/** winston's profilers write into the object that they are given. */
export function profilingMethods({ winstonMethods }: LoggerCore): PropertyDescriptorMap {
  return {
    profile: method(function (this: StatefulLogger, id: unknown, ...args: unknown[]): unknown {
      return winstonMethods['profile']?.call(this, id, ...args.map(copyOf))
    }),
    startTimer: method(function (this: StatefulLogger): winston.Profiler {
      const timer = winstonMethods['startTimer']?.call(this) as winston.Profiler
      const done = timer.done.bind(timer) as (...args: unknown[]) => boolean
      return Object.assign(timer, { done: (...args: unknown[]) => done(...args.map(copyOf)) })
    }),
  }
}
