import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { createTestMetrics } from '../src/testing/index.js'

const MINUTE = 60_000
const telemetry = defineTelemetry({
  service: 'shop',
  metrics: {
    namespace: 'Shop/traffic',
    definitions: {
      requests: counter({ dimensions: ['Version', 'Route'], rollups: [[], ['Route']] }),
      duration: histogram({ unit: 'Milliseconds', dimensions: ['Route'], rollups: [[]] }),
      depth: gauge({ dimensions: ['Queue'], rollups: [[]] }),
    },
  },
})

describe('rollups', () => {
  it('of a counter have the sum of what is recorded, window by window', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    const requests = metrics.counter('requests')
    requests.add(1, { Version: '1', Route: '/' })
    requests.add(2, { Version: '2', Route: '/' })
    requests.add(4, { Version: '2', Route: '/orders' })
    await clock.advance(2 * MINUTE)
    requests.add(8, { Version: '1', Route: '/' })
    await clock.advance(2 * MINUTE)

    expect(cloudWatch.statistics('requests', { Route: '/' })?.sum).toBe(11)
    expect(cloudWatch.statistics('requests', { Route: '/orders' })?.sum).toBe(4)
    expect(cloudWatch.statistics('requests')?.sum).toBe(15)
    expect(cloudWatch.statistics('requests', { Version: '2', Route: '/' })?.sum).toBe(2)
    expect(cloudWatch.datums('requests')).toHaveLength(3 + 2 + 1 + 3)
  })

  it('of a histogram have every value, and of a gauge the last', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    for (const value of [10, 20]) metrics.histogram('duration').record(value, { Route: '/' })
    metrics.histogram('duration').bind({ Route: '/orders' }).record(30)
    metrics.gauge('depth').set(7, { Queue: 'a' })
    metrics.gauge('depth').set(3, { Queue: 'b' })
    await clock.advance(2 * MINUTE)

    expect(cloudWatch.statistics('duration')).toMatchObject({ sampleCount: 3, sum: 60, maximum: 30 })
    expect(cloudWatch.statistics('depth')?.sum).toBe(3)
  })

  it('take nothing that the series itself refuses', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    metrics.counter('requests').add(-1, { Version: '1', Route: '/' })
    metrics.counter('requests').add(Number.NaN, { Version: '1', Route: '/' })
    await clock.advance(2 * MINUTE)

    expect(cloudWatch.datums('requests')).toEqual([])
    expect(Object.values(metrics.stats().refused).reduce((sum, count) => sum + count, 0)).toBe(2)
  })

  it('of a bound series stay while it does', async () => {
    const { metrics, cloudWatch, clock } = createTestMetrics({ telemetry })
    const bound = metrics.counter('requests').bind({ Version: '1', Route: '/' })
    bound.add(1)
    await clock.advance(5 * 60 * MINUTE)
    bound.add(1)
    metrics.counter('requests').add(1, { Version: '2', Route: '/' })
    await clock.advance(2 * MINUTE)

    expect(metrics.stats().series).toBe(2 + 2)
    expect(cloudWatch.statistics('requests')?.sum).toBe(3)
  })
})
