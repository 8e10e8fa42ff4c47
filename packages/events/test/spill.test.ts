import { defineTelemetry, event, type StandardSchema } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { createMemorySpillStore } from '../../../scripts/testing/memory-spill-store.mjs'
import { createTestEvents } from '../src/testing/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({
  service: 's',
  events: {
    source: 'a.b',
    types: {
      audit: event(anything, { priority: 9, eventBusName: 'audits', resources: ['arn:aws:s3:::audits'] }),
      visit: anything,
    },
  },
})

describe('a spill store', () => {
  it('takes what the buffer has no room for, and gives it back as it was, each once', async () => {
    const store = createMemorySpillStore()
    const { events, bus, clock } = createTestEvents({ telemetry, spill: { store }, buffer: { maxItems: 2 } })
    bus.failNext(new Error('down'), 3)
    const time = new Date(Date.UTC(2025, 11, 24))
    for (let index = 0; index < 5; index++) {
      // Accepted, although there is no room in memory: it is on disk.
      expect(events.publish('audit', { index, password: 'p' } as never, { time, resources: ['r'] }).accepted).toBe(true)
    }
    expect(events.stats()).toMatchObject({
      refused: { overflow: 0 },
      delivery: { spilled: 3, dropped: { overflow: 0 } },
    })
    await clock.advance(120_000)

    expect(
      bus
        .events()
        .map(({ detail }) => detail.metadata.sequence)
        .sort(),
    ).toEqual([1, 2, 3, 4, 5])
    for (const received of bus.events()) {
      expect(received).toMatchObject({
        detailType: 'audit',
        eventBusName: 'audits',
        resources: ['arn:aws:s3:::audits', 'r'],
        time,
        detail: { password: '[REDACTED]' },
      })
    }
    expect(store.lines()).toEqual([])
  })

  it('has the importance of each event, and none of its secrets', async () => {
    const store = createMemorySpillStore()
    const { events, bus, clock } = createTestEvents({ telemetry, spill: { store } })
    bus.failNext(new Error('down'), 10)
    events.publish('audit', { password: 'hunter2' } as never)
    events.publish('visit', { password: 'hunter2' } as never)
    const ended = events.shutdown({ timeoutMs: 0 })
    await clock.advance(0)

    expect(await ended).toMatchObject({ spilled: 2, dropped: 0 })
    const kept = await store.retrieve({ maxLines: 10 })
    expect(kept.map(({ priority }) => priority)).toEqual([9, 0])
    expect(JSON.stringify(kept)).not.toContain('hunter2')
  })

  it('with a line that is none of ours leaves it out, and says so', async () => {
    const store = createMemorySpillStore()
    for (const line of [
      '{"Time":"2026-01-01T00:00:00.000Z"}',
      'no json',
      '{"Source":"a","DetailType":"b","Detail":"{}"}',
    ]) {
      store.letGo(store.keep({ line, priority: 0 }) ?? {})
    }
    const { bus, clock, diagnostics } = createTestEvents({ telemetry, spill: { store } })
    await clock.advance(60_000)

    expect(diagnostics.map(({ code }) => code)).toEqual(['MON_SPILL_FOREIGN'])
    expect([bus.calls, store.lines()]).toEqual([0, []])
  })
})
