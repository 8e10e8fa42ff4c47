import { ConfigurationError } from '@org/core'
import { defineTelemetry, type EventTypes, event, type StandardSchema } from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { createEvents } from './events.js'
import { type EventsOptions, resolveEventsOptions } from './options.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const telemetry = defineTelemetry({ service: 's', events: { source: 'a.b', types: { anything } } })

describe('createEvents', () => {
  it.each<[object, string]>([
    [{ redact: { keys: [''] } }, 'Option `redact.keys` must hold names'],
    [{ redact: { keys: 'password' } }, 'Option `redact.keys` must be an array'],
    [{ redact: { fields: [] } }, 'redact has no option `fields`'],
    [{ redact: true }, 'Option `redact` must be an object'],
    [{ publisher: '' }, 'Option `publisher` must be'],
    [{ publisher: 'p'.repeat(129) }, 'Option `publisher` must be'],
    [{ onUnsent: {} }, 'Option `onUnsent` must be a function'],
    [{ flushIntervalMs: 0 }, 'Option `flushIntervalMs` must be'],
    [{ retry: 5 }, 'Option `retry` must be an object'],
    [{ retry: { attempts: 3 } }, 'retry has no option `attempts`'],
    [{ buffer: { maxItems: 0 } }, 'Option `buffer.maxItems` must be'],
    [{ concurrency: { maximum: 1 } }, 'concurrency has no option `maximum`'],
    [{ requestTimeoutMs: 0 }, 'Option `requestTimeoutMs` must be'],
    [{ flushTimeoutMs: -1 }, 'Option `flushTimeoutMs` must be'],
    [{ client: {} }, 'EventBridgeClient of @aws-sdk/client-eventbridge'],
    [{ client: null }, 'an object with `putEvents`, or a port with `send`; got null'],
    [{ region: '' }, 'Option `region` must be a non-empty string'],
    [{ endpoint: 5 }, 'Option `endpoint` must be a non-empty string; got 5 (number)'],
    [{ endpoint: 'localhost:4580' }, 'Option `endpoint` must be a URL that begins with http:// or https://'],
    [{ endpoint: 'http://' }, 'Option `endpoint` must be a URL'],
    [{ spill: { directory: '' } }, 'Option `spill.directory` must be'],
    [{ spill: { directory: '/tmp', size: 1 } }, 'spill has no option `size`'],
    [{ service: '' }, 'Option `service` must be'],
    [{ version: 5 }, 'Option `version` must be'],
    [{ exitHooks: 'no' }, 'Option `exitHooks` must be'],
    [{ runtimeMetadata: 1 }, 'Option `runtimeMetadata` must be'],
    [{ clock: {} }, 'Option `clock` must'],
    [{ random: 0.5 }, 'Option `random` must be a function'],
    [{ onDiagnostic: true }, 'Option `onDiagnostic` must be a function'],
    [{ telemetry: undefined }, 'Option `telemetry` must be an object'],
    [{ maxEntries: 5 }, 'createEvents has no option `maxEntries`; known options: telemetry,'],
    [{ identity: {} }, 'createEvents has no option `identity`'],
  ])('refuses %j', (wrong, message) => {
    const options = { telemetry, ...wrong } as EventsOptions<EventTypes>

    expect(() => createEvents(options)).toThrow(ConfigurationError)
    expect(() => createEvents(options)).toThrow(message)
  })

  it.each([undefined, null, 'events', []])('refuses %j as its options', (options) => {
    expect(() => createEvents(options as unknown as EventsOptions<EventTypes>)).toThrow(
      'Option `options` must be an object',
    )
  })
})

describe('resolveEventsOptions', () => {
  it('takes schemas alone and definitions alike', () => {
    const both = defineTelemetry({
      service: 's',
      events: { source: 'a.b', types: { anything, ranked: event(anything, { priority: 3 }) } },
    })
    const { types } = resolveEventsOptions({ telemetry: both })

    expect([...types].map(([name, { definition }]) => [name, definition.schema, definition.priority])).toEqual([
      ['anything', anything, undefined],
      ['ranked', anything, 3],
    ])
  })

  it('needs no catalog of events', () => {
    expect(resolveEventsOptions({ telemetry: defineTelemetry({ service: 's' }) }).types.size).toBe(0)
  })
})
