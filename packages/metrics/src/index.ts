export type { MetricsClient, PutMetricDataRequest, WireDatum, WireDimension } from './client.js'
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
} from './instruments.js'
export type { Adjustment, Refusal } from './issues.js'
export type { DefaultNames, Metrics, MetricsOf, MetricsStats } from './metrics.js'
export { createMetrics } from './metrics.js'
export type { DefaultDimensions, MetricsOptions } from './options.js'
export { METRICS_DEFAULTS } from './options.js'
