import { MAX_METRIC_VALUE } from '@org/core/aws'
import type { MetricRefusal } from '../refusals.js'
import type { Aggregator, Measurement } from './aggregator.js'
import { refusalOf, withoutUnderflow } from './value-rules.js'

/**
 * The total of a window, sent as one `Value`: CloudWatch adds those up, over windows and hosts, to
 * the exact `Sum`.
 */
export class CounterTotal implements Aggregator {
  #total = 0

  record(value: number): MetricRefusal | undefined {
    const next = this.#total + value
    if (value >= 0 && next <= MAX_METRIC_VALUE) {
      this.#total = next
      return undefined
    }
    return value < 0 ? 'negative' : refusalOf(value)
  }

  take(): () => readonly Measurement[] {
    const value = withoutUnderflow(this.#total)
    this.#total = 0
    return () => [{ value }]
  }
}
