import { describe, expect, it } from 'vitest'
import type { Entry } from '../queue/entry.js'
import { FlushWaiters } from './flush-waiters.js'
import { type DeliveryResult, NOTHING_HELD } from './result.js'

const entry = (sequence: number): Entry<null> => ({
  item: null,
  bytes: 1,
  priority: 0,
  sequence,
  acceptedAt: 0,
  attempts: 0,
  firstFailedAt: undefined,
  notBefore: 0,
})

describe('flush waiters', () => {
  it('finish at once when nothing is held', () => {
    const waiters = new FlushWaiters()
    const results: DeliveryResult[] = []

    waiters.wait(5, 0, (result) => results.push(result))()

    expect(results).toEqual([NOTHING_HELD])
    expect(waiters.mark).toBe(-1)
  })

  it('finish when the last entry up to their mark is settled, whatever became of it', () => {
    const waiters = new FlushWaiters()
    const results: DeliveryResult[] = []
    waiters.wait(2, 3, (result) => results.push(result))
    expect(waiters.mark).toBe(2)

    waiters.settle(entry(2), 'delivered')
    waiters.settle(entry(7), 'delivered')
    waiters.settle(entry(0), 'rejected')
    expect(results).toEqual([])
    waiters.settle(entry(1), 'delivered')

    expect(results).toEqual([{ ...NOTHING_HELD, delivered: 2, dropped: 1, byReason: { rejected: 1 } }])
    expect(waiters.mark).toBe(-1)
  })

  it('finish early once, saying what is pending, and hear of nothing afterwards', () => {
    const waiters = new FlushWaiters()
    const results: DeliveryResult[] = []
    const finishEarly = waiters.wait(1, 2, (result) => results.push(result))
    waiters.settle(entry(0), 'delivered')
    finishEarly()
    finishEarly()
    waiters.settle(entry(1), 'delivered')

    expect(results).toEqual([{ ...NOTHING_HELD, delivered: 1, pending: 1 }])
  })

  it('wait for themselves: each has its own mark and count, and the highest mark counts for sending', () => {
    const waiters = new FlushWaiters()
    const results: (DeliveryResult & { readonly name: string })[] = []
    waiters.wait(0, 1, (result) => results.push({ name: 'first', ...result }))
    waiters.wait(3, 4, (result) => results.push({ name: 'second', ...result }))
    expect(waiters.mark).toBe(3)

    for (const sequence of [0, 1, 2, 3]) waiters.settle(entry(sequence), 'delivered')

    expect(results).toEqual([
      { name: 'first', ...NOTHING_HELD, delivered: 1 },
      { name: 'second', ...NOTHING_HELD, delivered: 4 },
    ])
  })

  it('count each item once, by how it ended', () => {
    const waiters = new FlushWaiters()
    const results: DeliveryResult[] = []
    waiters.wait(9, 6, (result) => results.push(result))

    for (const [sequence, outcome] of (
      ['delivered', 'spilled', 'overflow', 'overflow', 'expired', 'spilled'] as const
    ).entries())
      waiters.settle(entry(sequence), outcome)

    expect(results).toEqual([
      { delivered: 1, dropped: 3, spilled: 2, pending: 0, byReason: { overflow: 2, expired: 1 } },
    ])
  })

  it('can all be finished at once, also where one waits anew when it is', () => {
    const waiters = new FlushWaiters()
    const results: number[] = []
    waiters.wait(0, 1, () => {
      results.push(1)
      waiters.wait(0, 1, () => results.push(3))
    })
    waiters.wait(0, 2, ({ pending }) => results.push(pending))

    waiters.finishAll()

    expect(results).toEqual([1, 2])
    expect(waiters.mark).toBe(0)
  })
})
