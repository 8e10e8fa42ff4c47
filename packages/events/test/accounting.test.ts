import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { createSeededRandom } from '@org/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryBytes } from '../src/entry.js'
import { createEvents, type EventsClient, type PutEventsRequest } from '../src/index.js'
import { createInMemoryEventBus, createManualClock } from '../src/testing.js'

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

function setUp(seed: number) {
  const clock = createManualClock()
  const bus = createInMemoryEventBus()
  const requests: PutEventsRequest[] = []
  const client: EventsClient = {
    putEvents(request, options) {
      requests.push(request)
      return bus.putEvents(request, options)
    },
  }
  const random = createSeededRandom(seed)
  const events = createEvents({ telemetry, client, clock, random, publisher: 'p', onDiagnostic: () => {} })
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
        const { delivered, dropped, failed } = await last
        await Promise.all(flushes)

        const received = bus.events().map(({ detail }) => detail.metadata.id)
        expect(new Set(received).size).toBe(received.length)
        expect(accepted).toEqual(expect.arrayContaining(received))
        expect(received.length).toBe(delivered)
        expect(delivered + dropped + failed).toBe(accepted.length)
        expect(dropped).toBe(0)
        expect(failed).toBe(events.stats().delivery.dropped.rejected)
        for (const { Entries } of requests) {
          expect(Entries.length).toBeLessThanOrEqual(10)
          expect(Entries.reduce((sum, entry) => sum + entryBytes(entry), 0)).toBeLessThan(1_000_000)
        }
      }),
      { numRuns: 60 },
    )
  })
})
