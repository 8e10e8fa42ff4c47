import { describe, expect, it } from 'vitest'
import { createHarness, ids, LIMITS, range } from './fake-service.js'

/** Answers that come after so many ms. */
const slowly = (clock: { schedule(callback: () => void, delayMs: number): unknown }, ms: number) => () =>
  new Promise<object>((resolve) => clock.schedule(() => resolve({}), ms))

describe('a batch', () => {
  it('goes as soon as it has as many items as a request may hold', async () => {
    const { service, clock, offer } = createHarness()

    offer(LIMITS.maxBatchItems)
    await clock.settle()

    expect(service.requests.map((request) => request.length)).toEqual([LIMITS.maxBatchItems])
  })

  it('with one item fewer waits until the flush interval is over', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })

    offer(LIMITS.maxBatchItems - 1)
    await clock.advance(999)
    expect(service.requests).toHaveLength(0)
    await clock.advance(1)

    expect(service.requests.map((request) => request.length)).toEqual([LIMITS.maxBatchItems - 1])
  })

  it.each([
    ['exactly as many bytes as a request may hold', [200, 200, 200, 200, 200], 1],
    ['one byte fewer', [200, 200, 200, 200, 199], 0],
    ['more bytes, of which the last do not fit', [200, 200, 200, 200, 150, 150], 1],
  ])('goes at once, however few its items are, with %s: %o', async (_what, sizes, sentAtOnce) => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 60_000 })

    for (const bytes of sizes) offer(1, { bytes })
    await clock.settle()

    expect(service.requests).toHaveLength(sentAtOnce)
  })

  it('has its interval from the acceptance of its first item', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })

    offer(1)
    await clock.advance(600)
    offer(1)
    await clock.advance(399)
    expect(service.requests).toHaveLength(0)
    await clock.advance(1)

    expect(service.requests.map(ids)).toEqual([[0, 1]])
  })

  it('that a full one leaves behind waits for its own interval', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })

    offer(13)
    await clock.advance(999)
    expect(service.requests.map(ids)).toEqual([range(0, 10)])
    await clock.advance(1)

    expect(service.requests.map(ids)).toEqual([range(0, 10), [10, 11, 12]])
  })

  it('is not sent early because another one is answered', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })
    service.answer = slowly(clock, 100)

    offer(10)
    await clock.advance(50)
    offer(3)
    await clock.advance(999)
    expect(service.requests).toHaveLength(1)
    await clock.advance(1)

    expect(service.moments).toEqual([0, 1_050])
  })

  it('is not sent early because a later item is accepted, or another is too large', async () => {
    const { service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })

    for (let second = 0; second < 5; second++) {
      offer(1)
      offer(1, { bytes: LIMITS.maxItemBytes + 1 })
      await clock.advance(100)
    }
    expect(service.requests).toHaveLength(0)
    await clock.advance(500)

    expect(service.requests.map((request) => request.length)).toEqual([5])
  })

  it('is not sent early because a flush waits for earlier items', async () => {
    const { delivery, service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })
    service.answer = slowly(clock, 100)
    offer(3)
    const flushed = delivery.flush()
    await clock.settle()
    offer(2)
    await clock.advance(100)

    expect(await flushed).toMatchObject({ delivered: 3 })
    await clock.advance(899)
    expect(service.requests).toHaveLength(1)
    await clock.advance(1)
    expect(service.requests.map(ids)).toEqual([
      [0, 1, 2],
      [3, 4],
    ])
  })

  it('waits for its interval again after a flush, and the bill stays that of full batches', async () => {
    const { delivery, service, clock, offer } = createHarness({ flushIntervalMs: 1_000 })
    offer(1)
    await delivery.flush()

    for (let round = 0; round < 100; round++) {
      offer(1)
      await clock.advance(100)
    }

    expect(service.requests).toHaveLength(11)
  })

  it('is filled to exactly the byte limit', async () => {
    const { delivery, service, offer } = createHarness()

    offer(5, { bytes: 200 })
    await delivery.flush()

    expect(service.requests.map((request) => request.length)).toEqual([5])
  })

  it('is closed before one byte more than the limit', async () => {
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

  it('keeps the order of acceptance over priorities', async () => {
    const { delivery, service, offer } = createHarness()

    for (let index = 0; index < 25; index++) offer(1, { priority: index % 3 })
    await delivery.flush()

    expect(ids(service.requests.flat())).toEqual(range(0, 25))
  })
})

describe('requests', () => {
  it('are never more at once than the concurrency allows', async () => {
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

  it('are not made while nothing is held, and no timer is left', async () => {
    const { delivery, service, clock, offer } = createHarness()

    offer(10)
    await clock.advance(10_000)
    expect(clock.pendingTimers).toBe(0)
    await delivery.flush()
    await clock.advance(60_000)

    expect(service.requests).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('an item', () => {
  it('of exactly the item limit is accepted, and one byte more refused', () => {
    const { delivery, offer } = createHarness()

    expect(offer(1, { bytes: LIMITS.maxItemBytes })).toEqual([true])
    expect(offer(1, { bytes: LIMITS.maxItemBytes + 1 })).toEqual([false])

    expect(delivery.stats().dropped.tooLarge).toBe(1)
  })

  it('that would never fit the buffer is too large, not an overflow', () => {
    const { delivery, offer } = createHarness({ buffer: { maxBytes: 100 } })

    expect([...offer(1, { bytes: 100 }), ...offer(1, { bytes: 101 })]).toEqual([true, false])

    expect(delivery.stats().dropped).toMatchObject({ tooLarge: 1, overflow: 0 })
  })

  it('that cannot be measured is counted, and the others go on', async () => {
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

  it.each([Number.NaN, -1, undefined])('of size %s is counted as invalid, and the others go on', async (size) => {
    const { delivery, service } = createHarness({ measure: (item) => (item.id === 1 ? (size as number) : 10) })

    expect(delivery.enqueue({ id: 1, bytes: 0, priority: 0 })).toBe(false)
    expect(delivery.enqueue({ id: 2, bytes: 0, priority: 0 })).toBe(true)
    await delivery.flush()

    expect(ids(service.accepted)).toEqual([2])
    expect(delivery.stats()).toMatchObject({ dropped: { invalid: 1 }, deliveredBytes: 10 })
  })

  it('without any bytes is accepted and delivered as any other', async () => {
    const { delivery, offer } = createHarness()

    expect(offer(1, { bytes: 0 })).toEqual([true])
    await delivery.flush()

    expect(delivery.stats()).toMatchObject({ delivered: 1, deliveredBytes: 0, dropped: { invalid: 0 } })
  })

  it('is seen in the figures from acceptance to delivery', async () => {
    const { delivery, service, clock, offer } = createHarness()
    service.answer = slowly(clock, 100)
    await clock.advance(500)

    offer(12, { bytes: 20 })
    await clock.advance(40)
    expect(delivery.stats()).toMatchObject({
      queued: { items: 2, bytes: 40 },
      inFlight: { requests: 1, items: 10, bytes: 200 },
      oldestAgeMs: 40,
      offered: 12,
      delivered: 0,
      failing: false,
    })
    await clock.advance(2_000)

    expect(delivery.stats()).toEqual({
      queued: { items: 0, bytes: 0 },
      inFlight: { requests: 0, items: 0, bytes: 0 },
      oldestAgeMs: 0,
      offered: 12,
      delivered: 12,
      retried: 0,
      ambiguous: 0,
      dropped: { overflow: 0, tooLarge: 0, invalid: 0, expired: 0, rejected: 0, closed: 0, unsent: 0 },
      spilled: 0,
      deliveredBytes: 240,
      billedBytes: 240,
      failing: false,
    })
  })

  it('is billed as the service says, where it says so', async () => {
    const { delivery, service, offer } = createHarness()
    service.answer = () => ({ billedBytes: 5_120 })

    offer(10)
    await delivery.flush()

    expect(delivery.stats()).toMatchObject({ deliveredBytes: 100, billedBytes: 5_120 })
  })
})
