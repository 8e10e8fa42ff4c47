import { describe, expect, it } from 'vitest'
import type { RequestFailure } from '../../src/delivery/index.js'
import { account, createHarness, failing, fault, type Harness } from './fake-service.js'

/** What the next attempt may cure, and what it comes to when it does not. */
const EXPIRED = fault('curable', { code: 'ExpiredToken' })
const STALE = fault('curable', { code: 'ECONNRESET', otherwise: 'transient', ambiguous: true })

/** The first so many requests fail; then all is well. */
function failFirst({ service }: Harness, count: number, error: Error): void {
  service.answer = () => (service.requests.length <= count ? Promise.reject(error) : {})
}

describe.each([
  ['credentials that expired or a clock that was wrong', EXPIRED],
  ['a connection that was closed meanwhile', STALE],
])('%s', (_what, error) => {
  it.each([1, 2, 3])('and %i such failures in a row cost a flush no time to speak of', async (failures) => {
    const harness = createHarness({ random: () => 0.999 })
    failFirst(harness, failures, error)
    harness.offer(5)

    const flushed = harness.delivery.flush()
    await harness.clock.advance(10)

    expect(await flushed).toEqual(account({ delivered: 5 }))
    expect(harness.service.requests).toHaveLength(failures + 1)
  })

  it.each([1, 2, 3])('and %i such failures in a row lose nothing at a shutdown', async (failures) => {
    const harness = createHarness({ random: () => 0.999 })
    failFirst(harness, failures, error)
    harness.offer(5)

    const ended = harness.delivery.shutdown({ timeoutMs: 3_000 })
    await harness.clock.advance(10)

    expect(await ended).toEqual(account({ delivered: 5 }))
    expect(harness.service.requests).toHaveLength(failures + 1)
  })

  it.each([2, 4])(
    'and %i requests that fail together count once: the next attempt may cure all of them',
    async (count) => {
      const harness = createHarness({ random: () => 0.999, concurrency: { initial: count, max: count } })
      const { service, clock } = harness
      service.answer = async () => {
        await new Promise<void>((resolve) => clock.schedule(resolve, 10))
        if (service.requests.length <= count + 2) throw error
        return {}
      }
      harness.offer(10 * count)

      const ended = harness.delivery.shutdown({ timeoutMs: 3_000 })
      await clock.advance(1_000)

      expect(await ended).toEqual(account({ delivered: 10 * count }))
    },
  )

  it('and requests that began together count once, also where they fail one after the other', async () => {
    const harness = createHarness({ random: () => 0.999, concurrency: { initial: 3, max: 3 } })
    const { service, clock } = harness
    service.answer = async () => {
      const count = service.requests.length
      await new Promise<void>((resolve) => clock.schedule(resolve, 10 * count))
      if (count <= 5) throw error
      return {}
    }
    harness.offer(30)

    const flushed = harness.delivery.flush()
    await clock.advance(1_000)

    expect(await flushed).toEqual(account({ delivered: 30 }))
    expect(harness.codes()).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_RECOVERED'])
  })

  it('is told, and its end', async () => {
    const harness = createHarness()
    failFirst(harness, 1, error)
    harness.offer(5)
    const flushed = harness.delivery.flush()
    await harness.clock.advance(2_000)
    await flushed

    expect(harness.codes()).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_RECOVERED'])
  })
})

describe('what three attempts did not cure', () => {
  it('is held and probed slowly, and a flush does not wait for it', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { delivery, service, clock, codes } = harness
    failFirst(harness, 4, EXPIRED)
    harness.offer(5)

    const flushed = delivery.flush()
    await clock.advance(10)
    expect(await flushed).toEqual(account({ pending: 5 }))
    expect(service.requests).toHaveLength(4)
    expect(codes()).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_UNAVAILABLE'])
    await clock.advance(22_500)

    expect(delivery.stats().delivered).toBe(5)
    expect(codes().at(-1)).toBe('MON_DELIVERY_RECOVERED')
  })

  it('ends a shutdown before its time, and is handed over', async () => {
    const harness = createHarness()
    const { delivery, service, clock, unsent } = harness
    failFirst(harness, 4, EXPIRED)
    harness.offer(5)

    const ended = delivery.shutdown({ timeoutMs: 3_000 })
    await clock.advance(10)

    expect(await ended).toEqual(account({ dropped: 5, byReason: { unsent: 5 } }))
    expect(service.requests).toHaveLength(4)
    expect(unsent).toHaveLength(5)
  })

  it('is a fault that passes, where it says so: tried with backoff, until the time of a shutdown is up', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { delivery, service, clock } = harness
    failFirst(harness, 6, STALE)
    harness.offer(5)

    const ended = delivery.shutdown({ timeoutMs: 10_000 })
    await clock.advance(10_000)

    expect(await ended).toEqual(account({ delivered: 5 }))
    // Three cures at once, and then the backoff of the fourth and later failures in a row.
    expect(service.moments).toEqual([0, 1, 2, 3, 403, 1_203, 2_203])
  })

  it.each<[string, Error | undefined]>([
    ['a success', undefined],
    ['another failure', fault('transient')],
    ['a refusal', fault('rejected')],
  ])('counts in a row: after %s there are three attempts again', async (_what, between) => {
    const harness = createHarness({ random: () => 0.001, concurrency: { initial: 1, max: 1 } })
    const { delivery, service, clock } = harness
    const script = [EXPIRED, EXPIRED, EXPIRED, between, EXPIRED, EXPIRED, EXPIRED]
    service.answer = () => {
      const error = script[service.requests.length - 1]
      return error === undefined ? {} : Promise.reject(error)
    }
    harness.offer(20)
    await clock.advance(100)

    expect(service.requests.length).toBeGreaterThanOrEqual(8)
    expect(delivery.stats().delivered).toBe(20)
    expect(harness.codes()).not.toContain('MON_DELIVERY_UNAVAILABLE')
  })

  it('has no three attempts more at each later probe', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { service, clock } = harness
    service.answer = failing('curable')
    harness.offer(5)
    await clock.advance(70_000)

    expect(service.moments).toEqual([1_000, 1_001, 1_002, 1_003, 23_503, 46_003, 68_503])
  })
})

describe('what a failure that is never cured counts as', () => {
  it.each<[RequestFailure['kind'] | undefined, string]>([
    [undefined, 'MON_DELIVERY_UNAVAILABLE'],
    ['unavailable', 'MON_DELIVERY_UNAVAILABLE'],
    ['transient', 'MON_DELIVERY_RETRYING'],
    ['throttled', 'MON_DELIVERY_RETRYING'],
  ])('is %s, told as %s', async (otherwise, code) => {
    const harness = createHarness({ random: () => 0.5 })
    harness.service.answer = failing('curable', { otherwise })
    harness.offer(5)
    await harness.clock.advance(5_000)

    expect(harness.codes().at(-1)).toBe(code)
  })
})
