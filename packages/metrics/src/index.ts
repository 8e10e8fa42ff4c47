export type { Diagnostic, DiagnosticHandler } from '@org/core'
export { ConfigurationError, MonitoringError } from '@org/core'
export type { AwsPort } from '@org/core/aws'
export type { DeliveryResult, DropReason, Timeout } from '@org/core/delivery'
export type { SenderStats } from '@org/core/sender'
export type { SpillOptions, SpillStore } from '@org/core/spill'
export type {
  BoundCounter,
  BoundGauge,
  BoundHistogram,
  Counter,
  DimensionsArgument,
  DimensionValues,
  Gauge,
  Histogram,
  NamesOfKind,
  OptionalOf,
  RequiredOf,
  StopTimer,
} from './instruments/instruments.js'
export type { DefaultNames, Metrics, MetricsOf, MetricsStats } from './metrics.js'
export { createMetrics } from './metrics.js'
export type { DefaultDimensions, MetricsOptions } from './options.js'
export { METRICS_DEFAULTS } from './options.js'
export type { MetricAdjustment, MetricRefusal } from './refusals.js'
export type { MetricsClient, MetricsPort, PutMetricDataRequest, WireDatum, WireDimension } from './sinks/wire.js'
