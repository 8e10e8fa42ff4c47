export type { MetricUnit } from '../aws/units.js'
export { METRIC_UNITS } from '../aws/units.js'
export { ConfigurationError, MonitoringError } from '../errors.js'
export type { EventDefinition, EventOptions, EventType, InputOf, SchemaOf } from './event.js'
export { event, eventDefinitionOf } from './event.js'
export type {
  DimensionOf,
  MetricDefinition,
  MetricDefinitionOptions,
  MetricDefinitions,
  MetricKind,
  RollupOf,
  StorageResolution,
} from './metric.js'
export { counter, gauge, histogram } from './metric.js'
export type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.js'
export type {
  EventsCatalog,
  EventTypes,
  LogDestination,
  LogsCatalog,
  MetricsCatalog,
  RedactionCatalog,
  Telemetry,
} from './telemetry.js'
export { defineTelemetry, LOG_DESTINATIONS } from './telemetry.js'
