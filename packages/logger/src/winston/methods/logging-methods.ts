import type { LevelMap } from '../levels.js'
import type { Logger } from '../logger.js'
import { type LoggerCore, method, nameOf, STATE, type StatefulLogger } from '../logger-core.js'
import { normalizeCall } from '../normalize-call.js'

const DEFAULT_LEVEL = 'info'

/** The methods that make records: `log`, `write`, and one for each level. */
export function loggingMethods(core: LoggerCore): PropertyDescriptorMap {
  const { foreign, show } = core
  const methods: PropertyDescriptorMap = {
    log: method(function (this: StatefulLogger, ...args: [unknown, ...unknown[]]): Logger {
      const [first, message, second, ...rest] = args
      const state = this[STATE]
      if (typeof first === 'object' && first !== null) {
        core.writeInfo(state, first)
      } else {
        const level = nameOf(first)
        const severity = core.severityOf(level)
        if (core.isWanted(state, severity))
          core.write(state, level, severity, normalizeCall(message, second, rest, show))
      }
      if (foreign.hasTakers) foreign.forwardLog(this, state.rawBindings, args)
      return this
    }),
    write: method(function (this: StatefulLogger, chunk: unknown, ...rest: unknown[]): boolean {
      const info = infoOf(chunk, Object.hasOwn(core.levels, DEFAULT_LEVEL) ? DEFAULT_LEVEL : this.level)
      const state = this[STATE]
      core.writeInfo(state, info)
      const accepted = !foreign.hasTakers || foreign.forwardWrite(info, state.rawBindings)
      const callback = rest.at(-1)
      if (typeof callback === 'function') queueMicrotask(callback as () => void)
      return accepted
    }),
  }
  for (const level of Object.keys(core.levels)) methods[level] ??= levelMethod(core, level)
  return methods
}

function levelMethod(core: LoggerCore, level: string): PropertyDescriptor {
  const { root, rootState, foreign, show } = core
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
    if (known !== core.levels) {
      // `configure` may have changed them.
      known = core.levels
      severity = core.severityOf(level)
    }
    if (core.isWanted(state, severity)) core.write(state, level, severity, normalizeCall(message, second, rest, show))
    if (foreign.hasTakers) {
      foreign.forwardLevel(self, state.rawBindings, level, withoutAbsent([message, second, ...rest]))
    }
    return self
  })
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
