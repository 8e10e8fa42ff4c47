import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requestBytes } from '../src/testing/request-rules.js'
import { createTestMetrics } from '../src/testing.js'

const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      page_viewed: counter({ dimensions: ['Version'] }),
      queue_depth: gauge({ dimensions: ['Queue'] }),
      request_duration: histogram({ unit: 'Milliseconds' }),
    },
  },
})

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

type Step =
  | { readonly do: 'count'; readonly version: string; readonly value: number }
  | { readonly do: 'set'; readonly queue: string; readonly value: number }
  | { readonly do: 'observe'; readonly values: readonly number[] }
  | { readonly do: 'flush' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'fail'; readonly name: string; readonly times: number }

const version = fc.constantFrom('1', '2', 'ü', '', '__other__', 'a|b')
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('count' as const), version, value: fc.nat(1_000_000) }),
  fc.record({ do: fc.constant('set' as const), queue: version, value: fc.integer() }),
  fc.record({ do: fc.constant('observe' as const), values: fc.array(fc.nat(100_000), { maxLength: 400 }) }),
  fc.record({ do: fc.constant('flush' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(90_000) }),
  fc.record({
    do: fc.constant('fail' as const),
    name: fc.constantFrom('ThrottlingException', 'InternalServiceFault', 'ECONNRESET', 'AccessDenied'),
    times: fc.integer({ min: 1, max: 5 }),
  }),
)

async function play(
  steps: readonly Step[],
  seed: number,
  options: { readonly buffer?: { readonly maxItems: number } },
) {
  const kit = createTestMetrics({ telemetry, random: createSeededRandom(seed), maxSeriesPerMetric: 3, ...options })
  const { metrics, cloudWatch, clock } = kit
  let counted = 0
  const observed: number[] = []
  const flushes: Promise<unknown>[] = []
  for (const action of steps) {
    switch (action.do) {
      case 'count':
        counted += action.value
        metrics.counter('page_viewed').add(action.value, { Version: action.version })
        break
      case 'set':
        metrics.gauge('queue_depth').set(action.value, { Queue: action.queue })
        break
      case 'observe':
        observed.push(...action.values)
        for (const value of action.values) metrics.histogram('request_duration').record(value)
        break
      case 'flush':
        flushes.push(metrics.flush())
        break
      case 'wait':
        await clock.advance(action.ms)
        break
      case 'fail':
        cloudWatch.failNext(new ServiceError(action.name), action.times)
        break
    }
  }
  return { ...kit, counted, observed, flushes }
}

describe('the account of every recording', () => {
  it('is complete after any sequence of recordings, flushes, pauses and failures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
        const { metrics, cloudWatch, clock, counted, observed, flushes } = await play(steps, seed, {})
        // Everything that fails for a while is over by then, the pace of probes included.
        await clock.advance(3_600_000)
        const last = metrics.shutdown({ timeoutMs: 60_000 })
        await clock.advance(60_000)
        const { delivered, dropped, failed } = await last
        await Promise.all(flushes)

        let sum = 0
        for (const datum of cloudWatch.datums('page_viewed')) sum += datum.Value ?? 0
        expect(sum).toBe(counted)
        let observations = 0
        for (const datum of cloudWatch.datums('request_duration')) {
          for (const count of datum.Counts ?? []) observations += count
        }
        expect(observations).toBe(observed.length)
        if (observed.length > 0) {
          expect(cloudWatch.statistics('request_duration')).toMatchObject({
            minimum: Math.min(...observed),
            maximum: Math.max(...observed),
          })
        }
        expect({ delivered, dropped, failed }).toEqual({ delivered: cloudWatch.datums().length, dropped: 0, failed: 0 })
        for (const request of cloudWatch.requests) {
          expect(request.MetricData.length).toBeLessThanOrEqual(1_000)
          expect(requestBytes(request)).toBeLessThan(1_000_000)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('says how many datums were lost where a buffer is too small', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
        const { metrics, cloudWatch, clock, flushes } = await play(steps, seed, { buffer: { maxItems: 2 } })
        const last = metrics.shutdown({ timeoutMs: 1_000 })
        await clock.advance(1_000)
        const { delivered, dropped, failed } = await last
        await Promise.all(flushes)

        expect(delivered).toBe(cloudWatch.datums().length)
        expect(delivered + dropped + failed).toBe(metrics.stats().delivery.offered)
        expect(metrics.stats()).toMatchObject({ waitingSeries: 0, delivery: { queued: { items: 0 } } })
      }),
      { numRuns: 60 },
    )
  })
})
