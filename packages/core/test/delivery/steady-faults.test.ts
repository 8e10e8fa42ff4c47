import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '../../src/testing/index.js'
import { account, createHarness, fault, ids, throttledItem } from './fake-service.js'

describe('with a fifth of the calls throttled and a fifth of the items refused, for as long as it lasts', () => {
  it.each([1, 2, 3, 4, 5])('a shutdown delivers a thousand items well within its time (seed %i)', async (seed) => {
    const { delivery, service, offer, clock, unsent } = createHarness({}, seed)
    const draw = createSeededRandom(seed + 100)
    service.answer = async (items) => {
      await new Promise<void>((resolve) => clock.schedule(resolve, 5))
      if (draw() < 0.2) throw fault('throttled')
      return { failed: items.flatMap((_item, index) => (draw() < 0.2 ? [throttledItem(index)] : [])) }
    }
    offer(1_000)
    const begin = clock.monotonic()

    let endedAt = Number.POSITIVE_INFINITY
    const ended = delivery.shutdown({ timeoutMs: 30_000 }).then((result) => {
      endedAt = clock.monotonic()
      return result
    })
    await clock.advance(30_000)

    expect(await ended).toEqual(account({ delivered: 1_000 }))
    expect(unsent).toEqual([])
    expect(new Set(ids(service.accepted)).size).toBe(1_000)
    expect(endedAt - begin).toBeLessThan(10_000)
  })
})
