import { counter, defineTelemetry, histogram } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createEvents, type EventsClient, type EventsOf } from '../src/index.js'

const client: EventsClient = { putEvents: async () => ({}) }
const base = { client, clock: createManualClock(), onDiagnostic: () => {} }

const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: { page_viewed: counter({ dimensions: ['Version'] }), request_duration: histogram() },
  },
  events: {
    source: 'helloworld.app',
    types: {
      'page requested': z.object({ path: z.string(), limit: z.number().default(10) }),
      'cache emptied': z.object({}),
    },
  },
})

/** The compiler checks these: an unused `@ts-expect-error` fails the type check. */
describe('the types of publish', () => {
  it('take what a schema takes, and refuse at run time what the compiler refuses', () => {
    const events = createEvents({ telemetry, ...base })

    expect(events.publish('page requested', { path: '/' }).accepted).toBe(true)
    expect(events.publish('page requested', { path: '/', limit: 3 }, { resources: ['arn'] }).accepted).toBe(true)
    expect(events.publish('cache emptied', {}).accepted).toBe(true)
    // @ts-expect-error a type that the catalog does not have
    expect(events.publish('page reqested', { path: '/' })).toEqual({ accepted: false, reason: 'unknownType' })
    // @ts-expect-error a field of the wrong type
    expect(events.publish('page requested', { path: 1 })).toEqual({ accepted: false, reason: 'invalid' })
    // @ts-expect-error a field is missing
    expect(events.publish('page requested', {})).toEqual({ accepted: false, reason: 'invalid' })
  })

  it('leave nothing to publish when the catalog has no events', () => {
    const events = createEvents({ telemetry: defineTelemetry({ service: 'helloworld' }), ...base })

    // @ts-expect-error no type can be named
    expect(events.publish('anything', {})).toEqual({ accepted: false, reason: 'unknownType' })
  })

  it('can be named after a catalog', () => {
    const request = (events: EventsOf<typeof telemetry>) => events.publish('page requested', { path: '/' })

    expect(request(createEvents({ telemetry, ...base })).accepted).toBe(true)
  })

  it('give the id only of an accepted event', () => {
    const events = createEvents({ telemetry, publisher: 'p', ...base })
    const result = events.publish('cache emptied', {})

    const id: string | undefined = result.id
    if (result.accepted) {
      const sure: string = result.id
      expect(sure).toBe('p-1')
    }
    expect(id).toBe('p-1')
  })
})
