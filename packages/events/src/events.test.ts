import { ConfigurationError } from '@org/core'
import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { runWithContext } from '@org/core/context'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { EventsClient, PutEventsEntry } from './client.js'
import { createEvents } from './events.js'
import { createTestEvents } from './testing.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const asynchronous: StandardSchema = {
  '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('nobody waits for this')) },
}
const throwing: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: () => {
      throw new Error('broken')
    },
  },
}

const telemetry = defineTelemetry({
  service: 'helloworld',
  events: {
    source: 'helloworld.app',
    types: {
      'page requested': z.object({
        path: z.string(),
        limit: z.number().default(10),
        user: z.object({ name: z.string(), password: z.string().optional() }).optional(),
      }),
      anything,
      asynchronous,
      throwing,
    },
  },
})
const identity = { version: '1.2.3', hostname: 'host-1', environment: 'production' }

class ServiceError extends Error {
  constructor(name: string) {
    super('as the service says')
    this.name = name
  }
}

describe('publish', () => {
  it('sends an entry with the detail and what identifies it', async () => {
    const { events, bus } = createTestEvents({ telemetry, identity })
    const result = runWithContext({ requestId: 'r-1', other: 'not in the event' }, () =>
      events.publish('page requested', { path: '/' }, { resources: ['arn:aws:s3:::b'] }),
    )
    await events.flush()

    expect(result).toEqual({ accepted: true, id: 'test-1' })
    expect(bus.events()).toEqual([
      {
        source: 'helloworld.app',
        detailType: 'page requested',
        detail: {
          path: '/',
          // The schema's default.
          limit: 10,
          metadata: {
            id: 'test-1',
            publisher: 'test',
            sequence: 1,
            service: 'helloworld',
            hostname: 'host-1',
            version: '1.2.3',
            environment: 'production',
            requestId: 'r-1',
          },
        },
        resources: ['arn:aws:s3:::b'],
        time: new Date(Date.UTC(2026, 0, 1)),
        eventBusName: undefined,
      },
    ])
  })

  it('numbers what it accepts without a gap, and not what it refuses', async () => {
    const { events, bus } = createTestEvents({ telemetry })
    events.publish('anything', {})
    events.publish('anything', 'not an object')
    events.publish('page requested', { path: '/' })
    await events.flush()

    expect(bus.events().map(({ detail }) => [detail.metadata.id, detail.metadata.sequence])).toEqual([
      ['test-1', 1],
      ['test-2', 2],
    ])
  })

  it('names its bus', async () => {
    const onBus = defineTelemetry({
      service: 's',
      events: { source: 'a.b', eventBusName: 'orders', types: { anything } },
    })
    const { events, bus } = createTestEvents({ telemetry: onBus })
    events.publish('anything', {})
    await events.flush()

    expect(bus.events()[0]?.eventBusName).toBe('orders')
  })

  it('gives every publisher a name of its own', () => {
    const idOf = () => createEvents({ telemetry, clock: createManualClock() }).publish('anything', {}).id

    expect(idOf()).toMatch(/^[0-9a-f-]{36}-1$/)
    expect(idOf()).not.toBe(idOf())
  })

  it('redacts at any depth, and leaves the objects of the application alone', async () => {
    const { events, bus } = createTestEvents({ telemetry, redact: { keys: ['nickname'], allow: ['session'] } })
    const detail = { user: { name: 'ada', password: 'p' }, headers: [{ cookie: 'c' }], nickname: 'a', session: 's' }
    const before = structuredClone(detail)
    events.publish('anything', detail)
    await events.flush()

    expect(bus.events()[0]?.detail).toMatchObject({
      user: { name: 'ada', password: '[REDACTED]' },
      headers: [{ cookie: '[REDACTED]' }],
      nickname: '[REDACTED]',
      session: 's',
    })
    expect(detail).toEqual(before)
  })

  it('redacts nothing when told so', async () => {
    const { events, bus } = createTestEvents({ telemetry, redact: false })
    events.publish('anything', { password: 'p' })
    await events.flush()

    expect(bus.events()[0]?.detail).toMatchObject({ password: 'p' })
  })

  it('keeps fields of the application in metadata, but not over its own', async () => {
    const { events, bus } = createTestEvents({ telemetry })
    events.publish('anything', { metadata: { traceparent: '00-1-2-01', id: 'mine' } })
    await events.flush()

    expect(bus.events()[0]?.detail.metadata).toMatchObject({ traceparent: '00-1-2-01', id: 'test-1' })
  })

  it('takes the given time and resources, and says when they are of no use', async () => {
    const { events, bus, diagnostics } = createTestEvents({ telemetry })
    const time = new Date(Date.UTC(2025, 11, 24))
    events.publish('anything', {}, { time, resources: ['a', 'r'.repeat(2_048)] })
    events.publish('anything', {}, { time: new Date(Number.NaN), resources: ['a', '', 'r'.repeat(2_049)] })
    await events.flush()

    expect(bus.events().map((event) => [event.time, event.resources.length])).toEqual([
      [time, 2],
      [new Date(Date.UTC(2026, 0, 1)), 1],
    ])
    expect(events.stats().adjusted).toEqual({ timeReplaced: 1, resourceLeftOut: 1 })
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_EVENTS_ADJUSTED', 'MON_EVENTS_ADJUSTED'])
  })

  it('refuses a detail that does not fit, and names paths but no values', async () => {
    const { events, bus, diagnostics } = createTestEvents({ telemetry })
    for (let time = 0; time < 3; time++) {
      // @ts-expect-error wrong on purpose
      events.publish('page requested', { path: 7, user: { name: ['geheim'] } })
    }
    await events.flush()

    expect(bus.calls).toBe(0)
    expect(events.stats().refused.invalid).toBe(3)
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({
      level: 'error',
      code: 'MON_EVENTS_DETAIL_INVALID',
      source: 'eventbridge:default',
      details: { type: 'page requested', paths: ['path', 'user.name'] },
    })
    expect(JSON.stringify(diagnostics)).not.toContain('geheim')
  })

  it.each<[string, string, unknown, string]>([
    ['a type that the catalog does not have', 'constructor', {}, 'unknownType'],
    ['a schema that validates asynchronously', 'asynchronous', {}, 'asyncSchema'],
    ['a schema that throws', 'throwing', {}, 'schemaThrew'],
    ['a string', 'anything', 'text', 'notAnObject'],
    ['an array', 'anything', [1], 'notAnObject'],
    ['null', 'anything', null, 'notAnObject'],
    ['a cycle', 'anything', cycle(), 'notSerializable'],
    ['a BigInt', 'anything', { count: 1n }, 'notSerializable'],
    ['a toJSON that throws', 'anything', { bad: { toJSON: () => JSON.parse('{') as unknown } }, 'notSerializable'],
    ['nesting beyond the stack', 'anything', nested(200_000), 'notSerializable'],
    ['metadata that is no object', 'anything', { metadata: 'mine' }, 'metadataConflict'],
  ])('refuses %s, and never throws', async (_name, type, detail, reason) => {
    const { events, bus, diagnostics } = createTestEvents({ telemetry })
    const publish = events.publish as (type: string, detail: unknown) => unknown

    expect(publish.call(events, type, detail)).toEqual({ accepted: false, reason })
    await events.flush()
    expect(bus.calls).toBe(0)
    expect(events.stats().refused).toMatchObject({ [reason]: 1 })
    expect(diagnostics).toHaveLength(1)
  })

  it.each([[undefined], [null], [Symbol('type')], [{}]])('refuses %s as a type, and never throws', (type) => {
    const { events } = createTestEvents({ telemetry })
    const publish = events.publish as (type: unknown, detail: unknown, options: unknown) => unknown

    expect(publish.call(events, type, {}, null)).toEqual({ accepted: false, reason: 'unknownType' })
    expect(publish.call(events, 'anything', {}, null)).toMatchObject({ accepted: true })
  })

  it('counts entries in UTF-8 bytes: the largest is taken, and one byte more is not', async () => {
    const { events, bus, diagnostics } = createTestEvents({ telemetry, identity, flushIntervalMs: 1 })
    // A detail of one character; what comes beside it stays the same.
    expect(events.publish('anything', { text: '€' }, { resources: ['ü'] }).accepted).toBe(true)
    await events.flush()
    const small = events.stats().delivery.deliveredBytes
    const fill = 'x'.repeat(999_999 - small)

    expect(events.publish('anything', { text: `€${fill}x` }, { resources: ['ü'] })).toEqual({
      accepted: false,
      reason: 'tooLarge',
    })
    expect(events.publish('anything', { text: `€${fill}` }, { resources: ['ü'] }).accepted).toBe(true)
    await events.flush()
    expect(bus.events()).toHaveLength(2)
    expect(events.stats()).toMatchObject({
      refused: { tooLarge: 1 },
      delivery: { deliveredBytes: small + 999_999, dropped: { rejected: 0, tooLarge: 0 } },
    })
    expect(diagnostics[0]).toMatchObject({ code: 'MON_EVENTS_TOO_LARGE', details: { bytes: 1_000_000 } })
  })
})

describe('delivery', () => {
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

      expect(await flushed).toEqual({ delivered: 10, dropped: 0, pending: 0 })
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

    expect(await events.flush()).toEqual({ delivered: 2, dropped: 1, pending: 0 })
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

  it('sends again when failures are counted but not named', async () => {
    const answers = [{ FailedEntryCount: 1 }, {}]
    const client: EventsClient = { putEvents: async () => answers.shift() ?? {} }
    const clock = createManualClock()
    const events = createEvents({ telemetry, client, clock, random: () => 0, onDiagnostic: () => {} })
    events.publish('anything', {})
    const flushed = events.flush()
    await clock.advance(1)

    expect(await flushed).toMatchObject({ delivered: 1 })
    expect(answers).toEqual([])
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

describe('flush and shutdown', () => {
  it('say what became of everything, and refuse what comes later', async () => {
    const { events, bus, clock } = createTestEvents({ telemetry })
    events.publish('anything', {})
    const shutdown = events.shutdown()

    expect(events.publish('anything', {})).toEqual({ accepted: false, reason: 'closed' })
    expect(await shutdown).toEqual({ delivered: 1, dropped: 0, failed: 0 })
    expect(events.shutdown()).toBe(shutdown)
    await events[Symbol.asyncDispose]()
    expect(bus.events()).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
    expect(clock.holds).toBe(0)
  })

  it('hand over what is unsent when the time is up', async () => {
    const clock = createManualClock()
    const unsent: PutEventsEntry[] = []
    const events = createEvents({
      telemetry,
      clock,
      client: { putEvents: () => new Promise(() => {}) },
      onUnsent: (entries) => unsent.push(...entries),
      onDiagnostic: () => {},
    })
    const { id } = events.publish('anything', {})
    const shutdown = events.shutdown({ timeoutMs: 1_000 })
    await clock.advance(1_000)

    expect(await shutdown).toEqual({ delivered: 0, dropped: 0, failed: 1 })
    expect(unsent.map((entry) => (JSON.parse(entry.Detail) as { metadata: { id: string } }).metadata.id)).toEqual([id])
  })
})

describe('the options', () => {
  it.each([
    [{ redact: { keys: [''] } }, 'Option `redact.keys` must be'],
    [{ redact: { fields: [] } }, 'redact has no option `fields`'],
    [{ client: {} }, 'Option `client.putEvents` must be a function'],
    [{ publisher: '' }, 'Option `publisher` must be'],
    [{ publisher: 'p'.repeat(129) }, 'Option `publisher` must be'],
    [{ region: '' }, 'Option `region` must be'],
    [{ identity: { version: '' } }, 'Option `version` must be'],
    [{ maxEntries: 5 }, 'createEvents has no option `maxEntries`'],
    [{ retry: { attempts: 3 } }, 'retry has no option `attempts`'],
  ])('refuse %j', (wrong, message) => {
    const options = { telemetry, ...wrong } as Parameters<typeof createEvents>[0]

    expect(() => createEvents(options)).toThrow(ConfigurationError)
    expect(() => createEvents(options)).toThrow(message)
  })
})

function cycle(): object {
  const value: Record<string, unknown> = {}
  value['self'] = value
  return value
}

function nested(depth: number): object {
  let value: object = {}
  for (let level = 0; level < depth; level++) value = { value }
  return value
}
