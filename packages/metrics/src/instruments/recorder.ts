import type { Clock } from '@org/core'
import type { MetricUnit } from '@org/core/catalog'
import type { MetricBook, MetricRefusal } from '../refusals.js'
import type { BoundCounter, BoundGauge, BoundHistogram } from './instruments.js'
import type { NamedMetric, Series } from './series.js'
import type { GivenDimensions, SeriesTree } from './series-tree.js'

/** How many of each time unit are in a millisecond. */
const PER_MILLISECOND: Readonly<Partial<Record<MetricUnit, number>>> = {
  Seconds: 0.001,
  Milliseconds: 1,
  Microseconds: 1_000,
}

/** What a recorder shares with the recorders of the other metrics. */
export interface RecorderHost {
  readonly clock: Clock
  readonly book: MetricBook
  /** What is recorded now is not sent any more. */
  readonly closed: boolean
  /** Makes the series a part of the current window. */
  activate(series: Series): void
}

/**
 * Takes the recordings of one metric. It is the counter, the gauge and the histogram of its metric
 * at once; the types of the catalog show the one that it is.
 */
export class Recorder {
  readonly #metric: NamedMetric
  readonly #tree: SeriesTree
  readonly #host: RecorderHost

  constructor(metric: NamedMetric, tree: SeriesTree, host: RecorderHost) {
    this.#metric = metric
    this.#tree = tree
    this.#host = host
  }

  add(value: number, dimensions?: GivenDimensions): void {
    this.#record(value, dimensions)
  }

  set(value: number, dimensions?: GivenDimensions): void {
    this.#record(value, dimensions)
  }

  record(value: number, dimensions?: GivenDimensions): void {
    this.#record(value, dimensions)
  }

  bind(dimensions?: GivenDimensions): BoundRecorder {
    const series = this.#find(dimensions)
    if (series !== undefined) {
      series.bound = true
      for (const rollup of series.rollups) rollup.bound = true
    }
    return new BoundRecorder(this, series)
  }

  startTimer(given?: GivenDimensions): (rest?: GivenDimensions) => number {
    const { clock } = this.#host
    const startedAt = clock.monotonic()
    let elapsed: number | undefined
    return (rest) => {
      if (elapsed !== undefined) return elapsed
      elapsed = clock.monotonic() - startedAt
      this.recordDuration(elapsed, this.#find(given, rest))
      return elapsed
    }
  }

  /** Starts a timer for a series that is known. */
  startTimerFor(series: Series | undefined): () => number {
    const { clock } = this.#host
    const startedAt = clock.monotonic()
    let elapsed: number | undefined
    return () => {
      if (elapsed !== undefined) return elapsed
      elapsed = clock.monotonic() - startedAt
      this.recordDuration(elapsed, series)
      return elapsed
    }
  }

  recordDuration(elapsedMs: number, series: Series | undefined): void {
    const factor = PER_MILLISECOND[this.#metric.definition.unit]
    if (factor === undefined) this.#refuse('timerUnit')
    else this.recordIn(series, elapsedMs * factor)
  }

  /** Records into a series that is known; undefined when it could not be found, which was noted. */
  recordIn(series: Series | undefined, value: number): void {
    if (series === undefined) return
    const refusal = this.#take(series, value)
    if (refusal !== undefined) {
      this.#refuse(refusal)
      return
    }
    if (!series.active) this.#host.activate(series)
    if (series.rollups.length > 0) this.#rollUp(series, value)
  }

  /** What the series took, they take: they are of the same kind. */
  #rollUp(series: Series, value: number): void {
    for (const rollup of series.rollups) {
      rollup.aggregator.record(value)
      if (!rollup.active) this.#host.activate(rollup)
    }
  }

  #take(series: Series, value: number): MetricRefusal | undefined {
    // It is not sent, but it can be read, and it is counted.
    if (this.#host.closed) this.#refuse('closed')
    return typeof value === 'number' ? series.aggregator.record(value) : 'notFinite'
  }

  #record(value: number, dimensions: GivenDimensions | undefined): void {
    this.recordIn(this.#find(dimensions), value)
  }

  /** Never throws, although a getter or a proxy of the application may. */
  #find(dimensions: GivenDimensions | undefined, more?: GivenDimensions): Series | undefined {
    try {
      // Most timers get their dimensions at one end, which then need not be copied.
      if (more === undefined) return this.#tree.find(dimensions)
      return this.#tree.find(dimensions === undefined ? more : { ...dimensions, ...more })
    } catch {
      this.#refuse('threw')
      return undefined
    }
  }

  #refuse(refusal: MetricRefusal): void {
    this.#host.book.note(refusal, this.#metric.name)
  }
}

/** A recorder with its series looked up once. */
export class BoundRecorder implements BoundCounter, BoundGauge, BoundHistogram {
  readonly #recorder: Recorder
  readonly #series: Series | undefined

  constructor(recorder: Recorder, series: Series | undefined) {
    this.#recorder = recorder
    this.#series = series
  }

  add(value: number): void {
    this.#recorder.recordIn(this.#series, value)
  }

  set(value: number): void {
    this.#recorder.recordIn(this.#series, value)
  }

  record(value: number): void {
    this.#recorder.recordIn(this.#series, value)
  }

  startTimer(): () => number {
    return this.#recorder.startTimerFor(this.#series)
  }
}
