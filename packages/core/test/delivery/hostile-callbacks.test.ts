import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DELIVERY_DEFAULTS, type SendOutcome } from '../../src/delivery/index.js'
import { awsError, createHarness, throttledItem } from './fake-service.js'

/** What a Node process would die of. */
const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T

describe('callbacks of the application', () => {
  it('may reject: an async handler of diagnostics does not kill the process', async () => {
    const { delivery, service, offer, clock } = createHarness({
      onDiagnostic: async () => {
        throw new Error('handler')
      },
    })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(awsError('InternalFailure', 500)) : {})

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(unhandled).toEqual([])
  })

  it.each([
    [
      'throw',
      () => {
        throw new Error('callback')
      },
    ],
    ['reject', () => Promise.reject(new Error('callback'))],
  ])('may %s: onLoss and onUnsent are reported as failed callbacks', async (_how, fail) => {
    const { delivery, service, offer, clock, diagnostics } = createHarness({ onLoss: fail, onUnsent: fail })
    service.answer = () => new Promise(() => {})

    offer(1)
    const ended = delivery.shutdown({ timeoutMs: 100 })
    await clock.advance(100)

    expect(await ended).toEqual({ delivered: 0, dropped: 0, failed: 1 })
    expect(diagnostics.filter(({ code }) => code === 'MON_CALLBACK_FAILED')).toHaveLength(2)
    expect(unhandled).toEqual([])
  })

  it('may fail to classify: the items are sent again and nothing is lost', async () => {
    const { delivery, service, offer, clock, diagnostics } = createHarness({
      classify: () => {
        throw new Error('classify')
      },
    })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(awsError('InternalFailure', 500)) : {})

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual({ delivered: 3, dropped: 0, pending: 0 })
    expect(diagnostics.map(({ code }) => code)).toContain('MON_CALLBACK_FAILED')
    expect(unhandled).toEqual([])
  })

  it('may answer nothing, which means that everything was taken', async () => {
    const { delivery, offer, clock } = createHarness({ send: async () => untyped<SendOutcome>(undefined) })

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual({ delivered: 3, dropped: 0, pending: 0 })
    expect(unhandled).toEqual([])
  })

  it('may answer nonsense, which is a failed request', async () => {
    let sent = 0
    const { delivery, offer, clock, diagnostics } = createHarness({
      send: async () => {
        sent += 1
        return untyped<SendOutcome>(sent === 1 ? { failed: 'all' } : {})
      },
    })

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toEqual({ delivered: 3, dropped: 0, pending: 0 })
    expect(diagnostics[0]).toMatchObject({ code: 'MON_DELIVERY_RETRYING' })
    expect(unhandled).toEqual([])
  })

  it('may throw at once instead of rejecting', async () => {
    let sent = 0
    const { delivery, offer, clock } = createHarness({
      send: () => {
        sent += 1
        if (sent === 1) throw new Error('no client yet')
        return Promise.resolve({})
      },
    })

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
  })

  it('may throw anything: an error that cannot be described is retried too', async () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('getter')
      },
    })
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? Promise.reject(hostile) : {})

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(unhandled).toEqual([])
  })

  it('may answer after the time was up, which changes nothing', async () => {
    const late: (() => void)[] = []
    const { delivery, service, offer, clock } = createHarness({ requestTimeoutMs: 1_000 })
    service.answer = () =>
      service.requests.length === 1 ? new Promise((_resolve, reject) => late.push(() => reject(new Error('late')))) : {}

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(5_000)
    for (const answer of late) answer()
    await clock.settle()

    expect(await flushed).toEqual({ delivered: 1, dropped: 0, pending: 0 })
    expect(late).toHaveLength(1)
    expect(unhandled).toEqual([])
  })

  it('may offer more from within: what is enqueued by a callback is delivered', async () => {
    let extra = 0
    const harness = createHarness({
      onDiagnostic: ({ code }) => {
        if (code === 'MON_DELIVERY_RECOVERED') extra += harness.offer(1).filter(Boolean).length
      },
    })
    const { delivery, service, offer, clock } = harness
    service.answer = () => (service.requests.length === 1 ? Promise.reject(awsError('InternalFailure', 500)) : {})

    offer(1)
    await clock.advance(20_000)

    expect(extra).toBe(1)
    expect(delivery.stats().delivered).toBe(2)
  })
})

describe('the time given to flush and shutdown', () => {
  it.each([Number.NaN, -1, untyped<number>('5000'), untyped<number>(null)])(
    'is the default for a shutdown when it is %s',
    async (timeoutMs) => {
      const { delivery, service, offer, clock } = createHarness()
      service.answer = () => (service.requests.length === 1 ? Promise.reject(awsError('InternalFailure', 500)) : {})
      offer(1)

      const ended = delivery.shutdown({ timeoutMs })
      await clock.advance(DELIVERY_DEFAULTS.shutdownTimeoutMs)

      expect(await ended).toEqual({ delivered: 1, dropped: 0, failed: 0 })
    },
  )

  it('may be nothing: what is not delivered at once is handed over', async () => {
    const { delivery, service, offer, clock, unsent } = createHarness()
    service.answer = () => new Promise(() => {})
    offer(1)

    const ended = delivery.shutdown({ timeoutMs: 0 })
    await clock.advance(0)

    expect(await ended).toEqual({ delivered: 0, dropped: 0, failed: 1 })
    expect(unsent).toHaveLength(1)
  })

  it('may be without end', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length < 5 ? Promise.reject(awsError('InternalFailure', 500)) : {})
    offer(1)

    const ended = delivery.shutdown({ timeoutMs: Number.POSITIVE_INFINITY })
    await clock.advance(60_000)

    expect(await ended).toEqual({ delivered: 1, dropped: 0, failed: 0 })
  })

  it('leaves no timer behind, whatever was under way', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = (items) => {
      if (service.requests.length === 1) return { failed: [throttledItem(0)] }
      return items.length > 3 ? new Promise(() => {}) : Promise.reject(awsError('InternalFailure', 500))
    }
    offer(10)
    await clock.settle()
    offer(14)
    void delivery.flush({ timeoutMs: 60_000 })
    await clock.settle()

    let pendingAtTheEnd = -1
    const ended = delivery.shutdown({ timeoutMs: 200 }).then(() => {
      pendingAtTheEnd = clock.pendingTimers
    })
    await clock.advance(200)
    await ended

    expect(pendingAtTheEnd).toBe(0)
    expect(clock.holds).toBe(0)
  })
})

describe('an unavailable destination at shutdown', () => {
  it('does not cut off another request that may still be answered', async () => {
    const { delivery, service, offer, clock } = createHarness({ concurrency: { initial: 2 } })
    service.answer = () =>
      service.requests.length === 1
        ? new Promise((resolve) => clock.schedule(() => resolve({}), 50))
        : Promise.reject(awsError('ExpiredTokenException', 400))
    offer(20)

    const ended = delivery.shutdown({ timeoutMs: 5_000 })
    await clock.advance(100)
    service.answer = () => ({})
    await clock.advance(5_000)

    expect(await ended).toMatchObject({ dropped: 0 })
    expect((await ended).delivered).toBeGreaterThanOrEqual(10)
  })
})

describe('reports', () => {
  it('do not flap when every request fails in part', async () => {
    const { delivery, service, offer, clock, diagnostics } = createHarness()
    service.answer = (items) => (items.length > 1 ? { failed: [throttledItem(0)] } : {})

    for (let round = 0; round < 50; round++) {
      offer(10)
      await clock.advance(1_000)
    }

    expect(delivery.stats().delivered).toBeGreaterThan(400)
    expect(diagnostics.length).toBeLessThanOrEqual(4)
  })

  it('tell of losses at once and then at most once a minute, and of the rest at shutdown', async () => {
    const { delivery, offer, clock, losses } = createHarness()

    for (let second = 0; second < 90; second++) {
      offer(1, { bytes: 201 })
      offer(10)
      await clock.advance(1_000)
    }
    expect(losses.map(({ total }) => total)).toEqual([1, 60])
    await delivery.shutdown()

    expect(losses.map(({ total }) => total)).toEqual([1, 60, 29])
  })
})
