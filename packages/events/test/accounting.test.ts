import { entryBytes } from '@org/core/aws'
import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMemorySpillStore } from '../../../scripts/testing/memory-spill-store.mjs'
import {
  createEvents,
  type EventsOptions,
  type EventsPort,
  type PutEventsEntry,
  type PutEventsRequest,
} from '../src/index.js'
import { createInMemoryEventBus, createManualClock, type InMemoryEventBus } from '../src/testing/index.js'

const schema: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 's', events: { source: 'a.b', types: { happened: schema } } })

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('publish' as const), count: fc.integer({ min: 1, max: 25 }) }),
  fc.record({ do: fc.constant('publishLarge' as const), bytes: fc.integer({ min: 1, max: 1_100_000 }) }),
  fc.record({ do: fc.constant('flush' as const) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(5_000) }),
  fc.record({
    do: fc.constant('failRequests' as const),
    name: fc.constantFrom('ThrottlingException', 'InternalException', 'ECONNRESET', 'ResourceNotFoundException'),
    times: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    do: fc.constant('refuseEntries' as const),
    code: fc.constantFrom('InternalFailure', 'ThrottlingException', 'MalformedDetail'),
    count: fc.integer({ min: 1, max: 12 }),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

function setUp(seed: number, options: Pick<EventsOptions<never>, 'buffer' | 'spill'> = {}) {
  const clock = createManualClock()
  const bus = createInMemoryEventBus()
  const requests: PutEventsRequest[] = []
  const client: EventsPort = {
    send(request, sending) {
      requests.push(request)
      return bus.send(request, sending)
    },
  }
  const random = createSeededRandom(seed)
  const common = { clock, random, exitHooks: false, onDiagnostic: () => {} }
  const events = createEvents({ telemetry, client, publisher: 'p', ...common, ...options })
  return { clock, bus, requests, events }
}

async function play(steps: readonly Step[], { clock, bus, events }: ReturnType<typeof setUp>) {
  const accepted: string[] = []
  const flushes: Promise<unknown>[] = []
  const publish = (detail: object): void => {
    const { id } = events.publish('happened', detail)
    if (id !== undefined) accepted.push(id)
  }
  for (const action of steps) {
    if (action.do === 'publish') for (let time = 0; time < action.count; time++) publish({ time })
    else if (action.do === 'publishLarge') publish({ text: 'x'.repeat(action.bytes) })
    else if (action.do === 'flush') flushes.push(events.flush())
    else if (action.do === 'wait') await clock.advance(action.ms)
    else if (action.do === 'failRequests') bus.failNext(new ServiceError(action.name), action.times)
    else bus.refuseEntries(action.code, action.count)
  }
  return { accepted, flushes }
}

describe('the account of every event', () => {
  it('is complete after any sequence of publications, flushes, pauses and failures', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer(), async (steps, seed) => {
        const all = setUp(seed)
        const { accepted, flushes } = await play(steps, all)
        const { clock, bus, events, requests } = all
        // Long enough for every probe of an unavailable bus.
        await clock.advance(240_000)
        const last = events.shutdown({ timeoutMs: 10_000 })
        await clock.advance(10_000)
        const { delivered, dropped, spilled, pending, byReason } = await last
        await Promise.all(flushes)

        const received = receivedBy(bus)
        expect(new Set(received).size).toBe(received.length)
        expect(accepted).toEqual(expect.arrayContaining([...received]))
        expect(received.length).toBe(delivered)
        expect(delivered + dropped).toBe(accepted.length)
        expect({ spilled, pending }).toEqual({ spilled: 0, pending: 0 })
        expect(byReason).toEqual(dropped === 0 ? {} : { rejected: dropped })
        for (const { Entries } of requests) {
          expect(Entries.length).toBeLessThanOrEqual(10)
          expect(Entries.reduce((sum, entry) => sum + entryBytes(entry), 0)).toBeLessThan(1_000_000)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is complete with what a spill store has, however small the buffer is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer(), async (steps, seed) => {
        const store = createMemorySpillStore()
        const all = setUp(seed, { buffer: { maxItems: 3 }, spill: { store } })
        const { accepted, flushes } = await play(steps, all)
        const { clock, bus, events } = all
        const last = events.shutdown({ timeoutMs: 1_000 })
        await clock.advance(1_000)
        const { delivered, dropped, pending, byReason } = await last
        await Promise.all(flushes)

        const kept = store.lines().map((line) => idOf(JSON.parse(line) as PutEventsEntry))
        const received = receivedBy(bus)
        expect(received.length).toBe(delivered)
        expect([...received, ...kept].length + dropped).toBe(accepted.length)
        expect(new Set([...received, ...kept]).size + dropped).toBe(accepted.length)
        expect(byReason).toEqual(dropped === 0 ? {} : { rejected: dropped })
        expect(pending).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})

function idOf({ Detail }: PutEventsEntry): string {
  return (JSON.parse(Detail) as { readonly metadata: { readonly id: string } }).metadata.id
}

function receivedBy(bus: InMemoryEventBus): readonly string[] {
  return bus.events().map(({ detail }) => detail.metadata.id)
}
