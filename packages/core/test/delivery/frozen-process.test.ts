import { describe, expect, it } from 'vitest'
import { account, createHarnessWith, failing, fault, ids } from './fake-service.js'
import { createFakeSpill } from './fake-spill.js'
import { createJumpingClock } from './jumping-clock.js'

const HOUR_MS = 3_600_000

/** A pipe in a process that may be frozen, where backoff takes its whole time. */
const createFrozen = (options: Parameters<typeof createHarnessWith>[1] = {}) =>
  createHarnessWith(createJumpingClock(), { random: () => 0.999, ...options })

/** How a process may stand still: longer than the pace, than a request, than the age limit, for days. */
const FREEZES = [
  ['a blocked event loop', 6_000],
  ['just the age limit', 300_000],
  ['an hour between two invocations', HOUR_MS],
  ['a hibernation of a month', 30 * 24 * HOUR_MS],
] as const

describe('a process that stood still', () => {
  it.each(FREEZES)('tries what it had accepted before, and loses nothing by %s', async (_what, ms) => {
    const { delivery, service, clock, offer, losses } = createFrozen()
    offer(3)

    await clock.jump(ms)

    expect(ids(service.accepted)).toEqual([0, 1, 2])
    expect(delivery.stats()).toMatchObject({ delivered: 3, dropped: { expired: 0 }, queued: { items: 0 } })
    expect(losses).toEqual([])
  })

  it.each(FREEZES)(
    'goes on trying for the whole age limit when the first attempt after %s fails',
    async (_what, ms) => {
      const { delivery, service, clock, offer } = createFrozen({ retry: { maxAgeMs: 60_000 } })
      offer(3)
      service.answer = failing('transient')
      await clock.jump(ms)
      for (let second = 0; second < 50; second++) await clock.jump(1_000)
      expect(delivery.stats()).toMatchObject({ queued: { items: 3 }, dropped: { expired: 0 } })

      service.answer = () => ({})
      for (let second = 0; second < 12; second++) await clock.jump(1_000)

      expect(delivery.stats().delivered).toBe(3)
    },
  )

  it.each(FREEZES)('tries once more what had failed before %s', async (_what, ms) => {
    const { delivery, service, clock, offer } = createFrozen({ retry: { maxAgeMs: 5_000 } })
    offer(3)
    service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('transient')) : {})
    await clock.jump(1_000)
    expect(service.requests).toHaveLength(1)

    await clock.jump(ms)

    expect(delivery.stats()).toMatchObject({ delivered: 3, dropped: { expired: 0 } })
  })

  it('gives up what had failed before, and fails once more after the freeze', async () => {
    const { delivery, service, clock, offer } = createFrozen()
    offer(3)
    service.answer = failing('transient')
    await clock.jump(1_000)
    offer(2)
    const before = service.requests.length

    await clock.jump(HOUR_MS)

    expect(service.requests).toHaveLength(before + 1)
    expect(delivery.stats()).toMatchObject({ queued: { items: 2 }, dropped: { expired: 3 } })
  })

  it('spills what had failed before, and fails once more, and keeps what was never tried', async () => {
    const spill = createFakeSpill(10)
    const { delivery, service, clock, offer } = createFrozen({ spill })
    offer(3)
    service.answer = failing('transient')
    await clock.jump(1_000)
    offer(2)

    await clock.jump(HOUR_MS)

    expect(ids([...spill.kept])).toEqual([0, 1, 2])
    expect(delivery.stats()).toMatchObject({ spilled: 3, queued: { items: 2 } })
  })

  it('does not count the freeze as the age of items that were in a failed part of a request', async () => {
    const { delivery, service, clock, offer } = createFrozen()
    service.answer = () =>
      service.requests.length === 1 ? { failed: [{ index: 0, kind: 'transient', code: 'ItemFailed' }] } : {}
    offer(10)
    await clock.jump(0)

    await clock.jump(HOUR_MS)

    expect(delivery.stats()).toMatchObject({ delivered: 10, dropped: { expired: 0 } })
  })

  it('sends again what was under way, as it does not know whether it arrived', async () => {
    const { delivery, service, clock, offer } = createFrozen({ classify: undefined })
    service.answer = () => (service.requests.length === 1 ? new Promise(() => {}) : {})
    offer(10)
    await clock.jump(0)

    await clock.jump(HOUR_MS)
    await clock.jump(1_000)

    expect(delivery.stats()).toMatchObject({ delivered: 10, ambiguous: 10, retried: 10, dropped: { expired: 0 } })
  })

  it('ends a flush that waited over the freeze, with the account of what is still held', async () => {
    const { delivery, service, clock, offer } = createFrozen()
    service.answer = () => new Promise(() => {})
    offer(3)
    const flushed = delivery.flush()
    await clock.jump(0)

    await clock.jump(HOUR_MS)

    expect(await flushed).toEqual(account({ pending: 3 }))
  })

  it('delivers with a flush after the freeze what waited for a probe', async () => {
    const { delivery, service, clock, offer } = createFrozen()
    service.answer = failing('unavailable')
    offer(3)
    await clock.jump(1_000)
    service.answer = () => ({})

    await clock.jump(HOUR_MS)

    expect(await delivery.flush()).toEqual(account())
    expect(delivery.stats().delivered).toBe(3)
  })
})
