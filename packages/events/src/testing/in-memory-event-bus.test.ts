import { eventEntryViolation, putEventsViolation } from '@org/core/aws'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PutEventsEntry, PutEventsResult } from '../wire.js'
import { createInMemoryEventBus } from './in-memory-event-bus.js'

const good: PutEventsEntry = { Time: new Date(0), Source: 'a.b', DetailType: 'happened', Detail: '{"metadata":{}}' }

function setUp() {
  const bus = createInMemoryEventBus()
  const put = (...Entries: PutEventsEntry[]): Promise<PutEventsResult> =>
    bus.send({ Entries }, { signal: new AbortController().signal })
  return { bus, put }
}

const entry: fc.Arbitrary<PutEventsEntry> = fc.record(
  {
    Time: fc.constantFrom(new Date(0), new Date(Number.NaN)),
    Source: fc.constantFrom('a.b', 'aws.ec2', '', 's'.repeat(257)),
    DetailType: fc.constantFrom('happened', '', 'd'.repeat(128), 'd'.repeat(129)),
    Detail: fc.constantFrom('{}', '{"n":1}', '{', '[]', '1', `{"n":${2 ** 64}}`, `{"t":"${'x'.repeat(400_000)}"}`),
    Resources: fc.array(fc.constantFrom('r', 'r'.repeat(2_049)), { maxLength: 2 }),
    EventBusName: fc.constantFrom('orders', '', 'or ders'),
  },
  { requiredKeys: ['Time', 'Source', 'DetailType', 'Detail'] },
)

describe('createInMemoryEventBus', () => {
  it('takes what the rules of EventBridge allow, and refuses the rest in their words', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.array(entry, { maxLength: 4 }), fc.constant(Array<PutEventsEntry>(11).fill(good))),
        async (Entries) => {
          const { bus, put } = setUp()
          const violation = putEventsViolation({ Entries })
          const codes = Entries.map((sent) => eventEntryViolation(sent)?.code)
          const answer = await put(...Entries).then(
            ({ FailedEntryCount, Entries: results = [] }) => ({
              failed: FailedEntryCount,
              codes: results.map(({ ErrorCode }) => ErrorCode),
            }),
            (error: Error) => ({ code: error.name, message: error.message }),
          )

          const failed = codes.filter((code) => code !== undefined).length
          expect(answer).toEqual(
            violation === undefined ? { failed, codes } : { code: violation.code, message: violation.message },
          )
          expect(bus.events()).toHaveLength(violation === undefined ? Entries.length - failed : 0)
          expect(bus.calls).toBe(1)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('gives the events of one type, parsed', async () => {
    const { bus, put } = setUp()
    await put(good, { ...good, DetailType: 'other', Detail: '{"a":1}', Resources: ['r'], EventBusName: 'orders' })

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

  it('fails requests and refuses entries as often as it is told', async () => {
    const { bus, put } = setUp()
    bus.failNext(new Error('down'))
    bus.refuseEntries('InternalFailure', 2)

    await expect(put(good)).rejects.toThrow('down')
    expect(await put(good, good, good)).toMatchObject({
      FailedEntryCount: 2,
      Entries: [{ ErrorCode: 'InternalFailure' }, { ErrorCode: 'InternalFailure' }, { EventId: 'event-1' }],
    })
    expect(bus.events()).toHaveLength(1)
  })

  it('takes nothing of a request that was given up', async () => {
    const { bus } = setUp()

    await expect(bus.send({ Entries: [good] }, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
    expect(bus.events()).toEqual([])
  })
})
