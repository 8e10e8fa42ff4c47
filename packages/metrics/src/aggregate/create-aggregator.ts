import type { MetricKind } from '@org/core/catalog'
import type { Aggregator } from './aggregator.js'
import { CounterTotal } from './counter-total.js'
import { Distribution } from './distribution.js'
import { GaugeLevel } from './gauge-level.js'

/** What gathers the values of a series, by kind of metric. */
export function createAggregator(kind: MetricKind): Aggregator {
  switch (kind) {
    case 'counter':
      return new CounterTotal()
    case 'gauge':
      return new GaugeLevel()
    case 'histogram':
      return new Distribution()
  }
}
