import { describe, expect, it } from 'vitest'
import { createHarness, ids, range } from './fake-service.js'

const DEBUG = 1
const ERROR = 5

describe('overflow', () => {
  it('gives up the least important first, then the oldest', async () => {
    const { delivery, service, offer } = createHarness({ buffer: { maxItems: 4 } })

    offer(1, { priority: ERROR }) // 0
    offer(1, { priority: DEBUG }) // 1
    offer(1, { priority: ERROR }) // 2
    offer(1, { priority: DEBUG }) // 3
    expect(offer(1, { priority: ERROR })).toEqual([true]) // 4 costs 1
    expect(offer(1, { priority: ERROR })).toEqual([true]) // 5 costs 3
    expect(offer(1, { priority: ERROR })).toEqual([true]) // 6 costs 0
    await delivery.flush()

    expect(ids(service.accepted)).toEqual([2, 4, 5, 6])
    expect(delivery.stats().dropped.overflow).toBe(3)
  })

  it('refuses an item that is less important than everything in the full buffer', () => {
    const { delivery, offer } = createHarness({ buffer: { maxItems: 2 } })

    offer(2, { priority: ERROR })

    expect(offer(1, { priority: DEBUG })).toEqual([false])
    expect(delivery.stats().queued.items).toBe(2)
  })

  it.each([
    [99, 15],
    [15.9, 15],
    [-3, 0],
    [0.9, 0],
    [Number.NaN, 0],
  ])('takes the importance %d for %i', (given, taken) => {
    for (const priorities of [
      [given, taken],
      [taken, given],
    ]) {
      const { offer } = createHarness({ buffer: { maxItems: 1 } })

      // Of two that are as important, the older one goes.
      expect(priorities.flatMap((priority) => offer(1, { priority }))).toEqual([true, true])
    }
  })

  it('bounds bytes exactly', () => {
    const { delivery, offer } = createHarness({ buffer: { maxBytes: 300 } })

    offer(3, { bytes: 100 })
    expect(delivery.stats()).toMatchObject({ queued: { items: 3, bytes: 300 }, dropped: { overflow: 0 } })
    offer(1, { bytes: 1 })

    expect(delivery.stats()).toMatchObject({ queued: { items: 3, bytes: 201 }, dropped: { overflow: 1 } })
  })

  it('counts items in flight against the bounds and never gives them up', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 10 } })
    service.answer = () => new Promise(() => {})

    offer(10, { priority: DEBUG })
    await clock.settle()
    expect(delivery.stats().inFlight.items).toBe(10)

    expect(offer(1, { priority: ERROR })).toEqual([false])
  })

  it('gives up the oldest of one importance, also where some wait for their backoff or are suspects', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 20 }, random: () => 0.999 })
    service.answer = (items) => ({ failed: items.map((_item, index) => ({ index, kind: 'transient', code: 'X' })) })
    offer(20, { priority: DEBUG })
    await clock.advance(10)

    offer(15, { priority: DEBUG })
    service.answer = () => ({})
    await clock.advance(20_000)

    expect(ids(service.accepted).sort((a, b) => a - b)).toEqual(range(15, 35))
    expect(delivery.stats().dropped.overflow).toBe(15)
  })

  it('takes as many as the room for one large item needs, and no more', () => {
    const { delivery, offer } = createHarness({ buffer: { maxBytes: 300 } })
    offer(6, { bytes: 50 })

    expect(offer(1, { bytes: 101 })).toEqual([true])
    expect(delivery.stats()).toMatchObject({ queued: { items: 4, bytes: 251 }, dropped: { overflow: 3 } })
  })
})
