import { describe, expect, it } from 'vitest'
import { awsError, createHarness, ids, LIMITS, throttledItem } from './fake-service.js'

describe('failures', () => {
  it('sends only the failed items of a partial failure again', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(2), throttledItem(7)] } : {})

    offer(10)
    const flushed = delivery.flush()
    await clock.advance(1_000)

    expect(await flushed).toEqual({ delivered: 10, dropped: 0, pending: 0 })
    expect(service.requests.map(ids)).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      [2, 7],
    ])
    expect(delivery.stats().retried).toBe(2)
  })

  it('waits before it sends again, and longer each time', async () => {
    const { delivery, service, offer, clock } = createHarness({ random: () => 0.5 })
    service.answer = () => Promise.reject(awsError('InternalFailure', 500))
    const moments: number[] = []
    const answer = service.answer
    service.answer = (items, context) => {
      moments.push(clock.monotonic())
      return answer(items, context)
    }

    offer(1)
    void delivery.flush()
    await clock.advance(20_000)

    const waits = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0))
    expect(waits.slice(0, 7)).toEqual([50, 100, 200, 400, 800, 1600, 3200])
  })

  it('sends nothing else while the destination fails as a whole', async () => {
    const { service, offer, clock } = createHarness({ random: () => 0.999 })
    service.answer = () => Promise.reject(awsError('InternalFailure', 500))

    offer(100)
    await clock.advance(99)

    expect(service.requests.length).toBeLessThanOrEqual(2)
  })

  it('does not resend what was accepted when nothing of a later request is', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = (items) =>
      service.requests.length < 4 ? { failed: items.map((_item, index) => throttledItem(index)) } : {}

    offer(10)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 10 })
    expect(ids(service.accepted).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('loses only the poisonous item of a refused batch', async () => {
    const { delivery, service, offer } = createHarness()
    service.answer = (items) =>
      items.some((item) => item.id === 6) ? Promise.reject(awsError('ValidationException', 400)) : {}

    offer(10)
    expect(await delivery.flush()).toEqual({ delivered: 9, dropped: 1, pending: 0 })

    expect(ids(service.accepted).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9])
    expect(delivery.stats().dropped.rejected).toBe(1)
  })

  it('probes slowly when the destination is missing, says so once a minute, and delivers when it appears', async () => {
    const { delivery, service, offer, clock, diagnostics } = createHarness()
    service.answer = () => Promise.reject(awsError('ResourceNotFoundException', 400))

    offer(10)
    await clock.advance(120_000)
    const attempts = service.requests.length
    service.answer = () => ({})
    await clock.advance(30_000)

    expect(attempts).toBeGreaterThanOrEqual(4)
    expect(attempts).toBeLessThanOrEqual(9)
    expect(diagnostics.filter(({ code }) => code === 'MON_DELIVERY_UNAVAILABLE')).toHaveLength(2)
    expect(diagnostics.at(-1)?.code).toBe('MON_DELIVERY_RECOVERED')
    expect(delivery.stats().delivered).toBe(10)
  })

  it('sends a request again that is not answered in time, and aborts it', async () => {
    const { delivery, service, offer, clock } = createHarness({ requestTimeoutMs: 5_000 })
    const aborted: boolean[] = []
    service.answer = (_items, { signal }) => {
      if (service.requests.length > 1) return {}
      return new Promise(() => {
        signal.addEventListener('abort', () => aborted.push(signal.aborted))
      })
    }

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(6_000)

    expect(await flushed).toEqual({ delivered: 1, dropped: 0, pending: 0 })
    expect(aborted).toEqual([true])
    expect(service.requests).toHaveLength(2)
  })

  it('gives up an item after its age limit and counts it as expired', async () => {
    const { delivery, service, offer, clock } = createHarness({ retry: { maxAgeMs: 60_000 } })
    service.answer = () => Promise.reject(awsError('InternalFailure', 500))

    offer(3)
    const flushed = delivery.flush()
    await clock.advance(75_000)

    expect(await flushed).toEqual({ delivered: 0, dropped: 3, pending: 0 })
    expect(delivery.stats().dropped.expired).toBe(3)
  })

  it('halves concurrency on throttling and grows it back by one at a time', async () => {
    const { service, offer, clock } = createHarness({ concurrency: { initial: 4, max: 4 } })
    let underWay = 0
    let throttling = true
    const seen: number[] = []
    service.answer = async (items) => {
      underWay += 1
      seen.push(underWay)
      await new Promise<void>((resolve) => clock.schedule(resolve, 10))
      underWay -= 1
      return throttling ? { failed: [throttledItem(items.length - 1)] } : {}
    }

    offer(80)
    await clock.advance(25)
    seen.length = 0
    offer(50)
    await clock.advance(5_000)
    const whileThrottled = Math.max(...seen)
    throttling = false
    seen.length = 0
    offer(200)
    await clock.advance(20_000)

    expect(whileThrottled).toBe(1)
    expect(Math.max(...seen)).toBe(4)
  })

  it('reports trouble once when it begins and once when it ends', async () => {
    const { delivery, service, offer, clock, diagnostics } = createHarness()
    service.answer = () => (service.requests.length < 6 ? Promise.reject(awsError('ThrottlingException', 400)) : {})

    offer(LIMITS.maxBatchItems)
    void delivery.flush()
    await clock.advance(60_000)

    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_THROTTLED', 'MON_DELIVERY_RECOVERED'])
  })

  it('keeps going when the handler of diagnostics throws', async () => {
    const { delivery, service, offer, clock } = createHarness({
      onDiagnostic: () => {
        throw new Error('handler')
      },
    })
    service.answer = () => (service.requests.length === 1 ? Promise.reject(awsError('InternalFailure', 500)) : {})

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
  })

  it('sends failed items again after their backoff, without waiting for a full batch', async () => {
    const { delivery, service, offer, clock } = createHarness({ flushIntervalMs: 60_000 })
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(3)] } : {})

    offer(10)
    await clock.advance(1_000)

    expect(delivery.stats().delivered).toBe(10)
  })

  it('says at once that a destination is missing again after it had recovered', async () => {
    const { service, offer, clock, diagnostics } = createHarness({ retry: { probeIntervalMs: 1_000 } })
    const missing = () => Promise.reject(awsError('ResourceNotFoundException', 400))
    for (const answer of [missing, () => ({}), missing]) {
      service.answer = answer
      offer(10)
      await clock.advance(3_000)
    }

    expect(diagnostics.map(({ code }) => code)).toEqual([
      'MON_DELIVERY_UNAVAILABLE',
      'MON_DELIVERY_RECOVERED',
      'MON_DELIVERY_UNAVAILABLE',
    ])
  })
})
