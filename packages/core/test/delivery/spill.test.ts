import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/index.js'
import { account, createHarness, failing, type Item, ids, rejectedItem } from './fake-service.js'
import { createFakeSpill } from './fake-spill.js'

const DEBUG = 1
const ERROR = 5
const down = failing('transient')

describe('a pipe with a spill', () => {
  it('hands over what overflows, and counts it as spilled, not as lost', async () => {
    const spill = createFakeSpill(10)
    const { delivery, offer, losses, service } = createHarness({ buffer: { maxItems: 2 }, spill })

    expect(offer(2, { priority: DEBUG })).toEqual([true, true]) // 0 and 1
    expect(offer(1, { priority: ERROR })).toEqual([true]) // 2 costs 0
    await delivery.flush()

    expect(ids([...spill.kept])).toEqual([0])
    expect(ids([...spill.done])).toEqual([1, 2])
    expect(ids(service.accepted)).toEqual([1, 2])
    expect(delivery.stats()).toMatchObject({ offered: 3, delivered: 2, spilled: 1, dropped: { overflow: 0 } })
    expect(losses).toEqual([])
  })

  it('hands over an item that is less important than everything in the full buffer', () => {
    const spill = createFakeSpill(10)
    const { offer, delivery } = createHarness({ buffer: { maxItems: 2 }, spill })
    offer(2, { priority: ERROR })

    expect(offer(1, { priority: DEBUG })).toEqual([true])
    expect(ids([...spill.kept])).toEqual([2])
    expect(delivery.stats()).toMatchObject({ offered: 3, spilled: 1, queued: { items: 2 } })
  })

  it('counts as lost what the spill has no room for', () => {
    const spill = createFakeSpill(1)
    const { offer, delivery } = createHarness({ buffer: { maxItems: 1 }, spill })

    offer(3)

    expect(delivery.stats()).toMatchObject({ spilled: 1, dropped: { overflow: 1 }, queued: { items: 1 } })
    expect(ids([...spill.done])).toEqual([1])
  })

  it('hands over what gets too old', async () => {
    const spill = createFakeSpill(10)
    const { offer, delivery, service, clock } = createHarness({ retry: { maxAgeMs: 60_000 }, spill })
    service.answer = down
    offer(3)

    await clock.advance(100_000)

    expect(spill.kept.size).toBe(3)
    expect(new Set(spill.reasons)).toEqual(new Set(['expired']))
    expect(delivery.stats()).toMatchObject({ spilled: 3, dropped: { expired: 0 }, queued: { items: 0 } })
  })

  it('never hands over what the service refused, what is too large or what comes after the end', async () => {
    const spill = createFakeSpill(10)
    const { offer, delivery, service } = createHarness({ spill })
    service.answer = () => ({ failed: [rejectedItem(0)] })
    offer(1)
    offer(1, { bytes: 201 })
    await delivery.shutdown()
    offer(1)

    expect(spill.kept.size).toBe(0)
    expect(delivery.stats()).toMatchObject({ spilled: 0, dropped: { rejected: 1, tooLarge: 1, closed: 1 } })
    expect(ids([...spill.done]).sort()).toEqual([0, 1, 2])
  })

  it('hands over what is unsent at the end, and only what is not kept goes to onUnsent', async () => {
    const spill = createFakeSpill(2)
    const { offer, delivery, service, clock, unsent } = createHarness({ spill })
    service.answer = down
    offer(5)
    const flushed = delivery.flush()
    const ended = delivery.shutdown({ timeoutMs: 1_000 })
    await clock.advance(1_000)

    expect(await ended).toEqual(account({ dropped: 3, spilled: 2, byReason: { unsent: 3 } }))
    expect(await flushed).toEqual(account({ dropped: 3, spilled: 2, byReason: { unsent: 3 } }))
    expect(ids([...spill.kept])).toEqual([0, 1])
    expect(ids(unsent)).toEqual([2, 3, 4])
  })

  it('counts what was taken before as lost, no longer as spilled, where it comes back at the end, and hands it on', async () => {
    const taken: Item[] = []
    const spill = { ...createFakeSpill(10), take: (item: Item) => taken.push(item) > 0, takeAll: () => taken }
    const { offer, delivery, service, unsent, messages, losses } = createHarness({ buffer: { maxItems: 2 }, spill })
    service.answer = down
    offer(5, { priority: 3 })
    expect(delivery.stats()).toMatchObject({ spilled: 3, dropped: { unsent: 0 } })

    expect(delivery.abandon()).toEqual(account({ dropped: 3, spilled: 2, byReason: { unsent: 3 } }))
    expect(ids(unsent)).toEqual([0, 1, 2])
    expect(delivery.stats()).toMatchObject({ offered: 5, spilled: 2, dropped: { unsent: 3 } })
    expect(messages('MON_DELIVERY_LOST')).toEqual(['3 records were lost: 3 unsent.'])
    expect(losses).toMatchObject([{ total: 3, byReason: { unsent: 3 }, byPriority: { 3: 3 } }])
  })

  it('counts what comes back as no longer spilled, and as offered once', async () => {
    const spill = createFakeSpill(10)
    const { offer, delivery, service, clock } = createHarness({ buffer: { maxItems: 2 }, spill })
    service.answer = down
    offer(5)
    await clock.advance(0)
    service.answer = () => ({})
    await clock.advance(10_000)
    expect(delivery.stats()).toMatchObject({ offered: 5, delivered: 2, spilled: 3 })

    for (const item of [...spill.kept]) expect(delivery.resume(item)).toBe(spill.kept.delete(item))
    expect(delivery.stats()).toMatchObject({ offered: 5, queued: { items: 2 }, spilled: 1 })
    await clock.advance(10_000)
    expect(delivery.stats()).toMatchObject({ offered: 5, delivered: 4, spilled: 1 })

    // More than it handed over is offered to it.
    const strange = [1, 2].map((id) => delivery.resume({ id, bytes: 1, priority: 0 }))
    expect(strange).toEqual([true, true])
    expect(delivery.stats()).toMatchObject({ offered: 6, spilled: 0 })
  })

  it('takes back no more than it handed over', () => {
    const strange = Array.from({ length: 4 }, (_none, id) => ({ id, bytes: 1, priority: 0 }))
    const spill = { ...createFakeSpill(1), takeAll: () => strange }
    const { offer, delivery, unsent } = createHarness({ buffer: { maxItems: 1 }, spill })
    offer(2)

    expect(delivery.abandon()).toEqual(account({ dropped: 1, spilled: 1, byReason: { unsent: 1 } }))
    expect(unsent).toEqual([strange[0]])
  })

  it('hands over at once when it is abandoned, requests in flight included', async () => {
    const spill = createFakeSpill(10)
    const { offer, delivery, service, clock, unsent } = createHarness({ spill })
    service.answer = () => new Promise(() => {})
    offer(3)
    void delivery.flush()
    await clock.settle()
    offer(1)

    expect(delivery.abandon()).toEqual(account({ spilled: 4 }))
    expect(ids([...spill.kept])).toEqual([0, 1, 2, 3])
    expect(unsent).toEqual([])
  })

  it.each(['take', 'takeAll', 'settled'] as const)(
    'goes on as if there were none when `%s` throws, and says so each time',
    async (method) => {
      const spill = createFakeSpill(10)
      const { offer, delivery, diagnostics, unsent, service, clock } = createHarness({
        buffer: { maxItems: 2 },
        spill: {
          ...spill,
          [method]: () => {
            throw new Error('no disk')
          },
        },
      })
      service.answer = () => ({ failed: [rejectedItem(0)] })
      offer(1)
      await clock.advance(1_000)
      service.answer = () => new Promise(() => {})
      offer(3)
      await clock.settle()

      const { dropped, spilled } = delivery.abandon()

      const failures = diagnostics.filter(({ code }) => code === 'MON_CALLBACK_FAILED')
      expect(new Set(failures.map(({ subject }) => subject))).toEqual(new Set([`spill.${method}`]))
      expect(failures[0]?.error).toMatchObject({ message: 'no disk' })
      expect(dropped + spilled).toBe(4)
      expect(spilled).toBe(spill.kept.size)
      expect(unsent).toHaveLength(method === 'takeAll' ? 2 : 0)
    },
  )

  it.each<[string, unknown, number]>([
    ['take', Promise.resolve(true), 1],
    ['take', 'yes', 0],
    ['takeAll', Promise.resolve([]), 1],
    ['takeAll', undefined, 0],
    ['settled', Promise.resolve(), 0],
  ])('takes for nothing kept what `%s` answers that is no answer: %o', async (method, answer, failures) => {
    const spill = createFakeSpill(10)
    const { offer, delivery, codes } = createHarness({
      buffer: { maxItems: 2 },
      spill: { ...spill, [method]: () => answer },
    })
    offer(3)

    const { dropped, spilled, byReason } = delivery.abandon()

    expect([dropped, spilled]).toEqual([3 - spill.kept.size, spill.kept.size])
    expect(byReason).toEqual(
      { take: { overflow: 1 }, takeAll: { unsent: 2 }, settled: {} }[method as 'take' | 'takeAll' | 'settled'],
    )
    expect(codes().filter((code) => code === 'MON_CALLBACK_FAILED')).toHaveLength(failures)
  })

  it('may hear of what is settled in its own time', async () => {
    const done: number[] = []
    const { offer, delivery, codes } = createHarness({
      spill: { ...createFakeSpill(0), settled: async (item: Item) => void done.push(item.id) },
    })
    offer(3)
    await delivery.flush()

    expect(done).toEqual([0, 1, 2])
    expect(codes()).toEqual([])
  })

  it('tells what the spill could not keep as lost, and nothing that it keeps', async () => {
    const spill = createFakeSpill(1)
    const { offer, clock, messages, losses, delivery } = createHarness({ buffer: { maxItems: 1 }, spill })
    offer(4)
    await clock.advance(0)
    await delivery.flush()

    expect(messages('MON_DELIVERY_LOST')).toEqual(['2 records were lost: 2 overflow.'])
    expect(losses.map(({ total }) => total)).toEqual([2])
  })

  it('is refused when a method is missing', () => {
    const spill = { take: () => true, settled: () => {} }

    expect(() => createHarness({ spill: spill as never })).toThrow(ConfigurationError)
    expect(() => createHarness({ spill: spill as never })).toThrow(/`spill`.*it has no takeAll/)
  })
})
