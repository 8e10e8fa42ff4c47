import type { Clock, Diagnostic } from '@org/core'
import { defineTelemetry, event, type StandardSchema } from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createEvents, type EventsPort } from '../src/index.js'
import { createInMemoryEventBus, createTestEvents } from '../src/testing/index.js'

const MINUTE = 60_000
const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 'helloworld', events: { source: 'helloworld.app', types: { anything } } })

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

/** Events whose EventBridge fails from now on. */
function createFailing(name: string, options: { readonly flushTimeoutMs?: number } = {}) {
  const kit = createTestEvents({ telemetry, ...options })
  kit.bus.failNext(new ServiceError(name), 100_000)
  kit.events.publish('anything', {})
  return kit
}

/** When a promise is settled, in ms of the clock. */
async function momentOf(clock: Pick<Clock, 'monotonic'>, promise: Promise<unknown>): Promise<number> {
  await promise
  return clock.monotonic()
}

describe('flush', () => {
  it.each<[string, { readonly flushTimeoutMs?: number }, { readonly timeoutMs?: number }, number]>([
    ['5 s', {}, {}, 5_000],
    ['what the option says', { flushTimeoutMs: 700 }, {}, 700],
    ['what the call says', { flushTimeoutMs: 700 }, { timeoutMs: 300 }, 300],
  ])(
    'waits for at most %s while EventBridge fails, and says what is pending',
    async (_what, options, call, expected) => {
      for (const name of ['ThrottlingException', 'InternalException', 'ECONNREFUSED']) {
        const { events, clock } = createFailing(name, options)
        const flushed = events.flush(call)
        const moment = momentOf(clock, flushed)
        await clock.advance(MINUTE)

        expect(await moment, name).toBe(expected)
        expect(await flushed).toEqual({ delivered: 0, dropped: 0, spilled: 0, pending: 1, byReason: {} })
        expect(clock.holds).toBe(0)
      }
    },
  )

  it('returns at once when EventBridge takes nothing, and delivers once it does', async () => {
    const { events, bus, clock } = createTestEvents({ telemetry })
    bus.failNext(new ServiceError('AccessDeniedException'), 1)
    events.publish('anything', {})

    expect(await events.flush()).toMatchObject({ pending: 1 })
    events.publish('anything', {})
    expect(await events.flush()).toMatchObject({ pending: 2 })
    expect([clock.monotonic(), bus.calls]).toEqual([0, 1])
    await clock.advance(DELIVERY_DEFAULTS.retryProbeIntervalMs)
    expect(bus.events()).toHaveLength(2)
  })

  it.each(['flush', 'shutdown'] as const)('a signature that was wrong once costs %s a millisecond', async (end) => {
    const { events, bus, clock } = createTestEvents({ telemetry })
    bus.failNext(new ServiceError('InvalidSignatureException'), 1)
    events.publish('anything', {})
    const ended = events[end]()
    await clock.advance(1)

    expect(await ended).toMatchObject({ delivered: 1, dropped: 0, pending: 0 })
    expect(bus.calls).toBe(2)
  })
})

describe('what waits', () => {
  it('is sent although the process was frozen before the first attempt, for longer than anything is tried', async () => {
    const clock = createManualClock()
    let frozenMs = 0
    const freezing: Clock = {
      ...clock,
      now: () => clock.now() + frozenMs,
      monotonic: () => clock.monotonic() + frozenMs,
    }
    const bus = createInMemoryEventBus()
    const events = createEvents({ telemetry, client: bus, clock: freezing, exitHooks: false, onDiagnostic: () => {} })
    events.publish('anything', {})
    frozenMs = 2 * DELIVERY_DEFAULTS.retryMaxAgeMs
    await clock.advance(DELIVERY_DEFAULTS.flushIntervalMs)

    expect(bus.events()).toHaveLength(1)
    expect(events.stats().delivery.dropped.expired).toBe(0)
  })

  it('for too long after its first failure is given up, and told while EventBridge is still down', async () => {
    const { events, clock, diagnostics } = createFailing('InternalException')
    await clock.advance(DELIVERY_DEFAULTS.retryMaxAgeMs + 2 * MINUTE)

    expect(events.stats().delivery.dropped.expired).toBe(1)
    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_DELIVERY_RETRYING', 'MON_DELIVERY_LOST'])
    expect(diagnostics[1]?.message).toBe('1 event was lost: 1 expired.')
  })

  it('beyond the buffer gives up the least important event, and tells it while it happens', async () => {
    const types = { audit: event(anything, { priority: 9 }), visit: event(anything, { priority: 1 }) }
    const ranked = defineTelemetry({ service: 's', events: { source: 'a.b', types } })
    const { events, bus, clock, diagnostics } = createTestEvents({ telemetry: ranked, buffer: { maxItems: 3 } })
    bus.failNext(new ServiceError('InternalException'), 5)
    const publish = events.publish as (type: string, detail: object) => { readonly accepted: boolean }
    const taken = ['visit', 'audit', 'audit', 'audit', 'visit'].map((type) => publish.call(events, type, {}).accepted)
    await clock.advance(MINUTE)

    // The first visit made room for an audit, and the last one found none.
    expect(taken).toEqual([true, true, true, true, false])
    expect(bus.events().map(({ detailType }) => detailType)).toEqual(['audit', 'audit', 'audit'])
    expect(events.stats()).toMatchObject({ refused: { overflow: 1 }, delivery: { dropped: { overflow: 2 } } })
    expect(diagnostics.find(({ code }) => code === 'MON_DELIVERY_LOST')?.message).toBe(
      '2 events were lost: 2 overflow.',
    )
  })

  it('may arrive twice after an ambiguous failure, with its id, and no more often than is counted', async () => {
    const clock = createManualClock()
    const bus = createInMemoryEventBus()
    const diagnostics: Diagnostic[] = []
    const events = createEvents({
      telemetry,
      client: createFlaky(bus),
      clock,
      random: () => 0,
      exitHooks: false,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
    for (let time = 0; time < 20; time++) {
      events.publish('anything', {})
      const flushed = events.flush()
      await clock.advance(1)
      await flushed
    }

    const { ambiguous, delivered } = events.stats().delivery
    const ids = bus.events().map(({ detail }) => detail.metadata.id)
    expect([delivered, new Set(ids).size, ids.length]).toEqual([20, 20, 20 + ambiguous])
    expect(ambiguous).toBe(10)
    expect(diagnostics[0]?.message).toBe(
      'Whether 1 event of a request arrived is not known (ECONNRESET); it is sent again and may arrive twice.',
    )
  })
})

/** Takes every request, and one answer of three is lost on the way. */
function createFlaky(bus: EventsPort): EventsPort {
  let calls = 0
  return {
    async send(request, options) {
      const answer = await bus.send(request, options)
      calls += 1
      if (calls % 3 === 1) throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
      return answer
    },
  }
}
