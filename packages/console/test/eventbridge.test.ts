import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { describe, expect, it } from 'vitest'
import { type Harness, NOON, rejection, start } from './harness.js'

const GOOD: PutEventsRequestEntry = { Source: 'helloworld.app', DetailType: 'visited', Detail: '{"path":"/"}' }

function put(harness: Harness, ...Entries: PutEventsRequestEntry[]) {
  return harness.eventbridge.send(new PutEventsCommand({ Entries }))
}

describe('what PutEvents stores', () => {
  it('keeps an entry with all its fields', async () => {
    const harness = await start()

    const answer = await put(harness, {
      ...GOOD,
      Time: new Date(NOON - 1000),
      Resources: ['arn:aws:ecs:us-east-1:1:task/x'],
      EventBusName: 'orders',
      TraceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
    })

    expect(answer.FailedEntryCount).toBe(0)
    expect(harness.console.events().items).toEqual([
      {
        sequence: 1,
        receivedAt: '2026-01-15T12:00:00.000Z',
        eventId: answer.Entries?.[0]?.EventId,
        time: '2026-01-15T11:59:59.000Z',
        source: 'helloworld.app',
        detailType: 'visited',
        detail: { path: '/' },
        resources: ['arn:aws:ecs:us-east-1:1:task/x'],
        eventBusName: 'orders',
        traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
      },
    ])
  })

  it('uses the default bus and the time of the call', async () => {
    const harness = await start()

    await put(harness, GOOD)

    expect(harness.console.events().items).toMatchObject([
      { eventBusName: 'default', time: '2026-01-15T12:00:00.000Z' },
    ])
  })
})

describe('entries that fail alone', () => {
  it.each<[string, string, PutEventsRequestEntry]>([
    ['no source', 'InvalidArgument', { ...GOOD, Source: undefined }],
    ['no detail-type', 'InvalidArgument', { ...GOOD, DetailType: undefined }],
    ['no detail', 'InvalidArgument', { ...GOOD, Detail: undefined }],
    ['a source of AWS', 'NotAuthorizedForSourceException', { ...GOOD, Source: 'aws.ec2' }],
    ['a detail that is no JSON', 'MalformedDetail', { ...GOOD, Detail: '{' }],
    ['a detail that is a list', 'MalformedDetail', { ...GOOD, Detail: '[]' }],
    ['a detail that is a string', 'MalformedDetail', { ...GOOD, Detail: '"x"' }],
    ['a detail that is null', 'MalformedDetail', { ...GOOD, Detail: 'null' }],
  ])('refuses %s, and keeps the others', async (_what, code, entry) => {
    const harness = await start()

    const answer = await put(harness, GOOD, entry, GOOD)

    expect(answer.FailedEntryCount).toBe(1)
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, code, undefined])
    expect(harness.console.events().total).toBe(2)
    expect(harness.console.calls().items).toMatchObject([{ status: 200, items: 3, failedItems: 1 }])
  })

  it.each<[string, string, PutEventsRequestEntry, PutEventsRequestEntry]>([
    [
      '128 characters of detail-type',
      'InvalidArgument',
      { ...GOOD, DetailType: 't'.repeat(128) },
      { ...GOOD, DetailType: 't'.repeat(129) },
    ],
    [
      '256 characters of source',
      'InvalidArgument',
      { ...GOOD, Source: 's'.repeat(256) },
      { ...GOOD, Source: 's'.repeat(257) },
    ],
    [
      '1,000 levels of detail',
      'MalformedDetail',
      { ...GOOD, Detail: `${'{"a":'.repeat(999)}{}${'}'.repeat(999)}` },
      { ...GOOD, Detail: `${'{"a":'.repeat(1000)}{}${'}'.repeat(1000)}` },
    ],
    [
      '64 bits of a whole number',
      'MalformedDetail',
      { ...GOOD, Detail: '{"n":[9223372036854775807,-9223372036854775808,1e300],"s":"99999999999999999999"}' },
      { ...GOOD, Detail: '{"n":9223372036854775808}' },
    ],
  ])('takes %s and refuses one more', async (_what, code, within, beyond) => {
    const harness = await start()

    const answer = await put(harness, within, beyond)

    expect(answer.Entries).toMatchObject([{ EventId: expect.any(String) }, { ErrorCode: code }])
  })
})

describe('requests that PutEvents refuses whole', () => {
  it('takes 10 entries and refuses 11', async () => {
    const harness = await start()
    const entries = Array.from({ length: 11 }, () => GOOD)

    await put(harness, ...entries.slice(1))
    const error = await rejection(put(harness, ...entries))

    expect(error.name).toBe('ValidationException')
    expect(error.message).toContain('Member must have length less than or equal to 10')
    expect(harness.console.events().total).toBe(10)
  })

  it('takes one byte below 1 MB and refuses 1 MB, counting bytes of UTF-8, 14 for a time, and resources', async () => {
    const harness = await start()
    const fixed = { Source: 'é', DetailType: 'tt', Resources: ['rrr'], Time: new Date(NOON) }
    const overhead = 2 + 2 + 3 + 14
    const detailOf = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`

    const answer = await put(harness, { ...fixed, Detail: detailOf(999_999 - overhead) })
    const error = await rejection(put(harness, { ...fixed, Detail: detailOf(1_000_000 - overhead) }))

    expect(answer.FailedEntryCount).toBe(0)
    expect(error.name).toBe('ValidationException')
    expect(error.message).toBe('Total size of the entries in the request is over the limit.')
  })

  it('takes a bus name of 1,600, a trace header of 500 and a resource of 2,048 characters, and an ARN for a bus', async () => {
    const harness = await start()

    const answer = await put(
      harness,
      { ...GOOD, EventBusName: 'b'.repeat(1600), TraceHeader: 't'.repeat(500), Resources: ['r'.repeat(2048)] },
      { ...GOOD, EventBusName: 'arn:aws:events:eu-west-1:123456789012:event-bus/orders' },
    )

    expect(answer.FailedEntryCount).toBe(0)
  })

  it.each<[string, PutEventsRequestEntry[]]>([
    ['no entry', []],
    ['a bus name of 1,601 characters', [{ ...GOOD, EventBusName: 'b'.repeat(1601) }]],
    ['a bus name with a blank', [{ ...GOOD, EventBusName: 'my bus' }]],
    ['a trace header of 501 characters', [{ ...GOOD, TraceHeader: 't'.repeat(501) }]],
    ['a resource of 2,049 characters', [{ ...GOOD, Resources: ['r'.repeat(2049)] }]],
  ])('refuses %s', async (_what, entries) => {
    const harness = await start()

    expect((await rejection(put(harness, ...entries))).name).toBe('ValidationException')
    expect(harness.console.events().total).toBe(0)
  })
})
