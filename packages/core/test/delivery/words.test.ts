import { describe, expect, it } from 'vitest'
import { createHarness, failing, fault, rejectedItem } from './fake-service.js'

/** How many items, in the words for one and for several. */
const NUMBERS = [
  [1, '1 record', 'was', 'it is', 'is'],
  [2, '2 records', 'were', 'they are', 'are'],
] as const

describe.each(NUMBERS)('for %i item', (count, records, were, they, are) => {
  it('of a request that was not taken', async () => {
    const { service, offer, messages, delivery, clock } = createHarness()
    service.answer = () => (service.requests.length === 1 ? Promise.reject(fault('throttled', { code: 'Busy' })) : {})
    offer(count)
    void delivery.flush()
    await clock.advance(1_000)

    expect(messages('MON_DELIVERY_THROTTLED')).toEqual([
      `${records} of a request ${were} not taken (Busy); ${they} sent again.`,
    ])
    expect(messages('MON_DELIVERY_RECOVERED')).toEqual(['Records are delivered again.'])
  })

  it('whose arrival is not known, the words claim no more than is known', async () => {
    const { service, offer, messages, delivery, clock } = createHarness()
    service.answer = failing('transient', { code: 'ETIMEDOUT', ambiguous: true })
    offer(count)
    void delivery.flush()
    await clock.settle()

    expect(messages('MON_DELIVERY_RETRYING')).toEqual([
      `Whether ${records} of a request arrived is not known (ETIMEDOUT); ${they} sent again and may arrive twice.`,
    ])
  })

  it('that is held, as the destination takes nothing', async () => {
    const { service, offer, messages, delivery, clock } = createHarness()
    service.answer = failing('unavailable', { code: 'AccessDenied' })
    offer(count)
    void delivery.flush()
    await clock.settle()

    expect(messages('MON_DELIVERY_UNAVAILABLE')).toEqual([
      `The destination takes nothing (AccessDenied). ${records} ${are} held and it is tried again slowly; check that it exists, the region, the credentials and the permissions.`,
    ])
  })

  it('that was lost', async () => {
    const { offer, messages, clock } = createHarness()
    offer(count, { bytes: 201 })
    await clock.advance(0)

    expect(messages('MON_DELIVERY_LOST')).toEqual([`${records} ${were} lost: ${count} tooLarge.`])
  })
})

describe('the noun of a pipe', () => {
  it('is in every message that it has', async () => {
    const { service, offer, diagnostics, delivery, clock } = createHarness({ noun: 'event' })
    const answers = [
      () => Promise.reject(fault('transient')),
      () => ({}),
      failing('unavailable'),
      () => ({ failed: [rejectedItem(0)] }),
      () => ({}),
    ]
    service.answer = (items, context) => (answers.shift() ?? (() => ({})))(items, context)
    for (let round = 0; round < 4; round++) {
      offer(2)
      await clock.advance(40_000)
    }
    offer(3, { bytes: 201 })
    await delivery.shutdown()

    const messages = diagnostics.map(({ message }) => message).join('\n')
    expect(messages).not.toMatch(/record/i)
    for (const text of [
      '2 events of a request',
      'Events are delivered',
      '2 events are held',
      'refused an event',
      '3 events were',
    ])
      expect(messages).toContain(text)
  })
})

describe('an item that the service refuses for good', () => {
  it('is named as its owner describes it, each once a minute', async () => {
    const { service, offer, diagnostics, clock } = createHarness({ describe: ({ id }) => `item ${id % 3}` })
    service.answer = (items) => ({ failed: items.map((_item, index) => rejectedItem(index)) })
    offer(30)
    await clock.advance(30_000)
    const first = diagnostics.filter(({ code }) => code === 'MON_DELIVERY_REJECTED')
    offer(10)
    await clock.advance(30_000)
    const within = diagnostics.filter(({ code }) => code === 'MON_DELIVERY_REJECTED')
    offer(10)
    await clock.advance(1_000)

    expect(within).toEqual(first)
    expect(first.map(({ subject, message, level }) => [level, subject, message])).toEqual(
      ['item 0', 'item 1', 'item 2'].map((name) => [
        'error',
        `${name} (ItemInvalid)`,
        `The service refused a record for good: ${name}. It is counted as rejected (ItemInvalid).`,
      ]),
    )
    expect(diagnostics.filter(({ code }) => code === 'MON_DELIVERY_REJECTED')).toHaveLength(6)
  })

  it('is told by its code alone where nobody describes it, or cannot', async () => {
    for (const describe of [
      undefined,
      () => {
        throw new Error('no name')
      },
    ]) {
      const { service, offer, diagnostics, clock } = createHarness({ describe })
      service.answer = (items) => ({ failed: items.map((_item, index) => rejectedItem(index)) })
      offer(30)
      await clock.advance(30_000)

      expect(diagnostics.filter(({ code }) => code === 'MON_DELIVERY_REJECTED')).toMatchObject([
        {
          subject: 'ItemInvalid',
          message: 'The service refused a record for good. It is counted as rejected (ItemInvalid).',
        },
      ])
    }
  })

  it('alone in a request is told with the error of the request', async () => {
    const { service, offer, diagnostics, clock } = createHarness({ describe: () => 'order placed' })
    service.answer = failing('rejected', { code: 'HTTP 413' })
    offer(1)
    await clock.advance(2_000)

    expect(diagnostics.find(({ code }) => code === 'MON_DELIVERY_REJECTED')).toMatchObject({
      subject: 'order placed (HTTP 413)',
      error: { message: 'a fault that is rejected' },
    })
  })
})
