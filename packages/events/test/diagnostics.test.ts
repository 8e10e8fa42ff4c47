import { defineTelemetry } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createEvents } from '../src/index.js'
import { createInMemoryEventBus } from '../src/testing/index.js'

const schema = z.object({ path: z.string(), user: z.object({ name: z.string() }).optional() })
const telemetry = defineTelemetry({
  service: 'helloworld',
  version: '1.2.3',
  environment: 'production',
  events: { source: 'helloworld.app', types: { first: schema, second: schema, third: schema } },
})

function setUp() {
  const stderr = captureStderr()
  onTestFinished(stderr.release)
  const clock = createManualClock()
  const bus = createInMemoryEventBus()
  const events = createEvents({
    telemetry,
    client: bus,
    clock,
    publisher: 'p',
    hostname: 'host-1',
    exitHooks: false,
  })
  const publish = (type: string, detail: unknown) => events.publish(type as 'first', detail as { path: string })
  return { events, bus, clock, stderr, publish }
}

describe('without a handler, stderr', () => {
  it('names every type of which something is invalid, each once', async () => {
    const { events, clock, stderr, publish } = setUp()
    for (let hour = 0; hour < 3; hour++) {
      for (const type of ['first', 'second', 'third', 'fourth']) publish(type, { path: 7 })
      await clock.advance(3_600_000)
    }

    expect(events.stats().refused).toMatchObject({ invalid: 9, unknownType: 3 })
    expect(stderr.lines().map(({ code, subject }) => [code, subject])).toEqual([
      ['MON_EVENTS_DETAIL_INVALID', 'first'],
      ['MON_EVENTS_DETAIL_INVALID', 'second'],
      ['MON_EVENTS_DETAIL_INVALID', 'third'],
      ['MON_EVENTS_TYPE_UNKNOWN', 'fourth'],
    ])
  })

  it('tells each set of fields that do not fit with one type', () => {
    const { stderr, publish } = setUp()
    publish('first', { path: 7 })
    publish('first', { path: '/', user: { name: 7 } })
    publish('first', { path: 8 })
    publish('first', 'text')

    expect(stderr.lines().map(({ message }) => /At: (.*?)\. /.exec(String(message))?.[1])).toEqual([
      'path',
      'user.name',
      '(root)',
    ])
  })

  it('has lines with the fields of log lines, and never a value of an event', () => {
    const { stderr, publish } = setUp()
    publish('first', { path: ['geheim'] })

    expect(stderr.lines()).toEqual([
      {
        timestamp: '2026-01-01T00:00:00.000Z',
        level: 'error',
        message: expect.stringContaining('[eventbridge:default] Event "first": the detail does not fit') as string,
        service: 'helloworld',
        version: '1.2.3',
        environment: 'production',
        hostname: 'host-1',
        code: 'MON_EVENTS_DETAIL_INVALID',
        subject: 'first',
        details: { kind: 'invalid' },
      },
    ])
    expect(JSON.stringify(stderr.lines())).not.toContain('geheim')
  })

  it('names every event that EventBridge refuses, by type and id', async () => {
    const { events, bus, stderr, publish } = setUp()
    bus.refuseEntries('MalformedDetail', 2)
    publish('first', { path: '/geheim' })
    publish('second', { path: '/geheim' })

    expect(await events.flush()).toMatchObject({ dropped: 2, byReason: { rejected: 2 } })
    const rejections = stderr.lines().filter(({ code }) => code === 'MON_DELIVERY_REJECTED')
    expect(rejections.map(({ subject }) => subject)).toEqual([
      'event "first" with id p-1 (MalformedDetail)',
      'event "second" with id p-2 (MalformedDetail)',
    ])
    expect(JSON.stringify(stderr.lines())).not.toContain('geheim')
  })
})
