import { describe, expect, it } from 'vitest'
import { DELIVERY_DEFAULTS } from '../../src/delivery/index.js'
import { account, createHarness } from './fake-service.js'

/** A full batch under way that is not answered, and three items that wait; then the pipe rests. */
async function createResting() {
  const harness = createHarness({ requestTimeoutMs: 300_000, concurrency: { initial: 1, max: 1 } })
  const signals: AbortSignal[] = []
  harness.service.answer = (_items, { signal }) => {
    signals.push(signal)
    return new Promise(() => {})
  }
  harness.offer(13)
  await harness.clock.settle()
  harness.delivery.rest()
  harness.service.answer = () => ({})
  return { ...harness, signals }
}

describe('rest', () => {
  it('gives up what is under way, counts that it may have arrived, and holds everything', async () => {
    const { delivery, signals } = await createResting()

    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(delivery.stats()).toMatchObject({
      queued: { items: 13 },
      inFlight: { requests: 0, items: 0 },
      ambiguous: 10,
    })
  })

  it.each<[string, (harness: Awaited<ReturnType<typeof createResting>>) => unknown]>([
    ['something is flushed', ({ delivery }) => void delivery.flush()],
    ['a batch is full', ({ offer }) => offer(10)],
    ['the interval of probes is over', ({ clock }) => clock.advance(DELIVERY_DEFAULTS.retryProbeIntervalMs)],
  ])('lasts until %s', async (_what, wake) => {
    const harness = await createResting()
    await harness.clock.advance(DELIVERY_DEFAULTS.retryProbeIntervalMs - 1)
    expect(harness.service.requests).toHaveLength(1)

    await wake(harness)
    await harness.clock.settle()
    expect(harness.service.accepted.slice(0, 10).map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('is not ended by an item that may wait for others, before its batch is due', async () => {
    const { service, offer, clock, delivery } = createHarness({ flushIntervalMs: 1_000 })
    service.answer = () => new Promise(() => {})
    offer(3)
    await clock.advance(1_000)
    delivery.rest()
    service.answer = () => ({})
    offer(1)
    await clock.advance(999)
    expect(service.requests).toHaveLength(1)
    await clock.advance(1)

    expect(service.accepted).toHaveLength(4)
  })

  it('leaves a shutdown everything to deliver', async () => {
    const { delivery } = await createResting()

    expect(await delivery.shutdown()).toEqual(account({ delivered: 13 }))
  })

  it('needs no timer when nothing is held', () => {
    const { delivery, clock } = createHarness()
    delivery.rest()

    expect(clock.pendingTimers).toBe(0)
  })
})
