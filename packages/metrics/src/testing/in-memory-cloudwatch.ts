import { type Clock, expectKnownKeys, expectMethods, systemClock } from '@org/core'
import { AwsViolationError, putMetricDataViolation } from '@org/core/aws'
import type { MetricsPort, PutMetricDataRequest, WireDatum } from '../sinks/wire.js'
import { type MetricStatistics, statisticsOf } from './statistics.js'

/** A CloudWatch in memory, with the rules of the real one. Give it to `createMetrics` as `client`. */
export interface InMemoryCloudWatch extends MetricsPort {
  /** Requests so far, whether taken or not. */
  readonly calls: number
  /** Requests that were taken, in order. */
  readonly requests: readonly PutMetricDataRequest[]
  /** Datums that were taken, in order; of one metric when `metricName` is given. */
  datums(metricName?: string): readonly WireDatum[]
  /**
   * Statistics of one metric over all time. `dimensions` are its exact and complete set, as in
   * CloudWatch; undefined when it has no data.
   *
   * @defaultValue no dimensions
   */
  statistics(metricName: string, dimensions?: Readonly<Record<string, string>>): MetricStatistics | undefined
  /** Rejects the next `times` requests with `error`, as the SDK would: by its `name` it is known. @defaultValue once */
  failNext(error: Error, times?: number): void
}

/**
 * Makes a CloudWatch in memory for tests. It keeps everything, so do not use it in a running service.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @param options Its `clock`, by which timestamps are too old or too new; by default the system's.
 *
 * @example
 * ```ts
 * const cloudWatch = createInMemoryCloudWatch()
 * const metrics = createMetrics({ telemetry, client: cloudWatch })
 * metrics.counter('page_viewed').add(1, { Version: '1' })
 * await metrics.flush()
 * cloudWatch.statistics('page_viewed', { Version: '1' })?.sum // 1
 * ```
 */
export function createInMemoryCloudWatch(options: { readonly clock?: Pick<Clock, 'now'> } = {}): InMemoryCloudWatch {
  expectKnownKeys('createInMemoryCloudWatch', options, ['clock'])
  const clock = options.clock ?? systemClock
  expectMethods('clock', clock, ['now'])
  const requests: PutMetricDataRequest[] = []
  const failures: Error[] = []
  let calls = 0

  function datums(metricName?: string): readonly WireDatum[] {
    const all = requests.flatMap((request) => request.MetricData)
    return metricName === undefined ? all : all.filter((datum) => datum.MetricName === metricName)
  }

  return {
    async send(request, { signal }) {
      calls += 1
      signal.throwIfAborted()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      const violation = putMetricDataViolation(request, { now: clock.now() })
      if (violation !== undefined) throw new AwsViolationError(violation)
      requests.push(structuredClone(request))
    },
    get calls() {
      return calls
    },
    requests,
    datums,
    statistics(metricName, dimensions = {}) {
      const wanted = identityOf(Object.entries(dimensions))
      const matching = datums(metricName).filter(
        (datum) => identityOf((datum.Dimensions ?? []).map(({ Name, Value }) => [Name, Value])) === wanted,
      )
      return statisticsOf(matching.flatMap(observationsOf))
    },
    failNext(error, times = 1) {
      for (let time = 0; time < times; time++) failures.push(error)
    },
  }
}

function identityOf(dimensions: readonly (readonly [name: string, value: string])[]): string {
  return JSON.stringify([...dimensions].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function observationsOf({ Value, Values, Counts }: WireDatum): readonly (readonly [number, number])[] {
  if (Value !== undefined) return [[Value, 1]]
  return (Values ?? []).map((value, index) => [value, Counts?.[index] ?? 1] as const)
}
