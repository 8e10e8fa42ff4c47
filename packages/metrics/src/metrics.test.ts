import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import { describe, expect, it, onTestFinished } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createMetrics } from './metrics.js'
import type { MetricsPort } from './sinks/wire.js'
import { createManualClock, createTestMetrics } from './testing/index.js'

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
    expect(diagnostics.map(({ code, subject, details }) => [code, subject, details?.['kind']])).toEqual([
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

  describe('flush and shutdown', () => {
    it('send the current window without waiting for its end', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry })
      metrics.counter('page_viewed').add(2, { Version: '1' })

      expect(await metrics.flush()).toEqual({ delivered: 1, dropped: 0, spilled: 0, pending: 0, byReason: {} })
      expect(cloudWatch.statistics('page_viewed', { Version: '1' })?.sum).toBe(2)
    })

    it('say what became of everything, and refuse what comes later', async () => {
      const stderr = captureStderr()
      onTestFinished(stderr.release)
      const { metrics, cloudWatch, clock, diagnostics } = createTestMetrics({ telemetry })
      metrics.counter('page_viewed').add(2, { Version: '1' })
      const shutdown = metrics.shutdown({ timeoutMs: 1_000 })
      metrics.counter('page_viewed').add(1, { Version: '1' })

      expect(await shutdown).toEqual({ delivered: 1, dropped: 1, spilled: 0, pending: 0, byReason: { closed: 1 } })
      expect(await metrics.shutdown()).toEqual(await shutdown)
      expect(cloudWatch.statistics('page_viewed', { Version: '1' })?.sum).toBe(2)
      expect(metrics.stats().refused.closed).toBe(1)
      await clock.advance(0)
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_METRICS_CLOSED', 'MON_DELIVERY_LOST'])
      expect(stderr.lines()).toMatchObject([{ page_viewed: 1, Version: '1' }])
      expect(clock.pendingTimers).toBe(0)
      expect(clock.holds).toBe(0)
    })

    it('say of what is recorded after it only in the next shutdown, as datums, and leave it at the end of its window', async () => {
      const stderr = captureStderr()
      onTestFinished(stderr.release)
      const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
      const nothing = { delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} }
      expect(await metrics.shutdown()).toEqual(nothing)
      for (let each = 0; each < 3; each++) metrics.counter('page_viewed').add(1, { Version: '1' })

      expect(await metrics.flush()).toEqual(nothing)
      const closed = { ...nothing, dropped: 1, byReason: { closed: 1 } }
      expect([await metrics.shutdown(), await metrics.shutdown()]).toEqual([closed, closed])
      expect(metrics.stats().refused.closed).toBe(3)
      metrics.counter('page_viewed').add(4, { Version: '1' })
      await clock.advance(120_000)

      expect(stderr.lines()).toMatchObject([{ page_viewed: 3 }, { page_viewed: 4 }])
      expect(metrics.stats().delivery.dropped.closed).toBe(2)
      expect(cloudWatch.statistics('page_viewed', { Version: '1' })).toBeUndefined()
    })

    it('end in time when CloudWatch does not answer, and say what is lost', async () => {
      const clock = createManualClock()
      const client: MetricsPort = { send: () => new Promise(() => {}) }
      const stderr = captureStderr()
      onTestFinished(stderr.release)
      const metrics = createMetrics({ telemetry, client, clock, exitHooks: false, onDiagnostic: () => {} })
      metrics.counter('page_viewed').add(2, { Version: '1' })
      const shutdown = metrics.shutdown({ timeoutMs: 1_000 })
      await clock.advance(1_000)

      const nothing = { delivered: 0, spilled: 0, pending: 0 }
      expect(await shutdown).toEqual({ ...nothing, dropped: 1, byReason: { unsent: 1 } })
      expect(stderr.lines()).toMatchObject([{ unsent: true, page_viewed: 2, Version: '1' }])
    })

    it('happen at the end of an `await using` block', async () => {
      const { metrics, cloudWatch } = createTestMetrics({ telemetry })
      metrics.gauge('queue_depth').set(1)
      await metrics[Symbol.asyncDispose]()

      expect(cloudWatch.statistics('queue_depth')?.sum).toBe(1)
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
