import { MAX_EMF_VALUES, putMetricDataViolation } from '@org/core/aws'
import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createMetrics, type Metrics } from '../src/index.js'
import { requestOf, totalsOf } from './unsent-request.js'

const definitions = {
  latency: histogram({ unit: 'Milliseconds' }),
  // Names that lines have, too.
  message: counter(),
  orders: counter({ dimensions: ['service', 'level'] }),
  __proto__ed: counter({ dimensions: ['constructor'] }),
}
const telemetry = defineTelemetry({ service: 's', metrics: { namespace: 'N', definitions } })

/** What stands on stderr after a shutdown that had no time, as the requests that it would have taken. */
async function leave(record: (metrics: Metrics<typeof definitions>) => void) {
  const stderr = captureStderr()
  onTestFinished(stderr.release)
  const clock = createManualClock()
  const metrics = createMetrics({
    telemetry,
    client: { send: () => new Promise<never>(() => {}) },
    clock,
    exitHooks: false,
    onDiagnostic: () => {},
  })
  record(metrics)
  const ended = metrics.shutdown({ timeoutMs: 0 })
  await clock.advance(0)
  expect((await ended).delivered).toBe(0)
  const lines = stderr.lines()
  const requests = lines.map(requestOf)
  for (const request of requests) expect(putMetricDataViolation(request, { now: clock.now() })).toBeUndefined()
  return { lines, totals: totalsOf(requests) }
}

describe('what a shutdown could not send', () => {
  it.each([1, MAX_EMF_VALUES, MAX_EMF_VALUES + 1, 150, 151, 5_000])(
    'has every observation of a histogram of %i different values',
    async (count) => {
      const { lines, totals } = await leave((metrics) => {
        for (let value = 1; value <= count; value++) metrics.histogram('latency').record(value)
      })
      const sum = (count * (count + 1)) / 2

      expect(totals['latency']?.count).toBe(count)
      // Beyond 150 values, buckets stand for them.
      expect((totals['latency']?.sum ?? 0) / sum).toBeCloseTo(1, count > 150 ? 2 : 12)
      expect(lines.length).toBeLessThanOrEqual(4)
    },
  )

  it('has every metric, whatever its name is', async () => {
    const { totals } = await leave((metrics) => {
      metrics.counter('message').add(3)
      metrics.counter('orders').add(4, { service: 'shop', level: 'gold' })
      metrics.counter('__proto__ed').add(5, { constructor: 'c' })
    })

    expect(totals).toEqual({
      message: { count: 1, sum: 3 },
      'orders service=shop level=gold': { count: 1, sum: 4 },
      '__proto__ed constructor=c': { count: 1, sum: 5 },
    })
  })
})
