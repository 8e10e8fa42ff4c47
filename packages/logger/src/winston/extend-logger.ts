import type winston from 'winston'
import type { Logger } from './logger.js'
import { type Family, LoggerCore } from './logger-core.js'
import { endingMethods, profilingMethods } from './methods/ending-methods.js'
import { loggingMethods } from './methods/logging-methods.js'
import { settingsMethods, settingsProperties } from './methods/settings-methods.js'

/** Puts the fast path in front of winston's own methods. */
export function extendLogger(logger: winston.Logger, family: Family): Logger {
  const core = new LoggerCore(logger, family)
  const methods: PropertyDescriptorMap = {
    ...settingsMethods(core),
    ...profilingMethods(core),
    ...endingMethods(core),
    // Those of winston's names win over a level that is called like one.
    ...loggingMethods(core),
  }
  // On a prototype, as V8 keeps those fast: a hundred own properties would make every look-up slow.
  Object.setPrototypeOf(core.root, Object.create(core.winstonMethods, methods) as object)
  Object.defineProperties(core.root, settingsProperties(core))
  return core.root
}
