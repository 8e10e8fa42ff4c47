import { describe, expect, it } from 'vitest'
import { PUT_EVENTS_BYTES_LIMIT } from './limits/eventbridge-limits.js'
import { entryBytes, eventEntryViolation, putEventsViolation } from './put-events-rules.js'
import { detailViolation } from './rules/event-detail-rules.js'

const GOOD = { Source: 'shop.app', DetailType: 'sold', Detail: '{}' }
const ARN = 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'

describe('eventEntryViolation', () => {
  it.each<[string, object]>([
    ['an entry', GOOD],
    ['128 characters of detail-type', { ...GOOD, DetailType: 't'.repeat(128) }],
    ['256 characters of source', { ...GOOD, Source: 's'.repeat(256) }],
    ['a source that only looks like one of AWS', { ...GOOD, Source: 'awsome.app' }],
    [
      'a Date, a bus, resources and a trace',
      { ...GOOD, Time: new Date(0), EventBusName: ARN, Resources: ['', 'r'], TraceHeader: 't' },
    ],
  ])('takes %s', (_what, entry) => {
    expect(eventEntryViolation(entry)).toBeUndefined()
    expect(putEventsViolation({ Entries: [entry] })).toBeUndefined()
  })

  it.each<[string, string, object]>([
    ['no source', 'InvalidArgument', { ...GOOD, Source: undefined }],
    ['an empty source', 'InvalidArgument', { ...GOOD, Source: '' }],
    ['no detail-type', 'InvalidArgument', { ...GOOD, DetailType: null }],
    ['no detail', 'InvalidArgument', { ...GOOD, Detail: '' }],
    ['nothing at all', 'InvalidArgument', {}],
    ['257 characters of source', 'InvalidArgument', { ...GOOD, Source: 's'.repeat(257) }],
    ['129 characters of detail-type', 'InvalidArgument', { ...GOOD, DetailType: 't'.repeat(129) }],
    ['a source of AWS', 'NotAuthorizedForSourceException', { ...GOOD, Source: 'aws.ec2' }],
    ['a detail that is no JSON', 'MalformedDetail', { ...GOOD, Detail: '{' }],
  ])('refuses %s alone, with the code of AWS', (_what, code, entry) => {
    expect(eventEntryViolation(entry)?.code).toBe(code)
    expect(putEventsViolation({ Entries: [entry] })).toBeUndefined()
  })
})

describe('putEventsViolation', () => {
  it.each<[string, string, unknown]>([
    ['no list', 'ValidationException', {}],
    ['no entry', 'ValidationException', { Entries: [] }],
    ['11 entries', 'ValidationException', { Entries: new Array(11).fill(GOOD) }],
    [
      'a bus name of 1,601 characters',
      'ValidationException',
      { Entries: [{ ...GOOD, EventBusName: 'b'.repeat(1_601) }] },
    ],
    ['an empty bus name', 'ValidationException', { Entries: [{ ...GOOD, EventBusName: '' }] }],
    ['a bus name with a blank', 'ValidationException', { Entries: [{ ...GOOD, EventBusName: 'my bus' }] }],
    [
      'the ARN of something else',
      'ValidationException',
      { Entries: [{ ...GOOD, EventBusName: ARN.replace('event-bus', 'rule') }] },
    ],
    [
      'a trace header of 501 characters',
      'ValidationException',
      { Entries: [{ ...GOOD, TraceHeader: 't'.repeat(501) }] },
    ],
    [
      'a resource of 2,049 characters',
      'ValidationException',
      { Entries: [{ ...GOOD, Resources: ['r'.repeat(2_049)] }] },
    ],
    ['entries that are no list', 'SerializationException', { Entries: {} }],
    ['an entry that is none', 'SerializationException', { Entries: ['x'] }],
    ['a detail that is an object', 'SerializationException', { Entries: [{ ...GOOD, Detail: {} }] }],
    ['a Date that is none', 'SerializationException', { Entries: [{ ...GOOD, Time: new Date(Number.NaN) }] }],
    ['a time as text', 'SerializationException', { Entries: [{ ...GOOD, Time: '2026-01-15' }] }],
    ['a resource that is a number', 'SerializationException', { Entries: [{ ...GOOD, Resources: [1] }] }],
    ['a request that is none', 'SerializationException', null],
  ])('refuses a request with %s whole', (_what, code, request) => {
    expect(putEventsViolation(request)?.code).toBe(code)
  })

  it('takes ten entries of one byte below the limit, and none of the limit', () => {
    const frame = entryBytes({ ...GOOD, Detail: '{"t":""}' })
    const sized = (bytes: number) => ({ ...GOOD, Detail: `{"t":"${'x'.repeat(bytes - frame)}"}` })
    const nine = new Array(9).fill(sized(PUT_EVENTS_BYTES_LIMIT / 10))

    expect(putEventsViolation({ Entries: [...nine, sized(PUT_EVENTS_BYTES_LIMIT / 10 - 1)] })).toBeUndefined()
    expect(putEventsViolation({ Entries: [...nine, sized(PUT_EVENTS_BYTES_LIMIT / 10)] })).toMatchObject({
      code: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    })
  })
})

describe('entryBytes', () => {
  it('counts 14 for a time, and UTF-8 bytes of source, detail-type, detail and resources, and nothing else', () => {
    const entry = {
      Source: 'sö',
      DetailType: '€',
      Detail: '{"t":"😀"}',
      Resources: ['ab', 'ü'],
      EventBusName: 'b',
      TraceHeader: 't',
    }

    expect(entryBytes(entry)).toBe(3 + 3 + (8 + 4) + 2 + 2)
    expect(entryBytes({ ...entry, Time: new Date(0) })).toBe(entryBytes(entry) + 14)
    expect(entryBytes({ ...entry, Time: 0 })).toBe(entryBytes(entry) + 14)
    expect(entryBytes({})).toBe(0)
  })
})

describe('detailViolation', () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`

  it.each<[string, string]>([
    ['an empty object', '{}'],
    ['1,000 levels', nested(1_000)],
    ['the ends of 64 bits', '{"n":[9223372036854775807,-9223372036854775808]}'],
    ['a number with an exponent or a fraction', '{"n":[1e300,1.5,99999999999999999999.5]}'],
    ['digits, brackets and quotes in texts', `{"a":"99999999999999999999","b":"${'['.repeat(2_000)}","\\"c\\\\":"{"}`],
    ['zeros before the point of a small number', '{"n":0.00000000000000000000001}'],
  ])('takes %s', (_what, text) => {
    expect(detailViolation(text)).toBeUndefined()
  })

  it.each<[string, string, string]>([
    ['no JSON', '{', 'must be one JSON object'],
    ['a list', '[]', 'must be one JSON object'],
    ['null', 'null', 'must be one JSON object'],
    ['nothing', '', 'must be one JSON object'],
    ['1,001 levels', nested(1_001), 'more than 1000 levels deep'],
    ['1,001 levels of lists', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`, 'more than 1000 levels deep'],
    ['one more than 64 bits hold', '{"n":9223372036854775808}', 'does not fit 64 bits'],
    ['one less than 64 bits hold', '{"n":-9223372036854775809}', 'does not fit 64 bits'],
    ['a whole number of JavaScript', JSON.stringify({ n: 1e20 }), 'does not fit 64 bits'],
    [
      'a long number deep in a long text',
      `{"a":"${'x'.repeat(9_000)}","n":[[12345678901234567890]]}`,
      'does not fit 64 bits',
    ],
  ])('refuses %s', (_what, text, reason) => {
    expect(detailViolation(text)).toMatchObject({
      code: 'MalformedDetail',
      message: expect.stringContaining(reason) as string,
    })
    expect(detailViolation(text)?.message).toMatch(/^Detail is malformed\./)
  })
})
