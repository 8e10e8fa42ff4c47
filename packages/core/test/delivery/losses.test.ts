import { describe, expect, it } from 'vitest'
import { DROP_REASONS, type DropReason } from '../../src/delivery/index.js'
import { createReport } from '../../src/reporting/index.js'
import { createManualClock } from '../../src/testing/index.js'
import { account, createHarness, createHarnessWith, failing, type Harness, rejectedItem } from './fake-service.js'

const DEBUG = 1
const ERROR = 5
const MINUTE_MS = 60_000

/** What loses one item for each reason, with the options that it needs. */
const LOSERS: Readonly<
  Record<
    DropReason,
    { readonly options?: object; prepare?(harness: Harness): Promise<void>; lose(harness: Harness): void }
  >
> = {
  overflow: {
    options: { buffer: { maxItems: 1 }, flushIntervalMs: 10 * MINUTE_MS },
    prepare: async ({ offer }) => void offer(1),
    lose: ({ offer }) => void offer(1),
  },
  tooLarge: { lose: ({ offer }) => void offer(1, { bytes: 201 }) },
  invalid: { lose: ({ offer }) => void offer(1, { bytes: -1 }) },
  rejected: {
    options: { flushIntervalMs: 1 },
    async prepare({ service }) {
      service.answer = () => ({ failed: [rejectedItem(0)] })
    },
    lose: ({ offer }) => void offer(1),
  },
  expired: {
    options: { retry: { maxAgeMs: 1, baseDelayMs: 1, maxDelayMs: 1 }, flushIntervalMs: 1 },
    async prepare({ service }) {
      service.answer = failing('transient')
    },
    lose: ({ offer }) => void offer(1),
  },
  closed: {
    prepare: async ({ delivery }) => void (await delivery.shutdown()),
    lose: ({ offer }) => void offer(1),
  },
  unsent: {
    lose({ offer, delivery }) {
      offer(1)
      delivery.abandon()
    },
  },
}

/** How many items each diagnostic of losses tells, and how many in all. */
function told({ diagnostics }: Pick<Harness, 'diagnostics'>): (readonly [unknown, unknown])[] {
  return diagnostics.flatMap(({ code, details }) =>
    code === 'MON_DELIVERY_LOST' ? [[details?.['total'], details?.['inAll']] as const] : [],
  )
}

describe('a loss', () => {
  it.each(DROP_REASONS)('for the reason `%s` is told at once, and not within the call that lost it', async (reason) => {
    const { options, prepare, lose } = LOSERS[reason]
    const harness = createHarness(options)
    await prepare?.(harness)

    lose(harness)
    const toldWithin = told(harness)
    await harness.clock.advance(30)

    const message = `1 record was lost: 1 ${reason}.`
    expect(harness.messages('MON_DELIVERY_LOST')).toEqual([message])
    expect(harness.diagnostics.find(({ code }) => code === 'MON_DELIVERY_LOST')).toMatchObject({
      level: 'error',
      source: 'test',
      details: { total: 1, byReason: { [reason]: 1 }, byPriority: { 0: 1 }, inAll: 1 },
    })
    // An end is the exception: nothing runs after it.
    expect(toldWithin).toHaveLength(reason === 'unsent' ? 1 : 0)
    expect(harness.delivery.stats().dropped[reason]).toBe(1)
  })

  it.each(['overflow', 'tooLarge', 'invalid', 'rejected', 'expired', 'closed'] as const)(
    'that goes on for the reason `%s` is told each minute while it lasts, with the total',
    async (reason) => {
      const { options, prepare, lose } = LOSERS[reason]
      const harness = createHarness(options)
      await prepare?.(harness)

      for (let second = 0; second < 150; second++) {
        lose(harness)
        await harness.clock.advance(1_000)
      }

      const counts = told(harness)
      expect(counts).toHaveLength(3)
      // At its start, and then what came until a minute had passed.
      expect(Number(counts[0]?.[0])).toBeLessThanOrEqual(3)
      expect(Number(counts[1]?.[0])).toBeGreaterThanOrEqual(57)
      expect(counts.at(-1)?.[1]).toBe(counts.reduce((sum, [total]) => sum + Number(total), 0))
      expect(harness.delivery.stats().dropped[reason]).toBeGreaterThan(Number(counts.at(-1)?.[1]))
    },
  )

  it('during an outage is told while it lasts, although nothing is delivered', async () => {
    const harness = createHarness({ buffer: { maxItems: 20 } })
    const { service, offer, clock, messages, losses, delivery } = harness
    service.answer = failing('transient')
    for (let minute = 0; minute < 3; minute++) {
      offer(50)
      await clock.advance(MINUTE_MS)
    }

    expect(messages('MON_DELIVERY_LOST')).toEqual([
      '30 records were lost: 30 overflow.',
      '50 records were lost: 50 overflow. 80 since the start.',
      '50 records were lost: 50 overflow. 130 since the start.',
    ])
    // The application is handed them when something is delivered again.
    expect(losses).toEqual([])
    service.answer = () => ({})
    void delivery.flush()
    await clock.advance(10_000)
    expect(losses.map(({ total, byReason }) => [total, byReason])).toEqual([[130, { overflow: 130 }]])
  })

  it('is told with all its reasons, importance and times', async () => {
    const { delivery, service, offer, clock, losses, diagnostics } = createHarness({ buffer: { maxItems: 20 } })
    service.answer = failing('transient')
    offer(20, { priority: DEBUG })
    await clock.advance(2_000)
    const since = clock.now()
    offer(15, { priority: ERROR })
    await clock.advance(500)
    offer(1, { bytes: 201, priority: ERROR })
    service.answer = () => ({})
    await clock.advance(70_000)

    const report = {
      total: 16,
      byReason: { overflow: 15, tooLarge: 1 },
      byPriority: { [DEBUG]: 15, [ERROR]: 1 },
      since,
      until: since + 500,
    }
    expect(losses).toEqual([report])
    expect(diagnostics.flatMap(({ code, details }) => (code === 'MON_DELIVERY_LOST' ? [details] : []))).toEqual([
      { total: 15, byReason: { overflow: 15 }, byPriority: { [DEBUG]: 15 }, since, until: since, inAll: 15 },
      {
        total: 1,
        byReason: { tooLarge: 1 },
        byPriority: { [ERROR]: 1 },
        since: since + 500,
        until: since + 500,
        inAll: 16,
      },
    ])
    expect(delivery.stats().delivered).toBe(20)
  })

  it('is told at the end, however soon that is after the last time', async () => {
    const harness = createHarness()
    harness.offer(2, { bytes: 201 })
    await harness.clock.advance(10)
    harness.offer(3, { bytes: 201 })

    expect(await harness.delivery.shutdown()).toEqual(account({ dropped: 5, byReason: { tooLarge: 5 } }))
    expect(told(harness)).toEqual([
      [2, 2],
      [3, 5],
    ])
    expect(harness.losses.map(({ total }) => total)).toEqual([5])
    expect(harness.clock.pendingTimers).toBe(0)
  })

  it('after a quiet time is told at once again', async () => {
    const harness = createHarness()
    harness.offer(1, { bytes: 201 })
    await harness.clock.advance(10 * MINUTE_MS)
    expect(harness.clock.pendingTimers).toBe(0)
    harness.offer(1, { bytes: 201 })
    await harness.clock.advance(0)

    expect(told(harness)).toEqual([
      [1, 1],
      [1, 2],
    ])
  })

  it('is handed to the application once items are delivered, then at most once a minute, and at shutdown', async () => {
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

  it('is not handed over by an answer that takes nothing', async () => {
    const { offer, clock, losses, service } = createHarness()
    service.answer = (items) => ({ failed: items.map((_item, index) => ({ index, kind: 'transient', code: 'X' })) })
    offer(1, { bytes: 201 })
    offer(10)
    await clock.advance(100)

    expect(losses).toEqual([])
  })

  it('is handed over by an answer that takes only a part', async () => {
    const { offer, clock, losses, service } = createHarness()
    service.answer = () => ({ failed: [{ index: 0, kind: 'transient', code: 'X' }] })
    offer(1, { bytes: 201 })
    offer(10)
    await clock.settle()

    expect(losses.map(({ total }) => total)).toEqual([1])
  })
})

describe('the words for losses', () => {
  it('list every reason with its count', async () => {
    const { offer, clock, messages } = createHarness({ buffer: { maxItems: 1 } })
    offer(3)
    offer(2, { bytes: 201 })
    await clock.advance(0)

    expect(messages('MON_DELIVERY_LOST')).toEqual(['4 records were lost: 2 overflow, 2 tooLarge.'])
  })
})

describe('on stderr, where each code is told at most once a minute', () => {
  it('losses are told at their start, while they last, and at the end', async () => {
    const clock = createManualClock()
    const lines: string[] = []
    const report = createReport({ source: 'test', clock, stderr: (line) => lines.push(line) })
    const { offer, delivery } = createHarnessWith(clock, { report, onDiagnostic: undefined })
    for (let second = 0; second < 90; second++) {
      offer(1, { bytes: 201 })
      await clock.advance(1_000)
    }
    await delivery.shutdown()

    expect(lines.map((line) => (JSON.parse(line) as { readonly message: string }).message)).toEqual([
      '[test] 1 record was lost: 1 tooLarge.',
      '[test] 59 records were lost: 59 tooLarge. 60 since the start.',
      '[test] 30 records were lost: 30 tooLarge. 90 since the start.',
    ])
  })

  it('those of two pipes that share one voice are told both', async () => {
    const clock = createManualClock()
    const lines: string[] = []
    const report = createReport({ source: 'test', clock, stderr: (line) => lines.push(line) })
    for (const noun of ['event', 'metric']) {
      createHarnessWith(clock, { report, noun, onDiagnostic: undefined }).offer(1, { bytes: 201 })
    }
    await clock.advance(0)

    expect(lines.join('')).toMatch(/1 event was lost.*1 metric was lost/s)
  })
})
