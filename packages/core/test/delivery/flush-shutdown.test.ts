import { describe, expect, it } from 'vitest'
import { awsError, createHarness, ids, throttledItem } from './fake-service.js'

describe('flush', () => {
  it('resolves at once when nothing is held', async () => {
    const { delivery } = createHarness()

    expect(await delivery.flush()).toEqual({ delivered: 0, dropped: 0, pending: 0 })
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

    expect(await flushed).toEqual({ delivered: 13, dropped: 0, pending: 0 })
    expect(delivery.stats().delivered).toBeLessThanOrEqual(17)
  })

  it('serves several callers at once', async () => {
    const { delivery, offer } = createHarness()

    offer(3)
    const first = delivery.flush()
    offer(2)
    const second = delivery.flush()

    expect(await first).toMatchObject({ delivered: 3 })
    expect(await second).toMatchObject({ delivered: 5 })
  })

  it('gives up waiting at its timeout and says how many are pending', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => new Promise(() => {})
    offer(2)

    const flushed = delivery.flush({ timeoutMs: 50 })
    await clock.advance(50)

    expect(await flushed).toEqual({ delivered: 0, dropped: 0, pending: 2 })
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
})

describe('shutdown', () => {
  it('delivers what is held, refuses what comes later, and says what became of everything', async () => {
    const { delivery, offer } = createHarness()
    offer(25)

    const ended = delivery.shutdown()
    expect(offer(2)).toEqual([false, false])

    expect(await ended).toEqual({ delivered: 25, dropped: 2, failed: 0 })
    expect(delivery.stats().dropped.closed).toBe(2)
  })

  it('is idempotent', async () => {
    const { delivery, offer } = createHarness()
    offer(1)

    expect(delivery.shutdown()).toBe(delivery.shutdown({ timeoutMs: 1 }))
    expect(await delivery.shutdown()).toEqual({ delivered: 1, dropped: 0, failed: 0 })
  })

  it('hands over what is unsent, in order, when the time is up', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => (service.requests.length === 1 ? {} : new Promise(() => {}))
    offer(10)
    await clock.settle()
    offer(15)

    const ended = delivery.shutdown({ timeoutMs: 500 })
    await clock.advance(500)

    expect(await ended).toEqual({ delivered: 10, dropped: 0, failed: 15 })
    expect(ids(unsent)).toEqual(Array.from({ length: 15 }, (_unused, index) => index + 10))
    expect(clock.pendingTimers).toBe(0)
    expect(clock.holds).toBe(0)
  })

  it('does not wait for a long backoff to end', async () => {
    const { delivery, service, offer, clock } = createHarness({ random: () => 0.999 })
    service.answer = () => Promise.reject(awsError('InternalFailure', 500))
    offer(5)
    await clock.advance(30_000)
    service.answer = () => ({})

    const ended = delivery.shutdown({ timeoutMs: 4_000 })
    await clock.advance(1_000)

    expect(await ended).toEqual({ delivered: 5, dropped: 0, failed: 0 })
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

    expect(await ended).toEqual({ delivered: 10, dropped: 0, failed: 0 })
  })

  it('tries an unavailable destination once more and then ends before its time', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => Promise.reject(awsError('AccessDeniedException', 400))
    offer(5)
    await clock.advance(2_000)
    const before = service.requests.length

    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.settle()

    expect(await ended).toEqual({ delivered: 0, dropped: 0, failed: 5 })
    expect(service.requests).toHaveLength(before + 1)
    expect(unsent).toHaveLength(5)
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
})

describe('options', () => {
  it.each([
    [{ flushIntervalMs: 0 }, 'flushIntervalMs'],
    [{ buffer: { maxItems: 0 } }, 'buffer.maxItems'],
    [{ buffer: { maxByte: 1 } }, 'maxByte'],
    [{ retry: { baseDelayMs: 500, maxDelayMs: 100 } }, 'retry.maxDelayMs'],
    [{ concurrency: { initial: 5, max: 4 } }, 'concurrency.initial'],
    [{ requestTimeoutMs: Number.NaN }, 'requestTimeoutMs'],
    [{ limits: { maxBatchItems: 1, maxBatchBytes: 10, maxItemBytes: 11 } }, 'limits.maxItemBytes'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %o and names the option', (wrong: object, named) => {
    expect(() => createHarness(wrong)).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(named) }),
    )
  })
})

describe('abandon', () => {
  it('hands everything over before it returns, in order, and refuses what comes later', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => new Promise(() => {})
    offer(10)
    await clock.settle()
    offer(5)

    expect(delivery.abandon()).toEqual({ delivered: 0, dropped: 0, failed: 15 })

    expect(ids(unsent)).toEqual(Array.from({ length: 15 }, (_unused, index) => index))
    expect(offer(1)).toEqual([false])
    expect(clock.pendingTimers).toBe(0)
    expect(await delivery.shutdown()).toMatchObject({ delivered: 0, failed: 15 })
  })

  it('ends a shutdown that is under way, and counts nothing twice', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => new Promise(() => {})
    offer(3)
    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.settle()

    delivery.abandon()

    expect(await ended).toEqual({ delivered: 0, dropped: 0, failed: 3 })
    expect(unsent).toHaveLength(3)
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
