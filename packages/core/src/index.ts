export type { Cancel, Clock } from './clock.js'
export { MAX_TIMER_DELAY_MS, systemClock } from './clock.js'
export type { MonitoringErrorOptions } from './errors.js'
export { ConfigurationError, MonitoringError } from './errors.js'
export type { NumberRange } from './expect.js'
export {
  describeValue,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectMethods,
  expectNumber,
  expectObject,
  expectOneOf,
  expectString,
  mismatch,
} from './expect.js'
export { expectClock } from './expect-clock.js'
export { lazyNode } from './lazy-node.js'
export type { Diagnostic, DiagnosticHandler } from './reporting/diagnostic.js'
