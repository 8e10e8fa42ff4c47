import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../src/index.js'
import { createTestEvents } from '../src/testing/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 'helloworld', events: { source: 'helloworld.app', types: { anything } } })

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

describe('requests of events', () => {
  it('sends ten entries at most in one request', async () => {
    const { events, bus } = createTestEvents({ telemetry })
    for (let index = 0; index < 21; index++) events.publish('anything', { index })
    await events.flush()

    expect(bus.calls).toBe(3)
    expect(bus.events().map(({ detail }) => detail['index'])).toEqual(Array.from({ length: 21 }, (_, index) => index))
  })

  it('closes a request before its total passes the limit', async () => {
    const { events, bus } = createTestEvents({ telemetry })
    for (let index = 0; index < 5; index++) events.publish('anything', { text: 'x'.repeat(400_000) })
    await events.flush()

    expect(bus.events()).toHaveLength(5)
    expect(bus.calls).toBe(3)
    expect(events.stats().delivery.dropped.rejected).toBe(0)
  })

  it.each(['InternalFailure', 'ThrottlingException'])(
    'sends only the entries again that failed with %s',
    async (code) => {
      const { events, bus, clock } = createTestEvents({ telemetry })
      bus.refuseEntries(code, 3)
      const ids = Array.from({ length: 10 }, (_, index) => events.publish('anything', { index }).id)
      const flushed = events.flush()
      await clock.advance(1_000)

      expect(await flushed).toEqual({ delivered: 10, dropped: 0, spilled: 0, pending: 0, byReason: {} })
      expect(events.stats().delivery.retried).toBe(3)
      const received = bus.events().map(({ detail }) => detail.metadata.id)
      expect([...received].sort()).toEqual([...ids].sort())
      expect(new Set(received).size).toBe(10)
    },
  )

  it.each([
    'NotAuthorizedForSourceException',
    'MalformedDetail',
    'InvalidArgument',
    'AccessDeniedException',
    'Whatever',
  ])('never sends an entry again that failed with %s, and delivers its neighbours', async (code) => {
    const { events, bus, diagnostics } = createTestEvents({ telemetry })
    bus.refuseEntries(code)
    for (let index = 0; index < 3; index++) events.publish('anything', { index })

    expect(await events.flush()).toMatchObject({ delivered: 2, dropped: 1, byReason: { rejected: 1 } })
    expect(bus.calls).toBe(1)
    expect(events.stats().delivery.dropped.rejected).toBe(1)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain('MON_DELIVERY_REJECTED')
  })

  it('sends a request again that failed as a whole', async () => {
    const { events, bus, clock } = createTestEvents({ telemetry })
    bus.failNext(new ServiceError('ThrottlingException'), 4)
    events.publish('anything', {})
    const flushed = events.flush()
    await clock.advance(10_000)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(bus.calls).toBe(5)
  })

  const taken = { Entries: [{ EventId: 'a' }, { EventId: 'b' }] }

  it.each<[string, unknown, number]>([
    ['counts failures and names none', { FailedEntryCount: 1 }, 2],
    ['is nothing', undefined, 2],
    ['is null', null, 2],
    ['is a text, as from a proxy', '<html>', 2],
    ['is an object of nothing', {}, 2],
    ['has a text for its entries', { Entries: 'two' }, 2],
    ['has fewer entries', { Entries: [{ EventId: 'a' }] }, 1],
    ['has an entry that is null', { Entries: [{ EventId: 'a' }, null] }, 1],
  ])('sends again of what the answer says nothing, where it %s', async (_what, answer, again) => {
    const requests: number[] = []
    const client = {
      send: async ({ Entries }: { readonly Entries: readonly unknown[] }) => {
        requests.push(Entries.length)
        return requests.length === 1 ? (answer as typeof taken) : { Entries: taken.Entries.slice(0, Entries.length) }
      },
    }
    const clock = createManualClock()
    const events = createEvents({ telemetry, client, clock, random: () => 0, onDiagnostic: () => {} })
    events.publish('anything', {})
    events.publish('anything', {})
    const flushed = events.flush()
    await clock.advance(1)

    expect(await flushed).toMatchObject({ delivered: 2 })
    expect(requests).toEqual([2, again])
  })

  it('waits for more before it sends, but not longer than the interval', async () => {
    const { events, bus, clock } = createTestEvents({ telemetry, flushIntervalMs: 250 })
    events.publish('anything', {})
    await clock.advance(249)
    expect(bus.calls).toBe(0)
    await clock.advance(1)

    expect(bus.events()).toHaveLength(1)
  })

  it('refuses what its buffer cannot hold, without losing count', async () => {
    const { events, bus } = createTestEvents({ telemetry, buffer: { maxBytes: 1_000 } })

    expect(events.publish('anything', { text: 'x'.repeat(1_000) })).toEqual({ accepted: false, reason: 'overflow' })
    await events.flush()
    expect(bus.calls).toBe(0)
    expect(events.stats()).toMatchObject({ refused: { overflow: 1 }, delivery: { offered: 1 } })
  })
})
