export type { Cancel, Clock } from './clock.js'
export { systemClock } from './clock.js'
export type { Diagnostic, DiagnosticHandler, Report, StderrWriter } from './diagnostics.js'
export { createReport, summarizeError } from './diagnostics.js'
export type { MonitoringErrorOptions } from './errors.js'
export { ConfigurationError, MonitoringError } from './errors.js'
export type { NumberRange } from './expect.js'
export {
  describeValue,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectNumber,
  expectObject,
  expectOneOf,
  expectString,
} from './expect.js'
