import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { runWithContext } from '@org/core/context'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createEvents } from './events.js'
import { createTestEvents } from './testing/index.js'
import type { PutEventsEntry } from './wire.js'

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

describe('publish', () => {
  it('sends an entry with the detail and what identifies it', async () => {
    const { events, bus } = createTestEvents({ telemetry, ...identity })
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

  const thrower = (): never => {
    throw new Error('of the application')
  }
  const hostile = new Proxy({}, { get: thrower, has: thrower, getPrototypeOf: thrower, ownKeys: thrower })
  const revoked = Proxy.revocable([], {})
  revoked.revoke()

  it.each<[string, unknown, object]>([
    [
      'getters that throw',
      {
        get resources() {
          return thrower()
        },
        get time() {
          return thrower()
        },
      },
      { timeReplaced: 1, resourceLeftOut: 1 },
    ],
    ['a proxy that throws', hostile, { timeReplaced: 1, resourceLeftOut: 1 }],
    ['an array that is revoked', { resources: revoked.proxy }, { resourceLeftOut: 1 }],
    ['an array without end', { resources: new Array(2 ** 32 - 1) }, { resourceLeftOut: 1 }],
    ['resources that are null', { resources: null }, { resourceLeftOut: 1 }],
    ['a resource alone', { resources: 'arn:aws:s3:::bucket' }, { resourceLeftOut: 1 }],
    ['a time that is a number', { time: 1_700_000_000_000 }, { timeReplaced: 1 }],
    ['a time that is a text', { time: '2026-01-01' }, { timeReplaced: 1 }],
    ['a time that only looks like a date', { time: Object.create(Date.prototype) }, { timeReplaced: 1 }],
    [
      'a time whose methods throw',
      { time: Object.assign(new Date(0), { getTime: thrower, toISOString: thrower }) },
      {},
    ],
    ['no object', 7, {}],
    ['null', null, {}],
  ])('takes the event whatever its options are: %s', async (_what, options, adjusted) => {
    const { events, bus } = createTestEvents({ telemetry })
    const publish = events.publish as (type: unknown, detail: unknown, options: unknown) => unknown

    expect(publish.call(events, 'anything', {}, options)).toMatchObject({ accepted: true })
    await events.flush()
    expect(bus.events()).toHaveLength(1)
    expect(events.stats().adjusted).toEqual({ timeReplaced: 0, resourceLeftOut: 0, ...adjusted })
  })

  it('takes no harm of an async toJSON that fails, in the detail or below it', async () => {
    const unhandled: unknown[] = []
    const listener = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', listener)
    const failing = {
      async toJSON() {
        throw new Error('of the application')
      },
    }
    const { events } = createTestEvents({ telemetry })
    events.publish('anything', { order: failing })
    events.publish('anything', failing)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listener)

    expect(unhandled).toEqual([])
  })

  it('keeps time and resources as they were at the call', async () => {
    const { events, bus } = createTestEvents({ telemetry })
    const options = { time: new Date(Date.UTC(2026, 0, 2)), resources: ['a'] }
    events.publish('anything', {}, options)
    options.time.setTime(0)
    options.resources.push('b')
    await events.flush()

    expect(bus.events()[0]).toMatchObject({ time: new Date(Date.UTC(2026, 0, 2)), resources: ['a'] })
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['issues that are no list', { issues: 7 }],
    ['an issue that is none', { issues: [null] }],
    ['a path with a hole', { issues: [{ message: '', path: [null] }] }],
    ['what throws when it is read', hostile],
  ])('refuses the event of a schema that gives %s for a result, and never throws', (_what, result) => {
    const schema = { '~standard': { version: 1, vendor: 'test', validate: () => result } } as unknown as StandardSchema
    const { events } = createTestEvents({
      telemetry: defineTelemetry({ service: 's', events: { source: 'a.b', types: { broken: schema } } }),
    })

    expect(events.publish('broken', {})).toEqual({ accepted: false, reason: 'schemaThrew' })
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
      subject: 'page requested',
      message: expect.stringContaining('At: path, user.name.') as string,
      details: { kind: 'invalid' },
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
    const { events, bus, diagnostics } = createTestEvents({ telemetry, ...identity, flushIntervalMs: 1 })
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

describe('flush and shutdown', () => {
  it('say what became of everything, and refuse what comes later', async () => {
    const { events, bus, clock } = createTestEvents({ telemetry, onUnsent: () => {} })
    events.publish('anything', {})
    const shutdown = events.shutdown()

    expect(events.publish('anything', {})).toEqual({ accepted: false, reason: 'closed' })
    expect(await shutdown).toEqual({ delivered: 1, dropped: 1, spilled: 0, pending: 0, byReason: { closed: 1 } })
    expect(await events.shutdown()).toEqual(await shutdown)
    await events[Symbol.asyncDispose]()
    expect(bus.events()).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
    expect(clock.holds).toBe(0)
  })

  it('say of what is published after it only in the next shutdown, and hand it over as what is unsent', async () => {
    const unsent: PutEventsEntry[] = []
    const { events, bus } = createTestEvents({ telemetry, onUnsent: (entries) => unsent.push(...entries) })
    const nothing = { delivered: 0, dropped: 0, spilled: 0, pending: 0, byReason: {} }
    expect(await events.shutdown()).toEqual(nothing)

    expect(events.publish('anything', { order: 1 })).toEqual({ accepted: false, reason: 'closed' })

    expect(await events.flush()).toEqual(nothing)
    const closed = { ...nothing, dropped: 1, byReason: { closed: 1 } }
    expect([await events.shutdown(), await events.shutdown()]).toEqual([closed, closed])
    expect(unsent.map(({ Detail }) => JSON.parse(Detail ?? ''))).toMatchObject([{ order: 1 }])
    expect(events.stats()).toMatchObject({ refused: { closed: 1 }, delivery: { dropped: { closed: 1 } } })
    expect(bus.events()).toEqual([])
  })

  it('hand over what is unsent when the time is up', async () => {
    const clock = createManualClock()
    const unsent: PutEventsEntry[] = []
    const events = createEvents({
      telemetry,
      clock,
      client: { send: () => new Promise<never>(() => {}) },
      exitHooks: false,
      onUnsent: (entries) => unsent.push(...entries),
      onDiagnostic: () => {},
    })
    const { id } = events.publish('anything', {})
    const shutdown = events.shutdown({ timeoutMs: 1_000 })
    await clock.advance(1_000)

    expect(await shutdown).toMatchObject({ delivered: 0, dropped: 1, byReason: { unsent: 1 } })
    expect(unsent.map((entry) => (JSON.parse(entry.Detail) as { metadata: { id: string } }).metadata.id)).toEqual([id])
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
