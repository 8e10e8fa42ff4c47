import type { Statement } from '@org/core/reporting'
import { readFields } from '../../json/read-fields.js'
import type { LevelMap } from '../levels.js'
import type { Logger } from '../logger.js'
import { accessor, type LoggerCore, method, nameOf, STATE, type StatefulLogger } from '../logger-core.js'

/** The methods that say what a logger writes: children, and their levels. */
export function settingsMethods(core: LoggerCore): PropertyDescriptorMap {
  const { foreign, recorder, report } = core
  return {
    child: method(function (this: StatefulLogger, bindings: object | undefined): Logger {
      const child = Object.create(this) as StatefulLogger
      // Assigned rather than defined, which costs a multiple.
      child[STATE] = this[STATE].child(bindings ?? {})
      return child
    }),
    isLevelEnabled: method(function (this: StatefulLogger, level: string): boolean {
      if (!Object.hasOwn(core.levels, level)) return false
      return core.isWanted(this[STATE], core.levels[level] ?? 0) || (foreign.hasTakers && foreign.isLevelEnabled(level))
    }),
    setLevel: method(function (
      this: StatefulLogger,
      level: string,
      { forMs, ...rest }: { readonly forMs?: number } = {},
    ): void {
      const threshold = core.thresholdOf(String(level))
      if (threshold === undefined) return
      const unknown = Object.keys(rest)
      // What was meant to end by itself would last.
      if (unknown.length > 0) report(optionRefused(unknown))
      else if (forMs === undefined) this[STATE].gate.set(threshold)
      else if (Number.isFinite(forMs) && forMs > 0) this[STATE].gate.setFor(threshold, forMs, recorder.clock)
      else report(durationRefused(forMs))
    }),
  }
}

/** The properties of winston that a family keeps itself. */
export function settingsProperties(core: LoggerCore): PropertyDescriptorMap {
  const { recorder } = core
  const { defaultMeta: identity } = core.root as unknown as { defaultMeta: object }
  let defaultMeta: object = identity
  return {
    level: accessor({
      get(this: StatefulLogger): string {
        return this[STATE].gate.level
      },
      set(this: StatefulLogger, level: unknown) {
        const threshold = core.thresholdOf(nameOf(level))
        if (threshold !== undefined) this[STATE].gate.set(threshold)
      },
    }),
    levels: accessor({
      get: () => core.levels,
      set(changed: LevelMap) {
        core.levels = changed
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
  }
}

function optionRefused(names: readonly string[]): Statement {
  return {
    level: 'warn',
    code: 'MON_LOGGER_LEVEL_DURATION',
    message: `The level was not changed: setLevel has no option ${names.map((name) => `\`${name}\``).join(', ')}; it knows \`forMs\`.`,
  }
}

function durationRefused(forMs: unknown): Statement {
  return {
    level: 'warn',
    code: 'MON_LOGGER_LEVEL_DURATION',
    message: `The level was not changed: \`forMs\` must be a number of milliseconds above 0; got ${typeof forMs === 'number' ? forMs : typeof forMs}.`,
  }
}
