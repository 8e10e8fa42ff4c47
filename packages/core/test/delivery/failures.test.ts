import { describe, expect, it } from 'vitest'
import type { FailureKind, ItemFailure } from '../../src/delivery/index.js'
import { createReport, type Diagnostic } from '../../src/reporting/index.js'
import { createManualClock } from '../../src/testing/index.js'
import {
  account,
  createHarness,
  createHarnessWith,
  failing,
  fault,
  type Harness,
  ids,
  LIMITS,
  range,
  throttledItem,
} from './fake-service.js'

/** How long it was from each request to the next. */
function waits({ moments }: Harness['service']): number[] {
  return moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0))
}

/** The first so many requests fail. */
function failFirst({ service }: Harness, count: number, kind: FailureKind = 'transient'): void {
  service.answer = () => (service.requests.length <= count ? Promise.reject(fault(kind)) : {})
}

const itemFailing = (index: number): ItemFailure => ({ index, kind: 'transient', code: 'ItemFailed' })

describe('a partial failure', () => {
  it('sends only the failed items again', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(2), throttledItem(7)] } : {})

    offer(10)
    const flushed = delivery.flush()
    await clock.advance(1_000)

    expect(await flushed).toEqual(account({ delivered: 10 }))
    expect(service.requests.map(ids)).toEqual([range(0, 10), [2, 7]])
    expect(delivery.stats().retried).toBe(2)
  })

  it('sends them after their backoff, without waiting for a full batch', async () => {
    const { delivery, service, offer, clock } = createHarness({ flushIntervalMs: 60_000, random: () => 0.5 })
    service.answer = () => (service.requests.length === 1 ? { failed: [throttledItem(3)] } : {})

    offer(10)
    await clock.advance(50)

    expect(service.moments).toEqual([0, 50])
    expect(delivery.stats().delivered).toBe(10)
  })

  it('doubles the backoff of an item with its own attempts, while others go on', async () => {
    const { service, offer, clock } = createHarness({ random: () => 0.5, flushIntervalMs: 10 })
    service.answer = (items) => ({
      failed: items.flatMap((item, index) => (item.id === 0 ? [itemFailing(index)] : [])),
    })

    for (let moment = 0; moment < 2_000; moment += 10) {
      offer(1)
      await clock.advance(10)
    }

    const tries = service.requests.flatMap((request, at) =>
      ids(request).includes(0) ? [service.moments[at] ?? 0] : [],
    )
    expect(tries.slice(1).map((moment, index) => moment - (tries[index] ?? 0))).toEqual([50, 100, 200, 400, 800])
    expect(service.accepted.length).toBeGreaterThan(190)
  })

  it('does not let concurrency grow: only clean answers do', async () => {
    const harness = createHarness({ concurrency: { initial: 1, max: 4 }, random: () => 0.1 })
    const { service, offer, clock } = harness
    const isPartial = { now: true }
    let underWay = 0
    let most = 0
    service.answer = async () => {
      underWay += 1
      most = Math.max(most, underWay)
      await new Promise<void>((resolve) => clock.schedule(resolve, 10))
      underWay -= 1
      return isPartial.now ? { failed: [itemFailing(0)] } : {}
    }

    offer(300)
    await clock.advance(200)
    expect(most).toBe(1)
    isPartial.now = false
    await clock.advance(2_000)

    expect(most).toBe(4)
    expect(service.accepted).toHaveLength(300)
  })

  it('without throttling leaves concurrency as it is', async () => {
    const { service, offer, clock } = createHarness({ concurrency: { initial: 4, max: 4 }, random: () => 0.1 })
    let underWay = 0
    const seen: number[] = []
    service.answer = async () => {
      underWay += 1
      seen.push(underWay)
      await new Promise<void>((resolve) => clock.schedule(resolve, 10))
      underWay -= 1
      return { failed: [itemFailing(0)] }
    }

    offer(200)
    await clock.advance(25)
    seen.length = 0
    await clock.advance(10)

    expect(Math.max(...seen)).toBe(4)
  })

  it('in which nothing is taken closes the gate for everything, longer each time', async () => {
    const { service, offer, clock } = createHarness({ random: () => 0.5, concurrency: { initial: 1, max: 1 } })
    service.answer = (items) => ({ failed: items.map((_item, index) => itemFailing(index)) })

    offer(100)
    await clock.advance(1_600)

    expect(waits(service)).toEqual([50, 100, 200, 400, 800])
  })

  it('never sends again what was accepted', async () => {
    const { delivery, service, offer, clock } = createHarness()
    service.answer = (items) =>
      service.requests.length < 4 ? { failed: items.map((_item, index) => throttledItem(index)) } : {}

    offer(10)
    const flushed = delivery.flush({ timeoutMs: 10_000 })
    await clock.advance(10_000)

    expect(await flushed).toEqual(account({ delivered: 10 }))
    expect(ids(service.accepted).sort((a, b) => a - b)).toEqual(range(0, 10))
  })

  it('halves concurrency when items are throttled, and grows it back by one at a time', async () => {
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
})

describe('a request that fails as a whole', () => {
  it('is made again after a wait that doubles each time', async () => {
    const { delivery, service, offer, clock } = createHarness({ random: () => 0.5 })
    service.answer = failing('transient')

    offer(1)
    void delivery.flush()
    await clock.advance(20_000)

    expect(waits(service).slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000])
  })

  it('holds everything else back, and then one request at a time tries', async () => {
    const harness = createHarness({ random: () => 0.999 })
    const { service, offer, clock } = harness
    service.answer = failing('transient')

    offer(100)
    await clock.advance(99)
    expect(service.requests).toHaveLength(2)
    // Two that failed together count as two in a row: the gate is closed for up to twice the first ceiling.
    await clock.advance(200)

    expect(service.requests).toHaveLength(3)
  })

  it('starts over with the first wait once something was taken', async () => {
    const harness = createHarness({ random: () => 0.5, concurrency: { initial: 1, max: 1 } })
    const { service, offer, clock } = harness
    failFirst(harness, 3)
    offer(10)
    await clock.advance(1_000)
    const before = service.requests.length
    service.answer = failing('transient')
    offer(10)
    await clock.advance(60)

    expect(before).toBe(4)
    expect(waits(service).slice(-1)).toEqual([50])
  })

  it('counts each item that is sent again, each time', async () => {
    const harness = createHarness()
    failFirst(harness, 2)

    harness.offer(10)
    await harness.clock.advance(2_000)

    expect(harness.delivery.stats()).toMatchObject({ delivered: 10, retried: 20, ambiguous: 0 })
  })

  it('is aborted and made again when it is not answered in time', async () => {
    const { delivery, service, offer, clock } = createHarness({ requestTimeoutMs: 2_000 })
    const aborted: boolean[] = []
    service.answer = (_items, { signal }) => {
      if (service.requests.length > 1) return {}
      return new Promise(() => {
        signal.addEventListener('abort', () => aborted.push(signal.aborted))
      })
    }

    offer(1)
    const flushed = delivery.flush()
    await clock.advance(1_999)
    expect(aborted).toEqual([])
    await clock.advance(1_000)

    expect(await flushed).toEqual(account({ delivered: 1 }))
    expect(aborted).toEqual([true])
    expect(service.requests).toHaveLength(2)
  })

  it('costs its items nothing when the others of the pipe are refused', async () => {
    const { delivery, service, offer } = createHarness()
    service.answer = (items) => (items.some((item) => item.id === 6) ? Promise.reject(fault('rejected')) : {})

    offer(10)

    expect(await delivery.flush()).toEqual(account({ delivered: 9, dropped: 1, byReason: { rejected: 1 } }))
    expect(ids(service.accepted).sort((a, b) => a - b)).toEqual(range(0, 10).filter((id) => id !== 6))
  })
})

describe('the age of an item', () => {
  it('counts from its first failure, and a failed attempt at the limit ends it', async () => {
    const { service, offer, clock, delivery } = createHarness({
      retry: { maxAgeMs: 60_000, maxDelayMs: 10_000 },
      random: () => 0.999,
    })
    service.answer = failing('transient')

    offer(3)
    await clock.advance(61_000)
    expect(delivery.stats()).toMatchObject({ queued: { items: 3 }, dropped: { expired: 0 } })
    const before = service.requests.length
    await clock.advance(10_000)

    expect(service.requests).toHaveLength(before + 1)
    expect(delivery.stats()).toMatchObject({ queued: { items: 0 }, dropped: { expired: 3 } })
  })

  it('of one that waits behind others begins when it is tried itself', async () => {
    const { service, offer, clock, delivery } = createHarness({
      retry: { maxAgeMs: 60_000, maxDelayMs: 1_000 },
      concurrency: { initial: 1, max: 1 },
      random: () => 0.999,
    })
    service.answer = failing('transient')

    offer(20)
    await clock.advance(63_000)
    const { dropped, queued } = delivery.stats()

    expect([dropped.expired, queued.items]).toEqual([10, 10])
    await clock.advance(65_000)
    expect(delivery.stats().dropped.expired).toBe(20)
  })

  it('is its own in a partial failure: old items end, young ones are sent again', async () => {
    const { service, offer, clock, delivery } = createHarness({
      retry: { maxAgeMs: 1_000, baseDelayMs: 100, maxDelayMs: 100 },
      random: () => 0.999,
      flushIntervalMs: 10,
    })
    service.answer = (items) => ({ failed: items.flatMap((item, index) => (item.id < 2 ? [itemFailing(index)] : [])) })
    offer(1)
    await clock.advance(600)
    offer(1)
    await clock.advance(500)
    expect(delivery.stats()).toMatchObject({ queued: { items: 1 }, dropped: { expired: 1 } })
    service.answer = () => ({})
    await clock.advance(200)

    expect(delivery.stats()).toMatchObject({ delivered: 1, dropped: { expired: 1 } })
    expect(ids(service.accepted)).toEqual([1])
  })

  it('is shown for the oldest item that is held, whatever it waits for', async () => {
    const { service, offer, clock, delivery } = createHarness({ random: () => 0.999 })
    service.answer = failing('transient')

    offer(1)
    await clock.advance(20_000)
    offer(1)
    await clock.advance(10)

    expect(delivery.stats().oldestAgeMs).toBe(20_010)
  })
})

describe('trouble', () => {
  it.each([
    ['transient', 'MON_DELIVERY_RETRYING'],
    ['throttled', 'MON_DELIVERY_THROTTLED'],
    ['curable', 'MON_DELIVERY_RETRYING'],
    ['unavailable', 'MON_DELIVERY_UNAVAILABLE'],
  ] as const)('that is %s is told once when it begins, as %s, and once when it ends', async (kind, code) => {
    const harness = createHarness({ retry: { probeIntervalMs: 100 } })
    failFirst(harness, 3, kind)

    harness.offer(LIMITS.maxBatchItems)
    await harness.clock.advance(59_000)

    expect(harness.codes()).toEqual([code, 'MON_DELIVERY_RECOVERED'])
    expect(harness.diagnostics[0]).toMatchObject({
      level: kind === 'unavailable' ? 'error' : 'warn',
      source: 'test',
      details: { held: 10 },
      error: { message: `a fault that is ${kind}` },
    })
    expect(harness.diagnostics[1]?.level).toBe('info')
  })

  it.each(['transient', 'unavailable'] as const)(
    'that was not told, as another pipe with the same voice has told it, has no end that is told (%s)',
    async (kind) => {
      const clock = createManualClock()
      const diagnostics: Diagnostic[] = []
      const report = createReport({
        source: 'shared',
        clock,
        onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
      })
      for (let pipe = 0; pipe < 2; pipe++) {
        const harness = createHarnessWith(clock, { report, retry: { probeIntervalMs: 100 } })
        harness.service.answer = () => (harness.service.requests.length === 1 ? Promise.reject(fault(kind)) : {})
        harness.offer(10)
      }
      await clock.advance(10_000)

      expect(diagnostics.filter(({ code }) => code === 'MON_DELIVERY_RECOVERED')).toHaveLength(1)
      expect(diagnostics).toHaveLength(2)
    },
  )

  it.each([
    ['last', [itemFailing(2), throttledItem(7)]],
    ['first', [throttledItem(2), itemFailing(7)]],
  ])('in part is told like trouble of whole requests, throttling before all (%s)', async (_where, failed) => {
    const harness = createHarness()
    const { service } = harness
    service.answer = () => (service.requests.length === 1 ? { failed } : {})

    harness.offer(LIMITS.maxBatchItems)
    await harness.clock.advance(10_000)

    expect(harness.codes()).toEqual(['MON_DELIVERY_THROTTLED', 'MON_DELIVERY_RECOVERED'])
    expect(harness.diagnostics[0]).toMatchObject({
      message: '2 records of a request were not taken (ItemThrottled); they are sent again.',
      details: { items: 2, held: 2 },
    })
  })

  it('that flaps in every request is told at most once a minute', async () => {
    const { delivery, service, offer, clock, codes } = createHarness()
    service.answer = (items) => (items.length > 1 ? { failed: [throttledItem(0)] } : {})

    for (let round = 0; round < 119; round++) {
      offer(10)
      await clock.advance(1_000)
    }

    expect(delivery.stats().delivered).toBeGreaterThan(1_000)
    expect(codes()).toEqual([
      'MON_DELIVERY_THROTTLED',
      'MON_DELIVERY_RECOVERED',
      'MON_DELIVERY_THROTTLED',
      'MON_DELIVERY_RECOVERED',
    ])
  })

  it('of a destination that takes nothing is told each time that it begins, however soon that is', async () => {
    const harness = createHarness({ retry: { probeIntervalMs: 100 } })
    const { service, clock, offer } = harness
    service.answer = () => (service.requests.length === 2 ? {} : Promise.reject(fault('unavailable')))
    offer(10)
    await clock.advance(1_000)
    offer(10)
    await clock.advance(1_000)

    expect(harness.codes()).toEqual(['MON_DELIVERY_UNAVAILABLE', 'MON_DELIVERY_RECOVERED', 'MON_DELIVERY_UNAVAILABLE'])
  })

  it('does not end with an answer that takes only some', async () => {
    const harness = createHarness({ random: () => 0.5 })
    const { service } = harness
    service.answer = () => {
      if (service.requests.length === 1) return Promise.reject(fault('transient'))
      return service.requests.length === 2 ? { failed: [itemFailing(0)] } : {}
    }

    harness.offer(10)
    await harness.clock.advance(60)
    expect(harness.codes()).toEqual(['MON_DELIVERY_RETRYING'])
    await harness.clock.advance(1_000)

    expect(harness.codes()).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_RECOVERED'])
  })

  it('goes on in silence when the handler of diagnostics throws', async () => {
    const harness = createHarness({
      onDiagnostic: () => {
        throw new Error('handler')
      },
    })
    failFirst(harness, 1)

    harness.offer(1)
    const flushed = harness.delivery.flush()
    await harness.clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
  })
})
