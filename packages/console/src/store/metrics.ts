import type { MetricIdentity } from '@org/alarms'
import { type Datum, type MetricDatum, MetricSeries, metricKey } from './metric-series.js'
import { Ring, type RingLimits } from './ring.js'

interface Stored {
  readonly series: MetricSeries
  readonly datum: Datum
}

/** What a datum costs in memory besides its values. */
const DATUM_OVERHEAD_BYTES = 120
const VALUE_BYTES = 40

/** How much {@link Metrics} keeps. */
export interface MetricLimits extends RingLimits {
  readonly maxSeries: number
}

/** The metrics that arrived, by identity. */
export class Metrics {
  /** Datums in order of arrival, over all series. */
  readonly ring: Ring<Stored>
  readonly #maxSeries: number
  readonly #series = new Map<string, MetricSeries>()
  #droppedSeries = 0

  constructor(limits: MetricLimits) {
    this.#maxSeries = limits.maxSeries
    this.ring = new Ring<Stored>(limits, ({ datum }) => sizeOf(datum), evict)
  }

  /** Series forgotten because there were more than `maxSeries`. */
  get droppedSeries(): number {
    return this.#droppedSeries
  }

  get seriesCount(): number {
    return this.#series.size
  }

  add(datum: MetricDatum, receivedAt: number): void {
    const series = this.#seriesFor(datum)
    series.add(datum, receivedAt)
    this.ring.push({ series, datum })
  }

  find(metric: MetricIdentity): MetricSeries | undefined {
    return this.#series.get(metricKey(metric))
  }

  /** By namespace, name and dimensions. */
  list(): readonly MetricSeries[] {
    return [...this.#series.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  }

  clear(): void {
    this.#droppedSeries = 0
    this.#series.clear()
    this.ring.clear()
  }

  #seriesFor(datum: MetricDatum): MetricSeries {
    const key = metricKey(datum.metric)
    const known = this.#series.get(key)
    if (known !== undefined) {
      // Insertion order is recency, so that the first key is always the series to forget.
      this.#series.delete(key)
      this.#series.set(key, known)
      return known
    }
    const series = new MetricSeries(datum.metric, datum.unit)
    this.#series.set(key, series)
    if (this.#series.size > this.#maxSeries) this.#forgetOldestSeries()
    return series
  }

  #forgetOldestSeries(): void {
    const [oldest] = this.#series.keys()
    if (oldest === undefined) return
    this.#series.delete(oldest)
    this.#droppedSeries += 1
  }
}

function sizeOf(datum: Datum): number {
  return DATUM_OVERHEAD_BYTES + (datum.values?.length ?? 0) * VALUE_BYTES
}

// Both the ring and the series keep the order of arrival, so the oldest of the ring is the first of its series.
function evict({ series }: Stored): void {
  series.forgetOldest()
}
