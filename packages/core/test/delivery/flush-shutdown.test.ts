import { describe, expect, it } from 'vitest'
import { DELIVERY_DEFAULTS, type DeliveryTuning, type Timeout } from '../../src/delivery/index.js'
import { account, createHarness, failing, fault, type Harness, ids, range, throttledItem } from './fake-service.js'

const never = (): Promise<never> => new Promise(() => {})

/** When a promise is settled, in monotonic ms; undefined while it is not. */
function momentOf({ clock }: Harness, promise: Promise<unknown>): { readonly at: number | undefined } {
  const moment: { at: number | undefined } = { at: undefined }
  void promise.then(() => {
    moment.at = clock.monotonic()
  })
  return moment
}

describe('flush', () => {
  it('resolves at once when nothing is held', async () => {
    const { delivery, clock } = createHarness()

    expect(await delivery.flush()).toEqual(account())
    expect([clock.holds, clock.pendingTimers]).toEqual([0, 0])
  })

  it('waits for what is in flight and for what was accepted before it, not for what comes after', async () => {
    const { delivery, service, offer, clock } = createHarness({ flushIntervalMs: 60_000 })
    service.answer = () => new Promise((resolve) => clock.schedule(() => resolve({}), 100))
    offer(10)
    await clock.settle()
    offer(3)

    const flushed = delivery.flush()
    offer(4)
    await clock.advance(200)

    expect(await flushed).toEqual(account({ delivered: 13 }))
    expect(delivery.stats().delivered).toBeLessThanOrEqual(17)
  })

  it('serves several callers at once', async () => {
    const { delivery, offer } = createHarness()

    offer(3)
    const first = delivery.flush()
    offer(2)
    const second = delivery.flush()

    expect(await first).toEqual(account({ delivered: 3 }))
    expect(await second).toEqual(account({ delivered: 5 }))
  })

  it('keeps the process alive only while somebody waits', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => new Promise((resolve) => clock.schedule(() => resolve({}), 100))
    offer(1)
    expect(clock.holds).toBe(0)

    const flushed = delivery.flush()
    expect(clock.holds).toBe(1)
    await clock.advance(100)
    await flushed

    expect(clock.holds).toBe(0)
  })

  it('says what became of each item, in exactly one place', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 30 } })
    service.answer = (items) => {
      if (items.some(({ id }) => id === 27)) return never()
      return { failed: items.flatMap(({ id }, index) => (id === 3 ? [{ index, kind: 'rejected', code: 'X' }] : [])) }
    }
    offer(28)
    const flushed = delivery.flush({ timeoutMs: 1_000 })
    offer(1, { bytes: 1_000 })
    await clock.advance(1_000)

    expect(await flushed).toEqual(account({ delivered: 19, dropped: 1, pending: 8, byReason: { rejected: 1 } }))
  })

  it('counts nothing of what comes later, also when that is delivered first', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 2 } })
    service.answer = (items) => (items.some(({ id }) => id === 0) ? never() : {})
    offer(10)
    const flushed = delivery.flush({ timeoutMs: 100 })
    offer(10)
    await clock.advance(100)

    expect(delivery.stats().delivered).toBe(10)
    expect(await flushed).toEqual(account({ pending: 10 }))
  })

  it('counts what overflows while it waits', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 12 } })
    service.answer = never
    offer(12)
    const flushed = delivery.flush({ timeoutMs: 1_000 })
    await clock.settle()
    offer(2)
    await clock.advance(1_000)

    // Those that came later are not part of it, and those in flight are not given up.
    expect(await flushed).toEqual(account({ pending: 12 }))
    expect(delivery.stats().dropped.overflow).toBe(2)
  })
})

describe('the time of a flush', () => {
  const untyped = <T>(value: unknown): T => value as T

  it.each<[string, Timeout | undefined, number, DeliveryTuning?]>([
    ['nothing', undefined, 5_000],
    ['an option of the pipe', undefined, 700, { flushTimeoutMs: 700 }],
    ['an option of the call', { timeoutMs: 50 }, 50],
    ['an option of the call, whatever the pipe says', { timeoutMs: 6_000 }, 6_000, { flushTimeoutMs: 700 }],
    ['no duration', { timeoutMs: Number.NaN }, 5_000],
    ['a negative duration', { timeoutMs: -1 }, 5_000],
    ['a text', { timeoutMs: untyped<number>('50') }, 5_000],
    ['null', untyped<undefined>(null), 5_000],
  ])('that is told by %s', async (_what, options, timeoutMs, pipe = {}) => {
    const harness = createHarness(pipe)
    harness.service.answer = never
    harness.offer(2)

    const flushed = harness.delivery.flush(options)
    const moment = momentOf(harness, flushed)
    await harness.clock.advance(timeoutMs - 1)
    expect(moment.at).toBeUndefined()
    await harness.clock.advance(1)

    expect(moment.at).toBe(timeoutMs)
    expect(await flushed).toEqual(account({ pending: 2 }))
    expect(harness.clock.holds).toBe(0)
  })

  it.each([0, 1])('may be %i ms: what is not delivered by then is pending', async (timeoutMs) => {
    const { delivery, service, offer, clock } = createHarness({ flushTimeoutMs: 0 })
    service.answer = never
    offer(2)

    const flushed = delivery.flush({ timeoutMs })
    await clock.advance(timeoutMs)

    expect(await flushed).toEqual(account({ pending: 2 }))
  })

  it('may have no end', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = failing('transient')
    offer(2)
    const flushed = delivery.flush({ timeoutMs: Number.POSITIVE_INFINITY })
    await clock.advance(200_000)
    service.answer = () => ({})
    await clock.advance(20_000)

    expect(await flushed).toEqual(account({ delivered: 2 }))
  })

  it.each(['transient', 'throttled', 'curable', 'unavailable', 'rejected'] as const)(
    'is never longer than its bound, whatever is wrong for however long (%s)',
    async (kind) => {
      const harness = createHarness()
      harness.service.answer = failing(kind, { otherwise: 'transient' })
      harness.offer(300)
      const moment = momentOf(harness, harness.delivery.flush())
      await harness.clock.advance(5_000)

      expect(moment.at).toBeLessThanOrEqual(5_000)
    },
  )
})

describe('a destination that is known to take nothing', () => {
  it('ends a flush with the request that learns it, and later ones at once', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { delivery, service, clock, offer } = harness
    service.answer = async () => {
      await new Promise<void>((resolve) => clock.schedule(resolve, 30))
      throw fault('unavailable')
    }
    offer(3)
    const first = delivery.flush()
    const moment = momentOf(harness, first)
    await clock.advance(30)
    expect(moment.at).toBe(30)
    expect(await first).toEqual(account({ pending: 3 }))

    offer(2)
    const second = delivery.flush()
    await clock.settle()
    expect(await second).toEqual(account({ pending: 5 }))
    expect(service.requests).toHaveLength(1)
    expect(clock.holds).toBe(0)

    service.answer = () => ({})
    await clock.advance(22_500)
    expect(delivery.stats()).toMatchObject({ delivered: 5, queued: { items: 0 }, failing: false })
  })

  it('is asked again by a flush once it is time for another look', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { delivery, service, clock, offer } = harness
    service.answer = failing('unavailable')
    offer(3)
    await clock.advance(1_000)
    service.answer = never
    await clock.advance(22_500)
    expect(service.requests).toHaveLength(2)

    const flushed = delivery.flush({ timeoutMs: 1_000 })
    const moment = momentOf(harness, flushed)
    await clock.advance(500)
    // The probe is under way, and may be answered.
    expect(moment.at).toBeUndefined()
    await clock.advance(500)

    expect(await flushed).toEqual(account({ pending: 3 }))
  })

  it('lets a flush wait for another request that may still be answered', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 2 } })
    service.answer = () =>
      service.requests.length === 1
        ? new Promise((resolve) => clock.schedule(() => resolve({}), 50))
        : Promise.reject(fault('unavailable'))
    offer(20)

    const flushed = delivery.flush()
    await clock.advance(40)
    service.answer = () => ({})
    await clock.advance(60)

    expect(await flushed).toEqual(account({ delivered: 20 }))
  })

  it('lets a flush wait also when it is called after one request has failed, while another is under way', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 2 } })
    service.answer = () =>
      service.requests.length === 1
        ? new Promise((resolve) => clock.schedule(() => resolve({}), 50))
        : Promise.reject(fault('unavailable'))
    offer(20)
    await clock.advance(10)

    const flushed = delivery.flush()
    service.answer = () => ({})
    await clock.advance(60)

    expect(await flushed).toEqual(account({ delivered: 20 }))
  })

  it('is taken for reachable again by an answer that refuses every item', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 1, max: 1 } })
    service.answer = failing('unavailable')
    offer(20)
    await clock.advance(1_000)
    service.answer = (items) => ({
      failed: items.flatMap(({ id }, index) => (id < 10 ? [{ index, kind: 'rejected', code: 'X' }] : [])),
    })

    const ended = delivery.shutdown()
    await clock.advance(1_000)

    expect(await ended).toEqual(account({ delivered: 10, dropped: 10, byReason: { rejected: 10 } }))
  })
})

describe('shutdown', () => {
  it('delivers what is held, refuses what comes later, and says what became of everything', async () => {
    const { delivery, offer } = createHarness()
    offer(25)

    const ended = delivery.shutdown()
    expect(offer(2)).toEqual([false, false])

    expect(await ended).toEqual(account({ delivered: 25, dropped: 2, byReason: { closed: 2 } }))
    expect(delivery.stats().dropped.closed).toBe(2)
  })

  it('gives the account of the whole life of the pipe, in the words of a flush', async () => {
    const { delivery, service, offer, clock } = createHarness({ buffer: { maxItems: 10 } })
    service.answer = () => ({ failed: [{ index: 0, kind: 'rejected', code: 'X' }] })
    offer(10)
    expect(await delivery.flush()).toEqual(account({ delivered: 9, dropped: 1, byReason: { rejected: 1 } }))
    offer(1, { bytes: 201 })
    service.answer = never
    offer(10)
    const ended = delivery.shutdown({ timeoutMs: 100 })
    await clock.advance(100)

    expect(await ended).toEqual(
      account({ delivered: 9, dropped: 12, byReason: { tooLarge: 1, rejected: 1, unsent: 10 } }),
    )
  })

  it('is idempotent', async () => {
    const { delivery, offer } = createHarness()
    offer(1)

    const accounts = await Promise.all([delivery.shutdown(), delivery.shutdown({ timeoutMs: 1 })])

    expect(accounts).toEqual([account({ delivered: 1 }), account({ delivered: 1 })])
  })

  it('has in the account of a later call what was refused since, as closed, and a flush then has nothing', async () => {
    const { delivery, offer } = createHarness()
    offer(2)
    const first = await delivery.shutdown()
    offer(3)

    expect(first).toEqual(account({ delivered: 2 }))
    expect(await delivery.flush()).toEqual(account())
    const all = account({ delivered: 2, dropped: 3, byReason: { closed: 3 } })
    expect([await delivery.shutdown(), await delivery.shutdown()]).toEqual([all, all])
  })

  it('hands over what is unsent, in order, when the time is up', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => (service.requests.length === 1 ? {} : never())
    offer(10)
    await clock.settle()
    offer(15)

    const ended = delivery.shutdown({ timeoutMs: 500 })
    await clock.advance(499)
    expect(unsent).toEqual([])
    await clock.advance(1)

    expect(await ended).toEqual(account({ delivered: 10, dropped: 15, byReason: { unsent: 15 } }))
    expect(ids(unsent)).toEqual(range(10, 25))
    expect(clock.pendingTimers).toBe(0)
    expect(clock.holds).toBe(0)
  })

  it('takes 5 seconds by default', async () => {
    const harness = createHarness({ flushTimeoutMs: 100 })
    harness.service.answer = failing('transient')
    harness.offer(3)
    const moment = momentOf(harness, harness.delivery.shutdown())
    await harness.clock.advance(6_000)

    expect(moment.at).toBe(DELIVERY_DEFAULTS.shutdownTimeoutMs)
  })

  it('does not wait for a long backoff to end', async () => {
    const { delivery, service, offer, clock } = createHarness({ random: () => 0.999 })
    service.answer = failing('transient')
    offer(5)
    await clock.advance(30_000)
    service.answer = () => ({})

    const ended = delivery.shutdown({ timeoutMs: 4_000 })
    await clock.advance(1_000)

    expect(await ended).toEqual(account({ delivered: 5 }))
  })

  it('has no patience with a long outage: what fails in it is tried again after its backoff', async () => {
    const harness = createHarness({ random: () => 0, flushIntervalMs: 1 })
    const { service, clock, delivery, offer } = harness
    service.answer = failing('transient')
    offer(1)
    await clock.advance(15_000)
    const before = service.requests.length
    service.answer = () => (service.requests.length === before + 3 ? {} : Promise.reject(fault('transient')))

    const ended = delivery.shutdown({ timeoutMs: 4_000 })
    await clock.advance(1_010)

    expect(await ended).toEqual(account({ delivered: 1 }))
  })

  it('does not wait for the long backoff of single items either', async () => {
    const { delivery, service, offer, clock } = createHarness({
      random: () => 0.999,
      retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 },
    })
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(0)] } : {})
    offer(10)
    await clock.settle()
    expect(delivery.stats().queued.items).toBe(1)

    const ended = delivery.shutdown({ timeoutMs: 4_000 })
    await clock.advance(1_000)

    expect(await ended).toEqual(account({ delivered: 10 }))
  })

  it.each([
    ['requests', failing('transient')],
    ['items', () => ({ failed: range(0, 5).map(throttledItem) })],
  ] as const)('tries several times within its time while %s fail', async (_what, answer) => {
    const { delivery, service, offer, clock } = createHarness({
      random: () => 0.999,
      retry: { baseDelayMs: 60_000, maxDelayMs: 60_000 },
    })
    service.answer = answer
    offer(5)
    await clock.advance(1_000)
    const before = service.requests.length
    const ended = delivery.shutdown({ timeoutMs: 4_000 })
    await clock.advance(3_000)
    service.answer = () => ({})
    await clock.advance(1_000)

    expect(service.requests.length).toBeGreaterThanOrEqual(before + 4)
    expect(await ended).toEqual(account({ delivered: 5 }))
  })

  it('tries an unavailable destination once more and then ends before its time', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = failing('unavailable')
    offer(5)
    await clock.advance(2_000)
    const before = service.requests.length

    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.settle()

    expect(await ended).toEqual(account({ dropped: 5, byReason: { unsent: 5 } }))
    expect(service.requests).toHaveLength(before + 1)
    expect(unsent).toHaveLength(5)
  })

  it('delivers to a destination that was unavailable and is back', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = failing('unavailable')
    offer(25)
    await clock.advance(2_000)
    service.answer = () => ({})

    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.settle()

    expect(await ended).toEqual(account({ delivered: 25 }))
  })

  it('does not cut off another request, of an unavailable destination, that may still be answered', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 2 } })
    service.answer = () =>
      service.requests.length === 1
        ? new Promise((resolve) => clock.schedule(() => resolve({}), 50))
        : Promise.reject(fault('unavailable'))
    offer(20)

    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.advance(40)
    service.answer = () => ({})
    await clock.advance(5_000)

    expect(await ended).toEqual(account({ delivered: 20 }))
  })

  it('works as `await using`', async () => {
    const { delivery, service, offer } = createHarness()
    {
      await using pipe = delivery
      void pipe
      offer(3)
    }

    expect(service.accepted).toHaveLength(3)
  })

  it('tells requests that it cuts off why', async () => {
    const { delivery, service, offer, clock } = createHarness()
    const reasons: unknown[] = []
    service.answer = (_items, { signal }) => {
      signal.addEventListener('abort', () => reasons.push(signal.reason))
      return never()
    }
    offer(1)
    void delivery.shutdown({ timeoutMs: 10 })
    await clock.advance(10)

    expect(reasons).toMatchObject([{ code: 'MON_DELIVERY_SHUTDOWN', message: 'The time for shutdown was up.' }])
  })
})

describe('abandon', () => {
  it('hands everything over before it returns, in order, and refuses what comes later', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = never
    offer(10)
    await clock.settle()
    offer(5)

    expect(delivery.abandon()).toEqual(account({ dropped: 15, byReason: { unsent: 15 } }))

    expect(ids(unsent)).toEqual(range(0, 15))
    expect(clock.pendingTimers).toBe(0)
    expect(offer(1)).toEqual([false])
    expect(await delivery.shutdown()).toEqual(account({ dropped: 16, byReason: { unsent: 15, closed: 1 } }))
    expect(delivery.stats()).toMatchObject({ queued: { items: 0, bytes: 0 }, inFlight: { requests: 0, items: 0 } })
  })

  it('hands over in order also what waits for its backoff behind younger items under way', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(4)] } : never())
    offer(10)
    await clock.settle()
    offer(10)
    await clock.settle()

    delivery.abandon()

    expect(service.requests).toHaveLength(2)
    expect(ids(unsent)).toEqual([4, ...range(10, 20)])
  })

  it('hands over nothing where nothing is left', async () => {
    const handed: unknown[] = []
    const { delivery, offer } = createHarness({ onUnsent: (items) => handed.push(items) })
    offer(3)
    await delivery.flush()

    expect(delivery.abandon()).toEqual(account({ delivered: 3 }))
    expect(handed).toEqual([])
  })

  it('counts nothing twice when it is called again', () => {
    const { delivery, offer, unsent } = createHarness()
    offer(3)

    expect([delivery.abandon(), delivery.abandon()]).toEqual(
      Array(2).fill(account({ dropped: 3, byReason: { unsent: 3 } })),
    )
    expect(unsent).toHaveLength(3)
  })

  it('ends a shutdown that is under way, and counts nothing twice', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = never
    offer(3)
    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.settle()

    delivery.abandon()

    expect(await ended).toEqual(account({ dropped: 3, byReason: { unsent: 3 } }))
    expect(unsent).toHaveLength(3)
  })

  it('makes no request more, whatever was about to go', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(0)] } : {})
    offer(10)
    await clock.settle()
    offer(10)

    delivery.abandon()
    await clock.advance(60_000)

    expect(service.requests).toHaveLength(1)
  })
})

describe('onIdle', () => {
  it('is called whenever the last item held is settled, delivered or not', async () => {
    let idle = 0
    const { delivery, offer } = createHarness({
      onIdle: () => {
        idle += 1
      },
    })

    offer(25)
    await delivery.flush()
    expect(idle).toBe(1)
    offer(1)
    delivery.abandon()

    expect(idle).toBe(2)
  })
})
