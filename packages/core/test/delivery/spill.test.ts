import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/index.js'
import { awsError, createHarness, ids } from './fake-service.js'
import { createFakeSpill } from './fake-spill.js'

const DEBUG = 1
const ERROR = 5
const down = (): Promise<never> => Promise.reject(awsError('InternalFailure', 500))

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
    service.answer = () => ({ failed: [{ index: 0, kind: 'rejected', code: 'InvalidArgument' }] })
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

    expect(await ended).toEqual({ delivered: 0, dropped: 0, failed: 3, spilled: 2 })
    expect(await flushed).toEqual({ delivered: 0, dropped: 3, spilled: 2, pending: 0 })
    expect(ids([...spill.kept])).toEqual([0, 1])
    expect(ids(unsent)).toEqual([2, 3, 4])
  })

  it('hands over at once when it is abandoned, requests in flight included', async () => {
    const spill = createFakeSpill(10)
    const { offer, delivery, service, clock, unsent } = createHarness({ spill })
    service.answer = () => new Promise(() => {})
    offer(3)
    void delivery.flush()
    await clock.settle()
    offer(1)

    expect(delivery.abandon()).toEqual({ delivered: 0, dropped: 0, failed: 0, spilled: 4 })
    expect(ids([...spill.kept])).toEqual([0, 1, 2, 3])
    expect(unsent).toEqual([])
  })

  it('goes on as if there were none when the spill throws', async () => {
    const spill = createFakeSpill(10)
    const broken = (): never => {
      throw new Error('no disk')
    }
    const { offer, delivery, diagnostics, unsent, service } = createHarness({
      buffer: { maxItems: 1 },
      spill: { take: broken, takeAll: broken, settled: broken },
    })
    service.answer = () => new Promise(() => {})

    expect(offer(2)).toEqual([true, true])
    expect(delivery.abandon()).toEqual({ delivered: 0, dropped: 1, failed: 1 })
    expect(unsent).toHaveLength(1)
    expect(diagnostics.map(({ code }) => code)).toContain('MON_CALLBACK_FAILED')
    expect(spill.kept.size).toBe(0)
  })

  it('is refused when a method is missing', () => {
    const spill = { take: () => true, settled: () => {} }

    expect(() => createHarness({ spill: spill as never })).toThrow(ConfigurationError)
    expect(() => createHarness({ spill: spill as never })).toThrow(/`spill\.takeAll`/)
  })
})
