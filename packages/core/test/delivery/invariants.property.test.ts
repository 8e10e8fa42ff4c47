import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveryResult, DeliveryStats } from '../../src/delivery/index.js'
import { createHarness, fault, type Item, LIMITS, throttledItem } from './fake-service.js'
import { createFakeSpill } from './fake-spill.js'

/** How the destination behaves for a while. */
const modes = [
  'healthy',
  'partial',
  'throttled',
  'allItemsThrottled',
  'broken',
  'missing',
  'expired',
  'stale',
  'poison',
  'refusesAll',
  'itemsRefused',
  'silent',
  'acceptsWithoutAnswer',
] as const
type Mode = (typeof modes)[number]

type Step =
  | { readonly kind: 'offer'; readonly count: number; readonly bytes: number; readonly priority: number }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'mode'; readonly mode: Mode }
  | { readonly kind: 'flush' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('offer'),
      count: fc.integer({ min: 1, max: 30 }),
      bytes: fc.integer({ min: 0, max: LIMITS.maxItemBytes + 5 }),
      priority: fc.integer({ min: 0, max: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('advance'),
      ms: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1_000, max: 40_000 })),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('mode'), mode: fc.constantFrom(...modes) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' } as const) },
)

const countHeld = ({ queued, inFlight }: DeliveryStats): number => queued.items + inFlight.items

/** How many items an account is of, each in one place. */
function countIn({ delivered, dropped, spilled, pending, byReason }: DeliveryResult): number {
  expect(Object.values(byReason).reduce((sum, count) => sum + count, 0)).toBe(dropped)
  return delivered + dropped + spilled + pending
}

const isPoison = (item: Item): boolean => item.id % 17 === 3

async function run(steps: readonly Step[], seed: number, spillRoom: number): Promise<void> {
  const spill = createFakeSpill(spillRoom)
  const harness = createHarness(
    { buffer: { maxItems: 60, maxBytes: 4_000 }, retry: { maxAgeMs: 120_000 }, ...(spillRoom > 0 ? { spill } : {}) },
    seed,
  )
  const { delivery, service, clock, unsent } = harness
  const acknowledged = new Set<number>()
  const perhapsAccepted = new Set<number>()
  let mode: Mode = 'healthy'
  let offered = 0

  function acknowledge(items: readonly Item[]): object {
    for (const item of items) {
      expect(acknowledged.has(item.id), `item ${item.id} was sent again after its acceptance`).toBe(false)
      acknowledged.add(item.id)
    }
    return {}
  }

  service.answer = (items, { signal }) => {
    expect(items.length).toBeGreaterThan(0)
    expect(items.length).toBeLessThanOrEqual(LIMITS.maxBatchItems)
    expect(items.reduce((sum, item) => sum + item.bytes, 0)).toBeLessThanOrEqual(LIMITS.maxBatchBytes)
    for (const item of items) expect(acknowledged.has(item.id)).toBe(false)
    const never = (): Promise<never> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    switch (mode) {
      case 'healthy':
        return acknowledge(items)
      case 'partial': {
        const failed = items.flatMap((item, index) => (item.id % 5 === 0 ? [throttledItem(index)] : []))
        acknowledge(items.filter((item) => item.id % 5 !== 0))
        return { failed }
      }
      case 'allItemsThrottled':
        return { failed: items.map((_item, index) => throttledItem(index)) }
      case 'throttled':
        return Promise.reject(fault('throttled'))
      case 'broken':
        return Promise.reject(fault('transient', { ambiguous: true }))
      case 'missing':
        return Promise.reject(fault('unavailable'))
      case 'expired':
        return Promise.reject(fault('curable'))
      case 'stale':
        return Promise.reject(fault('curable', { otherwise: 'transient', ambiguous: true }))
      case 'poison':
        return items.some(isPoison) ? Promise.reject(fault('rejected')) : acknowledge(items)
      case 'refusesAll':
        return Promise.reject(fault('rejected'))
      case 'itemsRefused': {
        const failed = items.flatMap((item, index) =>
          isPoison(item) ? [{ index, kind: 'rejected', code: 'InvalidArgument' } as const] : [],
        )
        acknowledge(items.filter((item) => !isPoison(item)))
        return { failed }
      }
      case 'silent':
        return never()
      case 'acceptsWithoutAnswer':
        for (const item of items) perhapsAccepted.add(item.id)
        return never()
    }
  }

  for (const current of steps) {
    if (current.kind === 'mode') mode = current.mode
    else if (current.kind === 'advance') await clock.advance(current.ms)
    else if (current.kind === 'flush') void delivery.flush()
    else {
      offered += current.count
      harness.offer(current.count, current)
    }
    const { queued, inFlight } = delivery.stats()
    expect(queued.items + inFlight.items).toBeLessThanOrEqual(60)
    expect(queued.bytes + inFlight.bytes).toBeLessThanOrEqual(4_000)
  }

  const held = countHeld(delivery.stats())
  const flushed = delivery.flush({ timeoutMs: 10_000 })
  await clock.advance(10_000)
  expect(countIn(await flushed)).toBe(held)
  const ended = delivery.shutdown({ timeoutMs: 3_000 })
  await clock.advance(3_000)
  const result = await ended

  expect(result.delivered).toBe(acknowledged.size)
  expect(countIn(result)).toBe(offered)
  expect(result).toMatchObject({ pending: 0, spilled: spill.kept.size })
  for (const item of spill.kept) {
    expect(acknowledged.has(item.id), `item ${item.id} is both delivered and spilled`).toBe(false)
    expect(unsent.includes(item), `item ${item.id} is both unsent and spilled`).toBe(false)
    expect(spill.done.has(item), `item ${item.id} is both settled and spilled`).toBe(false)
  }
  if (spillRoom > 0) expect(spill.done.size).toBe(offered - spill.kept.size)
  expect(delivery.stats().offered).toBe(offered)
  expect(delivery.stats().dropped.unsent).toBe(unsent.length)
  for (const item of unsent)
    expect(acknowledged.has(item.id), `item ${item.id} is both delivered and unsent`).toBe(false)
  expect(new Set(unsent.map((item) => item.id)).size).toBe(unsent.length)
  expect(delivery.stats()).toMatchObject({ queued: { items: 0, bytes: 0 }, inFlight: { requests: 0, items: 0 } })
  expect(clock.holds).toBe(0)
}

describe('whatever the destination does', () => {
  it('nothing is lost uncounted, nothing accepted is sent again, no batch or buffer passes its bounds, and every wait ends', async () => {
    const steps = fc.array(step, { minLength: 1, maxLength: 25, size: 'max' })
    const spillRoom = fc.constantFrom(0, 0, 7, 100_000)
    await fc.assert(fc.asyncProperty(steps, fc.integer(), spillRoom, run), { numRuns: 400 })
  }, 120_000)
})
