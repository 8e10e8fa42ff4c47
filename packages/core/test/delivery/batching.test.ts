import { describe, expect, it } from 'vitest'
import { createHarness, ids, LIMITS } from './fake-service.js'

describe('batching', () => {
  it('sends a batch as soon as it has as many items as a request may hold', async () => {
    const { service, clock, offer } = createHarness()

    offer(LIMITS.maxBatchItems)
    await clock.settle()

    expect(service.requests.map((request) => request.length)).toEqual([LIMITS.maxBatchItems])
  })

  it('holds one item fewer back until the flush interval is over', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })

    offer(LIMITS.maxBatchItems - 1)
    await clock.advance(999)
    expect(service.requests).toHaveLength(0)
    await clock.advance(1)

    expect(service.requests.map((request) => request.length)).toEqual([LIMITS.maxBatchItems - 1])
  })

  it('fills a request to exactly the byte limit', async () => {
    const { delivery, service, offer } = createHarness()

    offer(5, { bytes: 200 })
    await delivery.flush()

    expect(service.requests.map((request) => request.length)).toEqual([5])
  })

  it('closes a batch before one byte more than the limit', async () => {
    const { delivery, service, offer } = createHarness()

    offer(4, { bytes: 200 })
    offer(1, { bytes: 101 })
    offer(1, { bytes: 100 })
    await delivery.flush()

    expect(service.requests.map(ids)).toEqual([[0, 1, 2, 3, 4], [5]])
    for (const request of service.requests) {
      expect(request.reduce((sum, item) => sum + item.bytes, 0)).toBeLessThanOrEqual(LIMITS.maxBatchBytes)
    }
  })

  it('accepts an item of exactly the item limit and refuses one byte more', () => {
    const { delivery, offer } = createHarness()

    expect(offer(1, { bytes: LIMITS.maxItemBytes })).toEqual([true])
    expect(offer(1, { bytes: LIMITS.maxItemBytes + 1 })).toEqual([false])

    expect(delivery.stats().dropped.tooLarge).toBe(1)
  })

  it('keeps the order of acceptance over priorities', async () => {
    const { delivery, service, offer } = createHarness()

    for (let index = 0; index < 25; index++) offer(1, { priority: index % 3 })
    await delivery.flush()

    expect(ids(service.requests.flat())).toEqual(Array.from({ length: 25 }, (_unused, index) => index))
  })

  it('never has more requests under way than the concurrency allows', async () => {
    const { service, clock, offer } = createHarness({ concurrency: { initial: 2, max: 2 } })
    let underWay = 0
    let most = 0
    service.answer = async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise<void>((resolve) => clock.schedule(resolve, 50))
      underWay -= 1
      return {}
    }

    offer(100)
    await clock.advance(1_000)

    expect(most).toBe(2)
    expect(service.accepted).toHaveLength(100)
  })

  it('counts an item that cannot be measured and goes on', async () => {
    const { delivery, service } = createHarness({
      measure: (item) => {
        if (item.id === 1) throw new Error('no size')
        return 10
      },
    })

    expect(delivery.enqueue({ id: 1, bytes: 0, priority: 0 })).toBe(false)
    expect(delivery.enqueue({ id: 2, bytes: 0, priority: 0 })).toBe(true)
    await delivery.flush()

    expect(ids(service.accepted)).toEqual([2])
    expect(delivery.stats().dropped.invalid).toBe(1)
  })

  it.each([Number.NaN, -1, undefined])('counts an item of size %s as invalid, and goes on', async (size) => {
    const { delivery, service } = createHarness({ measure: (item) => (item.id === 1 ? (size as number) : 10) })

    expect(delivery.enqueue({ id: 1, bytes: 0, priority: 0 })).toBe(false)
    expect(delivery.enqueue({ id: 2, bytes: 0, priority: 0 })).toBe(true)
    await delivery.flush()

    expect(ids(service.accepted)).toEqual([2])
    expect(delivery.stats()).toMatchObject({ dropped: { invalid: 1 }, deliveredBytes: 10 })
  })
})
