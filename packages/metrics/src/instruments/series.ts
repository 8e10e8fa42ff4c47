import type { MetricDefinition } from '@org/core/catalog'
import type { Aggregator } from '../aggregate/aggregator.js'
import type { WireDimension } from '../sinks/wire.js'

/** The name of a metric and its definition. */
export interface NamedMetric {
  readonly name: string
  readonly definition: MetricDefinition
}

/** One metric with one set of dimension values: what CloudWatch stores, graphs and bills as a metric. */
export class Series {
  readonly metric: NamedMetric
  readonly dimensions: WireDimension[]
  readonly aggregator: Aggregator
  /** Holds something of the current window. */
  active = false
  /** A bound instrument refers to it. */
  bound = false
  /** Monotonic ms of the end of the last window that it had a part in. */
  lastActiveAt: number
  /** Series of fewer dimensions that take the same values. */
  readonly rollups: readonly Series[]

  constructor(
    metric: NamedMetric,
    dimensions: WireDimension[],
    aggregator: Aggregator,
    now: number,
    rollups: readonly Series[] = [],
  ) {
    this.metric = metric
    this.dimensions = dimensions
    this.aggregator = aggregator
    this.lastActiveAt = now
    this.rollups = rollups
  }
}
