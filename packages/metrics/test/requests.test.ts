import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { createMetrics, type MetricsPort } from '../src/index.js'
import { createInMemoryCloudWatch, createManualClock, createTestMetrics } from '../src/testing/index.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      page_viewed: counter({ unit: 'Count', dimensions: ['Version'] }),
      request_duration: histogram({ unit: 'Milliseconds', dimensions: ['Route', 'StatusClass'] }),
    },
  },
})

class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number }

  constructor(name: string, httpStatusCode: number) {
    super('as the service says')
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}

describe('requests of metrics', () => {
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
    const client: MetricsPort = {
      send: (request, options) =>
        reachable ? cloudWatch.send(request, options) : Promise.reject(new ServiceError('InternalServiceFault', 500)),
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
    const client: MetricsPort = {
      send: async ({ MetricData }) => {
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
