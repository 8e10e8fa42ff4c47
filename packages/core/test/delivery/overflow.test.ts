import { describe, expect, it } from 'vitest'
import { awsError, createHarness, ids } from './fake-service.js'

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

  it('reports what was lost by reason and importance once items are delivered again', async () => {
    const { delivery, service, offer, clock, losses, diagnostics } = createHarness({ buffer: { maxItems: 20 } })
    service.answer = () => Promise.reject(awsError('InternalFailure', 500))
    offer(20, { priority: DEBUG })
    await clock.advance(2_000)
    const firstLoss = clock.now()
    offer(15, { priority: ERROR })
    offer(1, { bytes: 201, priority: ERROR })
    await clock.advance(1)
    expect(losses).toEqual([])

    service.answer = () => ({})
    await clock.advance(20_000)

    expect(losses).toEqual([
      {
        total: 16,
        byReason: { overflow: 15, tooLarge: 1 },
        byPriority: { [DEBUG]: 15, [ERROR]: 1 },
        since: firstLoss,
        until: firstLoss,
      },
    ])
    expect(diagnostics.filter(({ code }) => code === 'MON_DELIVERY_LOST')).toHaveLength(1)
    expect(delivery.stats().delivered).toBe(20)
  })
})
