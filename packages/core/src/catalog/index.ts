export { ConfigurationError, MonitoringError } from '../errors.js'
export {
  MAX_DELIVERY_STREAM_NAME_LENGTH,
  MAX_DETAIL_TYPE_LENGTH,
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_DIMENSIONS,
  MAX_METRIC_NAME_LENGTH,
  MAX_NAMESPACE_LENGTH,
} from './limits.js'
export type {
  DimensionOf,
  MetricDefinition,
  MetricDefinitionOptions,
  MetricDefinitions,
  MetricKind,
  StorageResolution,
} from './metric.js'
export { counter, gauge, histogram } from './metric.js'
export type { InputOf, StandardIssue, StandardResult, StandardSchema } from './standard-schema.js'
export type { EventsCatalog, EventTypes, LogDestination, LogsCatalog, MetricsCatalog, Telemetry } from './telemetry.js'
export { defineTelemetry, expectDeliveryStreamName, LOG_DESTINATIONS } from './telemetry.js'
export type { MetricUnit } from './unit.js'
export { METRIC_UNITS } from './unit.js'
