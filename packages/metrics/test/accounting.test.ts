import { putMetricDataBytes } from '@org/core/aws'
import { counter, defineTelemetry, gauge, histogram } from '@org/core/catalog'
import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemorySpillStore } from '../../../scripts/testing/memory-spill-store.mjs'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import type { SpillOptions, WireDatum } from '../src/index.js'
import { createTestMetrics } from '../src/testing/index.js'

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
  options: { readonly buffer?: { readonly maxItems: number }; readonly spill?: SpillOptions },
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
        const account = await last
        await Promise.all(flushes)

        expect(totalOf(cloudWatch.datums('page_viewed'))).toBe(counted)
        expect(observationsOf(cloudWatch.datums('request_duration'))).toBe(observed.length)
        if (observed.length > 0) {
          expect(cloudWatch.statistics('request_duration')).toMatchObject({
            minimum: Math.min(...observed),
            maximum: Math.max(...observed),
          })
        }
        expect(account).toEqual({
          delivered: cloudWatch.datums().length,
          dropped: 0,
          spilled: 0,
          pending: 0,
          byReason: {},
        })
        for (const request of cloudWatch.requests) {
          expect(request.MetricData.length).toBeLessThanOrEqual(1_000)
          expect(putMetricDataBytes(request)).toBeLessThan(1_000_000)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('says how many datums were lost where a buffer is too small', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
        const { metrics, cloudWatch, clock, flushes } = await play(steps, seed, { buffer: { maxItems: 2 } })
        const stderr = captureStderr()
        const last = metrics.shutdown({ timeoutMs: 1_000 })
        await clock.advance(1_000)
        const { delivered, dropped, spilled, pending, byReason } = await last
        await Promise.all(flushes)
        stderr.release()

        expect(delivered).toBe(cloudWatch.datums().length)
        expect({ spilled, pending }).toEqual({ spilled: 0, pending: 0 })
        expect(delivered + dropped).toBe(metrics.stats().delivery.offered)
        expect(Object.values(byReason).reduce((sum, count) => sum + count, 0)).toBe(dropped)
        expect(stderr.lines().filter((line) => line['unsent'] === true)).toHaveLength(byReason.unsent ?? 0)
        expect(metrics.stats()).toMatchObject({ waitingSeries: 0, delivery: { queued: { items: 0 } } })
      }),
      { numRuns: 60 },
    )
  })

  it('is complete with what a spill store has, however small the buffer is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.integer(), async (steps, seed) => {
        const store = createMemorySpillStore()
        const kit = await play(steps, seed, { buffer: { maxItems: 2 }, spill: { store } })
        const { metrics, cloudWatch, clock, counted, observed, flushes } = kit
        const last = metrics.shutdown({ timeoutMs: 1_000 })
        await clock.advance(1_000)
        const { delivered, dropped, pending } = await last
        await Promise.all(flushes)

        const kept = store.lines().map((line) => JSON.parse(line) as WireDatum)
        const keptOf = (name: string) => kept.filter(({ MetricName }) => MetricName === name)
        expect({ delivered, dropped, pending }).toEqual({
          delivered: cloudWatch.datums().length,
          dropped: 0,
          pending: 0,
        })
        expect(totalOf([...cloudWatch.datums('page_viewed'), ...keptOf('page_viewed')])).toBe(counted)
        const durations = [...cloudWatch.datums('request_duration'), ...keptOf('request_duration')]
        expect(observationsOf(durations)).toBe(observed.length)
      }),
      { numRuns: 60 },
    )
  })
})

function totalOf(datums: readonly WireDatum[]): number {
  return datums.reduce((sum, { Value = 0 }) => sum + Value, 0)
}

function observationsOf(datums: readonly WireDatum[]): number {
  return datums.flatMap(({ Counts = [] }) => Counts).reduce((sum, count) => sum + count, 0)
}
