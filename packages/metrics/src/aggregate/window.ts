import type { Cancel, Clock } from '@org/core'
import type { Series } from '../instruments/series.js'
import { createDatum, type Datum } from '../sinks/datum.js'
import type { Measurement } from './aggregator.js'

/**
 * The part of a window over which the processes of a fleet spread their requests. A quarter of a
 * minute gives 7,500 processes room under CloudWatch's default of 500 requests per second, and
 * delays an alarm by 15 s at most.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const SPREAD = 0.25

/** Writing a busy histogram takes a tenth of a ms: so many are written before other work has its turn. */
const SERIES_PER_TURN = 25

interface WindowOptions {
  readonly intervalMs: number
  readonly clock: Clock
  /** Uniform in [0, 1); drawn once. */
  readonly random: () => number
  /** Receives the datums of closed windows. */
  readonly emit: (datums: readonly Datum[]) => void
}

/** What a series measured in a window that has ended. */
interface ClosedSeries {
  readonly series: Series
  readonly startedAt: number
  readonly write: () => readonly Measurement[]
}

/**
 * Windows lie on multiples of the interval, so that a window of a minute is CloudWatch's minute on
 * every host. What a window holds is sent after its end, at a phase that each process draws for
 * itself. A window is opened by the first recording in it: idle processes need no timer.
 */
export class Window {
  readonly #options: WindowOptions
  readonly #phaseMs: number
  readonly #active: Series[] = []
  #startedAt = 0
  #cancelClose: Cancel | undefined
  #closed: ClosedSeries[] = []
  #written: Datum[] = []
  #cancelEmit: Cancel | undefined

  constructor(options: WindowOptions) {
    this.#options = options
    this.#phaseMs = Math.floor(options.random() * options.intervalMs * SPREAD)
  }

  /** Series of closed windows that wait for their phase. */
  get waiting(): number {
    return this.#closed.length
  }

  /** Something is gathered that was not handed over. */
  get isHolding(): boolean {
    return this.#active.length > 0 || this.#closed.length > 0 || this.#written.length > 0
  }

  /** Makes the series a part of the current window. */
  add(series: Series): void {
    if (this.#cancelClose === undefined) this.#open()
    series.active = true
    this.#active.push(series)
  }

  /** Ends the current window early and hands over everything, without waiting for the phase. */
  flush(): void {
    this.#close()
    this.#cancelEmit?.()
    this.#write(this.#closed.length)
    this.#emit()
  }

  #open(): void {
    const { clock, intervalMs } = this.#options
    const now = clock.now()
    this.#startedAt = now - (now % intervalMs)
    this.#cancelClose = clock.schedule(() => this.#end(), this.#startedAt + intervalMs - now)
  }

  #end(): void {
    this.#close()
    this.#cancelEmit ??= this.#options.clock.schedule(() => this.#emitGradually(), this.#phaseMs)
  }

  #close(): void {
    this.#cancelClose?.()
    this.#cancelClose = undefined
    const endedAt = this.#options.clock.monotonic()
    for (const series of this.#active.splice(0)) {
      series.active = false
      series.lastActiveAt = endedAt
      this.#closed.push({ series, startedAt: this.#startedAt, write: series.aggregator.take() })
    }
  }

  #emitGradually(): void {
    this.#write(SERIES_PER_TURN)
    if (this.#closed.length === 0) this.#emit()
    else this.#cancelEmit = this.#options.clock.schedule(() => this.#emitGradually(), 0)
  }

  #write(count: number): void {
    for (const { series, startedAt, write } of this.#closed.splice(0, count)) {
      for (const measurement of write()) this.#written.push(createDatum(series, measurement, startedAt))
    }
  }

  #emit(): void {
    this.#cancelEmit = undefined
    const datums = this.#written
    this.#written = []
    if (datums.length > 0) this.#options.emit(datums)
  }
}
