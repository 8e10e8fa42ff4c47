import { ConfigurationError } from '@org/core'
import { counter, defineTelemetry, gauge, histogram, type MetricDefinitions } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import type { MetricsClient } from './client.js'
import { createMetrics } from './metrics.js'
import { createInMemoryCloudWatch, createManualClock, createTestMetrics } from './testing.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const definitions = {
  page_viewed: counter({ unit: 'Count', dimensions: ['Version'] }),
  queue_depth: gauge({ unit: 'Count' }),
  request_duration: histogram({ unit: 'Milliseconds', dimensions: ['Route', 'StatusClass'] }),
  job_duration: histogram({ unit: 'Seconds' }),
  query_duration: histogram({ unit: 'Microseconds' }),
  response_size: histogram({ unit: 'Bytes' }),
}
const telemetry = defineTelemetry({ service: 'helloworld', metrics: { namespace: 'Helloworld/traffic', definitions } })

class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(name: string, httpStatusCode: number) {
    super('as the service says')
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}

describe('createMetrics', () => {
  it('sends one datum per series and window', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    const pageViewed = metrics.counter('page_viewed')
    for (let view = 0; view < 1_000; view++) pageViewed.add(1, { Version: view % 4 === 0 ? '2' : '1' })
    metrics.gauge('queue_depth').set(7)
    metrics.gauge('queue_depth').set(5)
    for (const duration of [10, 20, 20]) {
      metrics.histogram('request_duration').record(duration, { Route: '/', StatusClass: '2xx' })
    }
    await clock.advance(MINUTE + 10)

    expect(cloudWatch.requests).toEqual([
      {
        Namespace: 'Helloworld/traffic',
        MetricData: [
          datum('page_viewed', 'Count', { Version: '2' }, { Value: 250 }),
          datum('page_viewed', 'Count', { Version: '1' }, { Value: 750 }),
          datum('queue_depth', 'Count', undefined, { Value: 5 }),
          datum(
            'request_duration',
            'Milliseconds',
            { Route: '/', StatusClass: '2xx' },
            { Values: [10, 20], Counts: [1, 2] },
          ),
        ],
      },
    ])
  })

  it('sends a counter so that the Sum of CloudWatch is the total over windows', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    const bound = metrics.counter('page_viewed').bind({ Version: '1' })
    for (let window = 1; window <= 5; window++) {
      for (let time = 0; time < window; time++) bound.add(1)
      await clock.advance(MINUTE)
    }
    await metrics.flush()

    expect(cloudWatch.statistics('page_viewed', { Version: '1' })).toMatchObject({ sum: 15, sampleCount: 5 })
  })

  it('sends a total of 0 when 0 was added, and nothing for a series without a recording', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    metrics.counter('page_viewed').add(0, { Version: '1' })
    await clock.advance(3 * MINUTE)

    expect(cloudWatch.datums().map((sent) => sent.Value)).toEqual([0])
  })

  it('gives the same instrument for the same name', () => {
    const { metrics } = createTestMetrics({ telemetry })

    expect(metrics.counter('page_viewed')).toBe(metrics.counter('page_viewed'))
  })

  it('refuses a bad value alone: its neighbours arrive', async () => {
    const { metrics, cloudWatch, diagnostics } = createTestMetrics({ telemetry })
    const duration = metrics.histogram('request_duration')
    const dimensions = { Route: '/', StatusClass: '2xx' }
    for (const value of [1, Number.NaN, 2, Number.POSITIVE_INFINITY, 2 ** 361, 3, Number.NaN]) {
      duration.record(value, dimensions)
    }
    metrics.counter('page_viewed').add(-1, { Version: '1' })
    // @ts-expect-error not a number
    metrics.gauge('queue_depth').set('12')
    // @ts-expect-error not a number, and arithmetic on it throws
    metrics.counter('page_viewed').add(1n, { Version: '1' })
    await metrics.flush()

    expect(cloudWatch.statistics('request_duration', dimensions)).toMatchObject({ sum: 6, sampleCount: 3 })
    expect(cloudWatch.statistics('page_viewed', { Version: '1' })).toBeUndefined()
    expect(cloudWatch.statistics('queue_depth')).toBeUndefined()
    expect(metrics.stats().refused).toMatchObject({ notFinite: 5, outOfRange: 1, negative: 1 })
    expect(diagnostics.map(({ code, details }) => [code, details?.['metric'], details?.['kind']])).toEqual([
      ['MON_METRICS_VALUE_REFUSED', 'request_duration', 'notFinite'],
      ['MON_METRICS_VALUE_REFUSED', 'request_duration', 'outOfRange'],
      ['MON_METRICS_VALUE_REFUSED', 'page_viewed', 'negative'],
      ['MON_METRICS_VALUE_REFUSED', 'queue_depth', 'notFinite'],
      ['MON_METRICS_VALUE_REFUSED', 'page_viewed', 'notFinite'],
    ])
  })

  it('never throws, whatever its dimensions do', async () => {
    const { metrics, cloudWatch } = createTestMetrics({ telemetry })
    const hostile = {
      get Version(): string {
        throw new Error('hostile')
      },
    }
    metrics.counter('page_viewed').add(1, hostile)
    metrics.counter('page_viewed').bind(hostile).add(1)
    // @ts-expect-error null is no dimensions
    metrics.counter('page_viewed').add(1, null)
    await metrics.flush()

    expect(metrics.stats().refused.threw).toBe(2)
    expect(cloudWatch.statistics('page_viewed', { Version: '__missing__' })?.sum).toBe(1)
  })

  it('folds series beyond the limit without losing a count', async () => {
    const { metrics, cloudWatch } = createTestMetrics({ telemetry, maxSeriesPerMetric: 10 })
    for (let user = 0; user < 100; user++) metrics.counter('page_viewed').add(1, { Version: `user-${user}` })
    await metrics.flush()

    expect(cloudWatch.datums('page_viewed')).toHaveLength(11)
    expect(cloudWatch.statistics('page_viewed', { Version: '__other__' })?.sum).toBe(90)
    expect(metrics.stats()).toMatchObject({ series: 11, adjusted: { seriesOverflow: 90 } })
  })

  it('forgets a series after an hour of rest, but not a bound one', async () => {
    const { metrics, clock } = createTestMetrics({ telemetry })
    metrics.counter('page_viewed').add(1, { Version: 'old' })
    metrics.counter('page_viewed').bind({ Version: 'bound' })
    await clock.advance(2 * HOUR)
    expect(metrics.stats().series).toBe(2)
    metrics.gauge('queue_depth').set(1)
    await metrics.flush()

    // The bound one and the gauge.
    expect(metrics.stats().series).toBe(2)
  })

  describe('timers', () => {
    it.each([
      ['job_duration', 1.5],
      ['query_duration', 1_500_000],
    ] as const)('record %s in its own unit', async (name, expected) => {
      const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
      const stop = metrics.histogram(name).startTimer()
      await clock.advance(1_500)

      expect(stop()).toBe(1_500)
      await metrics.flush()
      expect(cloudWatch.statistics(name)?.sum).toBe(expected)
    })

    it('record once, with the dimensions of both ends', async () => {
      const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
      const stop = metrics.histogram('request_duration').startTimer({ Route: '/' })
      const stopBound = metrics.histogram('request_duration').bind({ Route: '/', StatusClass: '5xx' }).startTimer()
      await clock.advance(40)
      stop({ StatusClass: '2xx' })
      stopBound()
      await clock.advance(40)

      expect(stop({ StatusClass: '4xx' })).toBe(40)
      expect(stopBound()).toBe(40)
      await metrics.flush()
      expect(cloudWatch.datums().map((sent) => [sent.Dimensions?.[1]?.Value, sent.Values])).toEqual([
        ['2xx', [40]],
        ['5xx', [40]],
      ])
    })

    it('are refused where the unit is not one of time', async () => {
      const { metrics, cloudWatch, diagnostics } = createTestMetrics({ telemetry })
      metrics.histogram('response_size').startTimer()()
      await metrics.flush()

      expect(cloudWatch.datums()).toEqual([])
      expect(metrics.stats().refused.timerUnit).toBe(1)
      expect(diagnostics[0]?.message).toContain('the unit is not one of time')
    })
  })

  describe('requests', () => {
    it('hold 1,000 datums and not one more', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry, maxSeriesPerMetric: 2_000 })
      for (let version = 0; version < 1_001; version++) {
        metrics.counter('page_viewed').add(1, { Version: String(version) })
      }
      await metrics.flush()

      expect(cloudWatch.requests.map((request) => request.MetricData.length)).toEqual([1_000, 1])
    })

    it('stay below 1 MB before compression', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry })
      for (let route = 0; route < 300; route++) {
        const bound = metrics
          .histogram('request_duration')
          .bind({ Route: `/${'r'.repeat(1_000)}${route}`, StatusClass: '2xx' })
        for (let value = 0; value < 1_000; value++) bound.record(value * 1.37 + 0.1)
      }
      await metrics.flush()

      expect(cloudWatch.requests.length).toBeGreaterThan(1)
      expect(metrics.stats().delivery.dropped).toMatchObject({ tooLarge: 0, rejected: 0 })
      const observed = cloudWatch.datums().flatMap((sent) => sent.Counts ?? [])
      expect(observed.reduce((sum, count) => sum + count, 0)).toBe(300_000)
    })

    it('are sent again after throttling, with the timestamps of their windows', async () => {
      const { metrics, cloudWatch, clock, diagnostics } = createTestMetrics({ telemetry, random: () => 0.9 })
      cloudWatch.failNext(new ServiceError('ThrottlingException', 400), 3)
      metrics.counter('page_viewed').add(3, { Version: '1' })
      await clock.advance(3 * MINUTE)

      expect(cloudWatch.calls).toBe(4)
      expect(cloudWatch.datums().map((sent) => [sent.Value, sent.Timestamp])).toEqual([
        [3, new Date(Date.UTC(2026, 0, 1))],
      ])
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([
        'MON_DELIVERY_THROTTLED',
        'MON_DELIVERY_RECOVERED',
      ])
    })

    it('survive an outage of two hours', async () => {
      const clock = createManualClock()
      const cloudWatch = createInMemoryCloudWatch({ clock })
      let reachable = false
      const client: MetricsClient = {
        putMetricData: (request, options) =>
          reachable
            ? cloudWatch.putMetricData(request, options)
            : Promise.reject(new ServiceError('InternalServiceFault', 500)),
      }
      const metrics = createMetrics({ telemetry, client, clock, random: () => 0.5, onDiagnostic: () => {} })
      const bound = metrics.counter('page_viewed').bind({ Version: '1' })
      for (let minute = 0; minute < 120; minute++) {
        bound.add(1)
        await clock.advance(MINUTE)
      }
      reachable = true
      await clock.advance(MINUTE)

      expect(cloudWatch.statistics('page_viewed', { Version: '1' })?.sum).toBe(120)
      expect(new Set(cloudWatch.datums().map((sent) => sent.Timestamp.getTime())).size).toBe(120)
    })

    it('are never sent with a timestamp that CloudWatch refuses, nor lost for a neighbour that has one', async () => {
      const clock = createManualClock()
      let shift = 0
      const shifting = { ...clock, now: () => clock.now() + shift }
      const taken: unknown[] = []
      const client: MetricsClient = {
        putMetricData: async ({ MetricData }) => {
          if (shift === 0) throw new ServiceError('InternalServiceFault', 500)
          taken.push(...MetricData.map((sent) => sent.Value))
        },
      }
      const metrics = createMetrics({ telemetry, client, clock: shifting, random: () => 0, onDiagnostic: () => {} })
      metrics.counter('page_viewed').add(1, { Version: 'old' })
      await clock.advance(MINUTE)
      // The machine slept for 15 days: the monotonic clock stood still.
      shift = 15 * 24 * HOUR
      metrics.counter('page_viewed').add(2, { Version: 'new' })
      await metrics.flush()

      expect(taken).toEqual([2])
      expect(metrics.stats().delivery.dropped.rejected).toBe(1)
    })
  })

  describe('flush and shutdown', () => {
    it('send the current window without waiting for its end', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry })
      metrics.counter('page_viewed').add(2, { Version: '1' })

      expect(await metrics.flush()).toEqual({ delivered: 1, dropped: 0, pending: 0 })
      expect(cloudWatch.statistics('page_viewed', { Version: '1' })?.sum).toBe(2)
    })

    it('say what became of everything, and refuse what comes later', async () => {
      const { metrics, cloudWatch, clock, diagnostics } = createTestMetrics({ telemetry })
      metrics.counter('page_viewed').add(2, { Version: '1' })
      const shutdown = metrics.shutdown({ timeoutMs: 1_000 })
      metrics.counter('page_viewed').add(1, { Version: '1' })

      expect(await shutdown).toEqual({ delivered: 1, dropped: 0, failed: 0 })
      expect(metrics.shutdown()).toBe(metrics.shutdown())
      expect(cloudWatch.statistics('page_viewed', { Version: '1' })?.sum).toBe(2)
      expect(metrics.stats().refused.closed).toBe(1)
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_METRICS_CLOSED'])
      expect(clock.pendingTimers).toBe(0)
      expect(clock.holds).toBe(0)
    })

    it('end in time when CloudWatch does not answer, and say what is lost', async () => {
      const clock = createManualClock()
      const client: MetricsClient = { putMetricData: () => new Promise(() => {}) }
      const metrics = createMetrics({ telemetry, client, clock, onDiagnostic: () => {} })
      metrics.counter('page_viewed').add(2, { Version: '1' })
      const shutdown = metrics.shutdown({ timeoutMs: 1_000 })
      await clock.advance(1_000)

      expect(await shutdown).toEqual({ delivered: 0, dropped: 0, failed: 1 })
    })

    it('happen at the end of an `await using` block', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry })
      metrics.gauge('queue_depth').set(1)
      await metrics[Symbol.asyncDispose]()

      expect(cloudWatch.statistics('queue_depth')?.sum).toBe(1)
    })
  })

  describe('options', () => {
    it.each([
      [{ flushIntervalMs: 99 }, 'Option `flushIntervalMs` must be a whole number from 100 to 3600000 ms'],
      [{ flushIntervalMs: 3_600_001 }, 'Option `flushIntervalMs` must be'],
      [{ maxSeriesPerMetric: 0 }, 'Option `maxSeriesPerMetric` must be'],
      [{ retry: { maxAgeMs: 14 * 24 * HOUR + 1 } }, 'Option `retry.maxAgeMs` must be'],
      [{ defaultDimensions: { Cluster: '' } }, 'Option `defaultDimensions["Cluster"]` must be 1 to 1024'],
      [{ defaultDimensions: { Cluster: 'ü' } }, 'printable ASCII'],
      [{ defaultDimensions: { ':c': 'x' } }, 'Option `defaultDimensions` must be named in ASCII'],
      [{ client: {} }, 'Option `client.putMetricData` must be a function'],
      [{ region: '' }, 'Option `region` must be'],
      [{ flushInterval: 5 }, 'createMetrics has no option `flushInterval`'],
      [{ buffer: { maxItems: 0 } }, 'Option `buffer.maxItems` must be'],
    ])('refuse %j', (wrong, message) => {
      const options = { telemetry, ...wrong } as Parameters<typeof createMetrics>[0]

      expect(() => createMetrics(options)).toThrow(ConfigurationError)
      expect(() => createMetrics(options)).toThrow(message)
    })

    it('take 30 dimensions in all and not one more', () => {
      const named = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
      const metric: MetricDefinitions = { wide: counter({ dimensions: named(28, 'D') }) }
      const wide = defineTelemetry({ service: 's', metrics: { namespace: 'N', definitions: metric } })
      const defaults = (count: number) => Object.fromEntries(named(count, 'E').map((name) => [name, 'x']))

      expect(() => createMetrics({ telemetry: wide, defaultDimensions: defaults(2) })).not.toThrow()
      expect(() => createMetrics({ telemetry: wide, defaultDimensions: defaults(3) })).toThrow(
        'Metric `wide` has 31 dimensions',
      )
      expect(() =>
        createMetrics({ telemetry: wide, defaultDimensions: { ...defaults(2), D0: 'declared already' } }),
      ).not.toThrow()
    })
  })
})

function datum(name: string, unit: string, dimensions: Record<string, string> | undefined, value: object): unknown {
  return {
    MetricName: name,
    ...(dimensions === undefined
      ? {}
      : { Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }),
    Timestamp: new Date(Date.UTC(2026, 0, 1)),
    Unit: unit,
    StorageResolution: 60,
    ...value,
  }
}
