import { describe, expect, it } from 'vitest'
import { account, createHarness, fault, type Item, ids, range } from './fake-service.js'

const refuse = (): Promise<never> => Promise.reject(fault('rejected'))
const isPoison = (item: Item): boolean => item.priority === 1
const POISON = { priority: 1 } as const
const GOOD = { priority: 2 } as const

describe('a service that refuses whole requests for their content', () => {
  it('is not hammered when everything is refused, however much is offered', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 5_000 } })
    service.answer = refuse

    for (let second = 0; second < 600; second++) {
      offer(50)
      await clock.advance(1_000)
    }

    expect(delivery.stats().offered).toBe(30_000)
    expect(service.requests.length).toBeGreaterThan(20)
    expect(service.requests.length).toBeLessThan(120)
  }, 30_000)

  it('finds one culprit in a full batch without waiting, wherever it stands', async () => {
    for (const culprit of [0, 1, 250, 498, 499]) {
      const limits = { maxBatchItems: 500, maxBatchBytes: 50_000, maxItemBytes: 200 }
      const { delivery, service, offer } = createHarness({ limits })
      service.answer = (items) => (items.some((item) => item.id === culprit) ? refuse() : {})

      offer(500)

      expect(await delivery.flush(), `culprit ${culprit}`).toEqual(
        account({ delivered: 499, dropped: 1, byReason: { rejected: 1 } }),
      )
      expect(service.requests.length).toBeLessThanOrEqual(19)
    }
  })

  it('takes good items between the refused ones, so that a flood of poison does not hold them up', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 5_000 } })
    service.answer = (items) => (items.some(isPoison) ? refuse() : {})
    offer(300, POISON)
    await clock.advance(60_000)

    offer(10, GOOD)
    await clock.advance(60_000)
    expect(delivery.stats().delivered).toBe(10)

    // Everything is tried, however slowly, and nothing is given up untried.
    await clock.advance(3 * 3_600_000)
    const { dropped, queued } = delivery.stats()
    expect(dropped.rejected + dropped.expired).toBe(300)
    expect(queued.items).toBe(0)
  })

  it('goes on at full speed as soon as something is taken again', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 5_000 } })
    service.answer = refuse
    offer(200)
    await clock.advance(120_000)
    service.answer = () => ({})

    await clock.advance(31_000)

    expect(delivery.stats()).toMatchObject({ queued: { items: 0 }, failing: false })
    expect(delivery.stats().delivered).toBeGreaterThan(150)
  })

  it('says so while everything is refused', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = refuse
    offer(50)
    await clock.advance(10_000)

    expect(delivery.stats().failing).toBe(true)
  })

  it('shows the age of suspects, and gives up with a refusal those that have failed for too long', async () => {
    const { delivery, service, offer, clock } = createHarness({ retry: { maxAgeMs: 20_000, probeIntervalMs: 1_000 } })
    service.answer = refuse
    offer(200)
    await clock.advance(10_000)
    expect(delivery.stats().queued.items).toBeGreaterThan(100)
    expect(delivery.stats().oldestAgeMs).toBe(10_000)
    const { rejected, expired } = delivery.stats().dropped
    expect(rejected).toBeGreaterThan(0)
    expect(expired).toBe(0)

    await clock.advance(100_000)

    const { dropped, queued } = delivery.stats()
    expect(queued.items).toBe(0)
    expect(dropped.expired).toBeGreaterThan(50)
    expect(dropped.expired + dropped.rejected).toBe(200)
  })

  it('counts the age of suspects from their first refusal', async () => {
    const { delivery, service, offer, clock } = createHarness({
      retry: { maxAgeMs: 6_000 },
      requestTimeoutMs: 5_000,
      random: () => 0,
    })
    service.answer = () => (service.requests.length === 1 ? refuse() : new Promise(() => {}))
    offer(2)
    void delivery.flush()
    await clock.advance(9_000)
    expect(delivery.stats().dropped.expired).toBe(0)
    await clock.advance(2_000)

    expect(service.requests.map(ids).slice(0, 3)).toEqual([[0, 1], [0], [1]])
    expect(delivery.stats().dropped.expired).toBeGreaterThan(0)
  })

  it('takes turns between suspects and fresh items, suspects first', async () => {
    const { service, offer, clock } = createHarness({ concurrency: { initial: 1, max: 1 } })
    service.answer = async (items) => {
      await new Promise<void>((resolve) => clock.schedule(resolve, 10))
      return items.some(({ id }) => id === 3) ? refuse() : {}
    }
    offer(10)
    await clock.settle()
    offer(40)
    await clock.advance(10_000)

    expect(service.requests.map(ids)).toEqual([
      range(0, 10),
      [0, 1, 2, 3, 4],
      range(10, 20),
      [0, 1, 2],
      range(20, 30),
      [3, 4],
      range(30, 40),
      [3],
      range(40, 50),
      [4],
      [5, 6, 7, 8, 9],
    ])
  })

  it('gives up suspects for more important items when the buffer is full', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 100 } })
    service.answer = (items) => (items.some(isPoison) ? refuse() : {})
    offer(100, POISON)
    await clock.advance(30_000)
    const before = delivery.stats().dropped

    expect(offer(100, GOOD).filter(Boolean).length).toBeGreaterThanOrEqual(99)
    expect(delivery.stats().dropped.overflow).toBeGreaterThan(before.overflow)
    await clock.advance(60_000)

    expect(delivery.stats().delivered).toBeGreaterThanOrEqual(99)
  })

  it('costs a shutdown no more than its time', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = refuse
    offer(200)

    const ended = delivery.shutdown({ timeoutMs: 3_000 })
    await clock.advance(3_000)

    const result = await ended
    expect(result).toMatchObject({ dropped: 200, pending: 0 })
    expect(unsent.length).toBeGreaterThan(0)
    expect(delivery.stats().dropped.rejected + unsent.length).toBe(200)
    expect(service.requests.length).toBeLessThan(100)
    expect(clock.pendingTimers).toBe(0)
  })

  it('reports refusals once a minute and code, not once an item', async () => {
    const { service, offer, clock, diagnostics } = createHarness()
    service.answer = (items) => ({
      failed: items.map((_item, index) => ({ index, kind: 'rejected', code: 'InvalidArgument' })),
    })

    offer(500)
    await clock.advance(50_000)
    const rejections = () => diagnostics.filter(({ code }) => code === 'MON_DELIVERY_REJECTED').length
    expect(rejections()).toBe(1)
    await clock.advance(10_000)
    offer(500)
    await clock.advance(5_000)

    expect(rejections()).toBe(2)
  })

  it('keeps the items of one group in order', async () => {
    const { service, offer, delivery } = createHarness()
    service.answer = (items) => (items.some((item) => item.id === 6) ? refuse() : {})
    offer(10)
    await delivery.flush()

    for (const request of service.requests) expect(ids(request)).toEqual(ids(request).sort((a, b) => a - b))
  })
})
