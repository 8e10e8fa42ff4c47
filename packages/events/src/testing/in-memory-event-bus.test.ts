import { describe, expect, it } from 'vitest'
import type { PutEventsEntry } from '../client.js'
import { entryBytes } from '../entry.js'
import { createInMemoryEventBus } from './in-memory-event-bus.js'

const good: PutEventsEntry = { Time: new Date(0), Source: 'a.b', DetailType: 'happened', Detail: '{"metadata":{}}' }

function setUp() {
  const bus = createInMemoryEventBus()
  const put = (Entries: PutEventsEntry[]) => bus.putEvents({ Entries }, { abortSignal: new AbortController().signal })
  return { bus, put }
}

function withDetailOf(bytes: number): PutEventsEntry {
  const frame = entryBytes({ ...good, Detail: '{"t":""}' })
  return { ...good, Detail: `{"t":"${'x'.repeat(bytes - frame)}"}` }
}

describe('entryBytes', () => {
  it('counts 14 for the time and UTF-8 bytes of source, detail-type, detail and resources', () => {
    const entry = {
      Time: new Date(0),
      Source: 'sö',
      DetailType: '€',
      Detail: '{"t":"😀"}',
      Resources: ['ab', 'ü'],
      EventBusName: 'not counted',
    }

    expect(entryBytes(entry)).toBe(14 + 3 + 3 + (8 + 4) + 2 + 2)
  })
})

describe('createInMemoryEventBus', () => {
  it('takes ten entries of 999,999 bytes in all, and neither one more entry nor one more byte', async () => {
    const { bus, put } = setUp()
    const nine = new Array<PutEventsEntry>(9).fill(withDetailOf(100_000))

    await expect(put(new Array<PutEventsEntry>(11).fill(good))).rejects.toThrow('Entries has 11 members')
    await expect(put([...nine, withDetailOf(100_000)])).rejects.toThrow('1000000 bytes')
    await expect(put([])).rejects.toMatchObject({ name: 'ValidationException' })
    await put([...nine, withDetailOf(99_999)])
    expect(bus.events()).toHaveLength(10)
    expect(bus.calls).toBe(4)
  })

  it.each<[string, Partial<PutEventsEntry>, string]>([
    ['a detail that is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['a detail that is no object', { Detail: '[]' }, 'MalformedDetail'],
    ['a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
    ['no source', { Source: '' }, 'InvalidArgument'],
    ['a detail-type of 129 characters', { DetailType: 'd'.repeat(129) }, 'InvalidArgument'],
    ['a resource of 2,049 characters', { Resources: ['r'.repeat(2_049)] }, 'InvalidArgument'],
    ['an invalid time', { Time: new Date(Number.NaN) }, 'InvalidArgument'],
  ])('refuses an entry with %s, and takes its neighbours', async (_name, wrong, code) => {
    const { bus, put } = setUp()
    const { FailedEntryCount, Entries } = await put([good, { ...good, ...wrong }, good])

    expect(FailedEntryCount).toBe(1)
    expect(Entries?.map((entry) => entry.ErrorCode)).toEqual([undefined, code, undefined])
    expect(bus.events()).toHaveLength(2)
  })

  it('gives the events of one type, parsed', async () => {
    const { bus, put } = setUp()
    await put([good, { ...good, DetailType: 'other', Detail: '{"a":1}', Resources: ['r'], EventBusName: 'orders' }])

    expect(bus.events('other')).toEqual([
      {
        source: 'a.b',
        detailType: 'other',
        detail: { a: 1 },
        resources: ['r'],
        time: new Date(0),
        eventBusName: 'orders',
      },
    ])
  })
})
