import type { MetricRefusal } from '../refusals.js'
import type { Aggregator, Measurement } from './aggregator.js'
import { isInRange, refusalOf, withoutUnderflow } from './value-rules.js'

/** The last value of a window. */
export class GaugeLevel implements Aggregator {
  #level = 0

  record(value: number): MetricRefusal | undefined {
    if (!isInRange(value)) return refusalOf(value)
    this.#level = value
    return undefined
  }

  take(): () => readonly Measurement[] {
    const value = withoutUnderflow(this.#level)
    return () => [{ value }]
  }
}
