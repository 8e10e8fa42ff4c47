import { describe, expect, it } from 'vitest'
import { RESERVED_FIELDS, resolveFieldNames } from './field-names.js'

describe('resolveFieldNames', () => {
  it.each(['plain', 'ecs', 'otel'] as const)('has a different name for every field in the preset %s', (preset) => {
    const names = resolveFieldNames(preset)

    expect(Object.keys(names)).toEqual([...RESERVED_FIELDS])
    expect(new Set(Object.values(names)).size).toBe(RESERVED_FIELDS.length)
  })

  it('follows the Elastic Common Schema', () => {
    expect(resolveFieldNames('ecs')).toMatchObject({
      timestamp: '@timestamp',
      level: 'log.level',
      message: 'message',
      service: 'service.name',
      version: 'service.version',
      traceId: 'trace.id',
      eventId: 'event.id',
    })
  })

  it('follows the log model of OpenTelemetry', () => {
    expect(resolveFieldNames('otel')).toMatchObject({
      timestamp: 'Timestamp',
      level: 'SeverityText',
      message: 'Body',
      service: 'service.name',
      environment: 'deployment.environment.name',
      traceId: 'TraceId',
      spanId: 'SpanId',
    })
  })

  it('replaces names of the plain preset', () => {
    expect(resolveFieldNames({ timestamp: '@timestamp', level: undefined })).toEqual({
      ...resolveFieldNames('plain'),
      timestamp: '@timestamp',
    })
  })

  it.each([
    ['xml', 'fieldNames'],
    ['constructor', 'fieldNames'],
    [[], 'fieldNames'],
    [{ time: 't' }, 'time'],
    [{ level: '' }, 'fieldNames.level'],
    [{ level: 7 }, 'fieldNames.level'],
    [{ level: 'x'.repeat(101) }, 'fieldNames.level'],
    [{ level: 'message' }, 'fieldNames'],
  ])('refuses %j', (option, name) => {
    expect(() => resolveFieldNames(option as never)).toThrow(`\`${name}\``)
  })
})
