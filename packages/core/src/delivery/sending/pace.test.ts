import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConcurrencyLimit, fullJitterDelay, Gate, RetryBudget } from './pace.js'

const RETRY = { baseDelayMs: 100, maxDelayMs: 10_000, maxAgeMs: 300_000, probeIntervalMs: 30_000 }
/** So many refusals in a row cost no time. */
const FREE_REFUSALS = 16

const TRANSIENT = { kind: 'transient' } as const
const UNAVAILABLE = { kind: 'unavailable' } as const
const CURABLE = { kind: 'curable' } as const

const createGate = (random: () => number = () => 0.5, concurrency = { initial: 2, max: 4 }): Gate =>
  new Gate(RETRY, concurrency, random)

function refuseTimes(gate: Gate, times: number, now = 0): void {
  for (let time = 0; time < times; time++) gate.refused(now)
}

describe('full jitter', () => {
  it('lies between nothing and the exponential ceiling, which the maximum caps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1, max: 100_000 }),
        (attempt, draw, base, max) => {
          const delay = fullJitterDelay(attempt, draw, base, max)

          expect(delay).toBeGreaterThanOrEqual(0)
          expect(delay).toBeLessThanOrEqual(max)
          expect(delay).toBeLessThanOrEqual(base * 2 ** Math.max(0, attempt - 1))
        },
      ),
    )
  })

  it('uses the whole range from 1 ms on, so that a fleet spreads', () => {
    expect([0, 0.5, 0.999].map((draw) => fullJitterDelay(4, draw, 100, 10_000))).toEqual([1, 400, 799.2])
  })

  it('starts at the base with the first attempt', () => {
    expect([0, 1, 2, 3].map((attempt) => fullJitterDelay(attempt, 1, 100, 10_000))).toEqual([100, 100, 200, 400])
  })
})

describe('the retry budget', () => {
  it('pays for 100 retries in a row, and for one more after three successes', () => {
    const budget = new RetryBudget()
    let paid = 0
    while (budget.spend()) paid += 1
    expect(paid).toBe(100)

    for (let success = 0; success < 2; success++) budget.refund()
    expect(budget.spend()).toBe(false)
    budget.refund()

    expect(budget.spend()).toBe(true)
    expect(budget.spend()).toBe(false)
  })

  it('lasts for ever while a quarter of the requests fail', () => {
    const budget = new RetryBudget()
    let refused = 0
    for (let request = 0; request < 40_000; request++) {
      if (request % 4 !== 0) budget.refund()
      else if (!budget.spend()) refused += 1
    }

    expect(refused).toBe(0)
  })

  it('does not save beyond its capacity', () => {
    const budget = new RetryBudget()
    for (let success = 0; success < 10_000; success++) budget.refund()
    let paid = 0
    while (budget.spend()) paid += 1

    expect(paid).toBe(100)
  })
})

describe('the concurrency limit', () => {
  it('halves on throttling down to one, and grows by one after as many successes as it allows', () => {
    const limit = new ConcurrencyLimit(8, 8)
    const seen: number[] = []
    for (let throttle = 0; throttle < 4; throttle++) {
      limit.throttled()
      seen.push(limit.current)
    }
    expect(seen).toEqual([4, 2, 1, 1])

    const growth: number[] = []
    for (let success = 0; success < 7; success++) {
      limit.succeeded()
      growth.push(limit.current)
    }
    expect(growth).toEqual([2, 2, 3, 3, 3, 4, 4])
  })

  it('stays between one and its maximum, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.array(fc.boolean()), (max, events) => {
        const limit = new ConcurrencyLimit(max, max)
        for (const succeeded of events) {
          if (succeeded) limit.succeeded()
          else limit.throttled()
          expect(limit.current).toBeGreaterThanOrEqual(1)
          expect(limit.current).toBeLessThanOrEqual(max)
        }
      }),
    )
  })
})

describe('the gate', () => {
  it('is open at first, with the initial concurrency', () => {
    expect(createGate()).toMatchObject({
      closedUntil: Number.NEGATIVE_INFINITY,
      concurrency: 2,
      failing: false,
      unavailable: false,
      doubtful: false,
    })
  })

  it('closes longer with each failure in a row, and lets one request at a time try', () => {
    const gate = createGate()
    const delays: number[] = []
    for (let failure = 0; failure < 9; failure++) {
      gate.failed(TRANSIENT, 1_000)
      delays.push(gate.closedUntil - 1_000)
    }

    expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000])
    expect(gate).toMatchObject({ concurrency: 1, failing: true, unavailable: false })
  })

  it('opens at once when something is taken, and starts over', () => {
    const gate = createGate()
    for (let failure = 0; failure < 9; failure++) gate.failed(TRANSIENT, 0)
    gate.succeeded(false)
    expect(gate).toMatchObject({ closedUntil: Number.NEGATIVE_INFINITY, concurrency: 2, failing: false })
    gate.failed(TRANSIENT, 0)

    expect(gate.closedUntil).toBe(50)
  })

  it('waits half to the whole of the probe interval while the destination is unavailable', () => {
    for (const [draw, delay] of [
      [0, 15_000],
      [0.5, 22_500],
      [0.999, 29_985],
    ] as const) {
      const gate = createGate(() => draw)
      gate.failed(UNAVAILABLE, 0)

      expect(gate.unavailable).toBe(true)
      expect(gate.closedUntil).toBeCloseTo(delay)
    }
  })

  it('waits the longest delay when its budget is spent', () => {
    const gate = createGate(() => 0)
    for (let failure = 0; failure < 100; failure++) gate.failed(TRANSIENT, 0)
    expect(gate.closedUntil).toBe(1)
    gate.failed(TRANSIENT, 0)

    expect(gate.closedUntil).toBe(RETRY.maxDelayMs)
  })

  it('does not wait the longest delay at the end of its life, nor for the items of a partial failure', () => {
    const gate = createGate(() => 0.5)
    for (let failure = 0; failure < 101; failure++) gate.failed(TRANSIENT, 0)
    gate.succeeded(false)
    gate.failed(TRANSIENT, 1_000, { hurried: true })

    expect(gate.closedUntil).toBe(1_000 + RETRY.baseDelayMs / 2)
    expect(gate.itemBackoff()(1)).toBe(RETRY.baseDelayMs / 2)
  })

  it('gives the items of one answer one draw, and each its own attempts', () => {
    let draws = 0
    const gate = createGate(() => {
      draws += 1
      return 0.5
    })
    const backoff = gate.itemBackoff()

    expect([1, 2, 3].map(backoff)).toEqual([50, 100, 200])
    expect(draws).toBe(1)
  })

  it('halves concurrency when items are throttled, and grows it only by clean answers', () => {
    const gate = createGate(() => 0, { initial: 4, max: 4 })
    gate.slowDown()
    expect(gate.concurrency).toBe(2)
    for (let answer = 0; answer < 10; answer++) gate.succeeded(true)
    expect(gate.concurrency).toBe(2)
    gate.succeeded(false)
    gate.succeeded(false)

    expect(gate.concurrency).toBe(3)
  })

  it('lets so many refusals in a row pass as finding one culprit may cost, and then closes like for a missing destination', () => {
    const gate = createGate()
    refuseTimes(gate, FREE_REFUSALS)
    expect(gate).toMatchObject({ closedUntil: Number.NEGATIVE_INFINITY, failing: false, doubtful: false })

    const delays = Array.from({ length: 12 }, () => {
      gate.refused(0)
      return gate.closedUntil
    })

    expect(delays.slice(0, 3)).toEqual([50, 100, 200])
    expect(delays.at(-1)).toBe(RETRY.probeIntervalMs / 2)
    expect(gate).toMatchObject({ failing: true, doubtful: true, concurrency: 1 })
  })

  it('forgets refusals as soon as something is taken', () => {
    const gate = createGate()
    refuseTimes(gate, FREE_REFUSALS + 5)
    gate.succeeded(true)
    refuseTimes(gate, FREE_REFUSALS)

    expect(gate.doubtful).toBe(false)
    expect(gate.closedUntil).toBe(Number.NEGATIVE_INFINITY)
  })

  it('takes a refusal for the end of an outage: who refuses is there', () => {
    const gate = createGate()
    gate.failed(UNAVAILABLE, 0)
    gate.refused(0)

    expect(gate).toMatchObject({ unavailable: false, failing: false })
  })

  it('opens no later than it is hastened to, and never later than before', () => {
    const gate = createGate()
    gate.failed(UNAVAILABLE, 0)
    gate.hasten(10)
    expect(gate.closedUntil).toBe(10)
    gate.hasten(1_000)

    expect(gate.closedUntil).toBe(10)
  })

  it.each([
    [undefined, 'unavailable', 22_503],
    ['unavailable', 'unavailable', 22_503],
    ['transient', 'transient', 403],
    ['throttled', 'throttled', 403],
  ] as const)(
    'lets three failures that may be cured try again at once; the fourth, otherwise %s, counts as %s',
    (otherwise, counted, closedUntil) => {
      const gate = createGate()
      const counts = [0, 1, 2].map((now) => [gate.failed({ ...CURABLE, otherwise }, now), gate.closedUntil])
      expect(counts).toEqual([
        ['curable', 1],
        ['curable', 2],
        ['curable', 3],
      ])
      expect(gate).toMatchObject({ failing: true, unavailable: false, concurrency: 1 })

      expect(gate.failed({ ...CURABLE, otherwise }, 3)).toBe(counted)
      expect(gate.closedUntil).toBe(closedUntil)
      expect(gate.unavailable).toBe(counted === 'unavailable')
    },
  )

  it('throttles concurrency for a failure that counts as throttling in the end, and for no cure', () => {
    const gate = createGate(() => 0, { initial: 4, max: 4 })
    for (const now of [0, 1, 2]) gate.failed({ ...CURABLE, otherwise: 'throttled' }, now)
    gate.succeeded(true)
    expect(gate.concurrency).toBe(4)
    for (const now of [3, 4, 5, 6]) gate.failed({ ...CURABLE, otherwise: 'throttled' }, now)
    gate.succeeded(true)

    expect(gate.concurrency).toBe(2)
  })

  it('counts failures that may be cured once for all requests that were under way together', () => {
    const gate = createGate()
    for (const begunAt of [10, 10, 20, 30, 100]) expect(gate.failed(CURABLE, 100, { begunAt })).toBe('curable')
    for (const begunAt of [101, 102]) expect(gate.failed(CURABLE, begunAt, { begunAt })).toBe('curable')

    expect(gate.failed(CURABLE, 103, { begunAt: 103 })).toBe('unavailable')
  })

  it.each<[string, (gate: Gate) => unknown]>([
    ['something is taken', (gate) => gate.succeeded(true)],
    ['the service refuses a request', (gate) => gate.refused(50)],
    ['the service answers at all', (gate) => gate.reached()],
    ['a request fails otherwise', (gate) => gate.failed(TRANSIENT, 50)],
  ])('starts to count those in a row anew when %s', (_what, happen) => {
    const gate = createGate()
    for (const now of [0, 1, 2]) gate.failed(CURABLE, now)
    happen(gate)

    expect([60, 61, 62, 63].map((now) => gate.failed(CURABLE, now))).toEqual([
      'curable',
      'curable',
      'curable',
      'unavailable',
    ])
  })

  it('knows by any answer that the destination is there, and opens no sooner by it', () => {
    const gate = createGate()
    gate.failed(UNAVAILABLE, 0)
    gate.reached()

    expect(gate).toMatchObject({ unavailable: false, failing: false, closedUntil: 22_500 })
  })

  it('pays from its budget for whole requests alone: neither probes nor cures cost anything', () => {
    const gate = createGate(() => 0)
    for (let now = 0; now < 200; now++) gate.failed(UNAVAILABLE, now)
    for (let now = 200; now < 202; now++) gate.failed(CURABLE, now)
    gate.failed(TRANSIENT, 300)

    expect(gate.closedUntil).toBe(301)
  })
})
