import { describe, expect, it } from 'vitest'
import { createHarness, failing, fault } from './fake-service.js'

describe('what may have arrived although its request failed', () => {
  it.each([
    ['transient', { ambiguous: true }, 30],
    ['transient', { ambiguous: false }, 0],
    ['transient', {}, 0],
    ['curable', { ambiguous: true }, 30],
    ['throttled', {}, 0],
    ['unavailable', {}, 0],
  ] as const)('is counted apart, once for each such request: %s %o', async (kind, more, ambiguous) => {
    const { service, offer, delivery, clock } = createHarness({ retry: { probeIntervalMs: 100 } })
    service.answer = () => (service.requests.length <= 3 ? Promise.reject(fault(kind, more)) : {})
    offer(10)
    await clock.advance(20_000)

    expect(delivery.stats()).toMatchObject({ delivered: 10, retried: 30, ambiguous })
  })

  it('is what a request held that was not answered in time, also without a classifier', async () => {
    const { service, offer, delivery, clock, messages, diagnostics } = createHarness({
      classify: undefined,
      requestTimeoutMs: 1_000,
    })
    service.answer = () => (service.requests.length === 1 ? new Promise(() => {}) : {})
    offer(10)
    await clock.advance(5_000)

    expect(delivery.stats()).toMatchObject({ delivered: 10, ambiguous: 10 })
    expect(messages('MON_DELIVERY_RETRYING')).toEqual([
      'Whether 10 records of a request arrived is not known (RequestTimeoutError); they are sent again and may arrive twice.',
    ])
    expect(diagnostics[0]?.error).toMatchObject({
      code: 'MON_DELIVERY_TIMEOUT',
      message: 'The request was not answered within 1000 ms; it is sent again and may arrive twice.',
    })
  })

  it('is nothing of a partial failure, whose answer says what was taken', async () => {
    const { service, offer, delivery, clock } = createHarness()
    service.answer = () =>
      service.requests.length === 1 ? { failed: [{ index: 0, kind: 'transient', code: 'X' }] } : {}
    offer(10)
    await clock.advance(20_000)

    expect(delivery.stats()).toMatchObject({ retried: 1, ambiguous: 0 })
  })

  it('is known of other errors only to whoever knows the destination', async () => {
    const { service, offer, delivery, clock } = createHarness({ classify: undefined })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(new TypeError('x')) : {})
    offer(10)
    await clock.advance(5_000)

    expect(delivery.stats()).toMatchObject({ delivered: 10, retried: 10, ambiguous: 0 })
  })

  it('stays counted when the items are given up', async () => {
    const { service, offer, delivery, clock } = createHarness({ retry: { maxAgeMs: 10 } })
    service.answer = failing('transient', { ambiguous: true })
    offer(10)
    await clock.advance(5_000)

    const { ambiguous, dropped } = delivery.stats()
    expect(dropped.expired).toBe(10)
    expect(ambiguous).toBeGreaterThanOrEqual(20)
  })
})
