import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createMetrics } from '../src/index.js'
import { createInMemoryCloudWatch } from '../src/testing/index.js'

const telemetry = defineTelemetry({
  service: 'helloworld',
  version: '1.2.3',
  environment: 'production',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      first: counter({ dimensions: ['Route'] }),
      second: counter({ dimensions: ['Route'] }),
      third: counter({ dimensions: ['Route'] }),
      duration: histogram({ unit: 'Milliseconds' }),
    },
  },
})

function setUp() {
  const stderr = captureStderr()
  onTestFinished(stderr.release)
  const clock = createManualClock()
  const cloudWatch = createInMemoryCloudWatch({ clock })
  const metrics = createMetrics({ telemetry, client: cloudWatch, clock, hostname: 'host-1', exitHooks: false })
  return { metrics, cloudWatch, clock, stderr }
}

describe('without a handler, stderr', () => {
  it('names every metric whose values are refused, each once', async () => {
    const { metrics, clock, stderr } = setUp()
    for (let hour = 0; hour < 3; hour++) {
      for (const name of ['first', 'second', 'third'] as const) metrics.counter(name).add(-1, { Route: '/' })
      await clock.advance(3_600_000)
    }

    expect(metrics.stats().refused.negative).toBe(9)
    expect(stderr.lines().map(({ code, subject }) => [code, subject])).toEqual([
      ['MON_METRICS_VALUE_REFUSED', 'first'],
      ['MON_METRICS_VALUE_REFUSED', 'second'],
      ['MON_METRICS_VALUE_REFUSED', 'third'],
    ])
  })

  it('tells each kind of mistake with one metric', () => {
    const { metrics, stderr } = setUp()
    metrics.counter('first').add(-1, { Route: '/' })
    metrics.counter('first').add(Number.NaN, { Route: '/' })
    // @ts-expect-error the dimension is missing
    metrics.counter('first').add(1, {})

    expect(stderr.lines().map(({ message }) => String(message))).toEqual([
      expect.stringContaining('Metric "first": a counter was given a negative number'),
      expect.stringContaining('Metric "first": a value was not a finite number'),
      expect.stringContaining('Metric "first": a dimension had no value'),
    ])
  })

  it('has lines with the fields of log lines, and never a value that was recorded', () => {
    const { metrics, stderr } = setUp()
    metrics.counter('first').add(-271_828, { Route: '/geheim' })

    expect(stderr.lines()).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'warn',
        message: expect.stringContaining('[cloudwatch:Helloworld/traffic] Metric "first"') as string,
        service: 'helloworld',
        version: '1.2.3',
        environment: 'production',
        hostname: 'host-1',
        code: 'MON_METRICS_VALUE_REFUSED',
        subject: 'first',
        details: { kind: 'negative' },
      },
    ])
    expect(JSON.stringify(stderr.lines())).not.toMatch(/271828|geheim/)
  })

  it('names every metric that CloudWatch refuses', async () => {
    const { metrics, cloudWatch, stderr } = setUp()
    const refusal = Object.assign(new Error('Kind=geheim'), { name: 'InvalidParameterValueException' })
    cloudWatch.failNext(refusal, 3)
    metrics.counter('first').add(1, { Route: '/' })
    metrics.counter('second').add(1, { Route: '/' })

    expect(await metrics.flush()).toMatchObject({ dropped: 2, byReason: { rejected: 2 } })
    const rejections = stderr.lines().filter(({ code }) => code === 'MON_DELIVERY_REJECTED')
    expect(rejections.map(({ subject }) => subject)).toEqual([
      'metric first (InvalidParameterValueException)',
      'metric second (InvalidParameterValueException)',
    ])
  })
})
