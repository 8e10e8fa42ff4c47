import { aggregate, type MetricStatistic, type Observation } from '@org/alarms'
import type { MetricSeries } from '../store/metric-series.js'

/** One period's statistic; `timestamp` is the start of the period in milliseconds since the epoch. */
export interface Datapoint {
  readonly timestamp: number
  readonly value: number
}

/** A span of time cut into periods: from `start`, inclusive, to `end`, exclusive, in milliseconds since the epoch. */
export interface PeriodRange {
  readonly start: number
  readonly end: number
  readonly periodMs: number
  readonly unit?: string | undefined
}

/** The statistic for each period that received data, oldest first. Periods without data have no datapoint. */
export function datapointsOf(series: MetricSeries, statistic: MetricStatistic, range: PeriodRange): Datapoint[] {
  const { start, end, periodMs, unit } = range
  const byPeriod = new Map<number, Observation[]>()
  for (const observation of series.observations(statistic, { unit, from: start, to: end })) {
    const period = start + Math.floor((observation.timestamp - start) / periodMs) * periodMs
    const observations = byPeriod.get(period)
    if (observations === undefined) byPeriod.set(period, [observation])
    else observations.push(observation)
  }
  return [...byPeriod]
    .sort(([a], [b]) => a - b)
    .flatMap(([timestamp, observations]) => {
      const value = aggregate(observations, statistic)
      return value === undefined ? [] : [{ timestamp, value }]
    })
}
