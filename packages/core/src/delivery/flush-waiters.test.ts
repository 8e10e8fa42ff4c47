import { describe, expect, it } from 'vitest'
import type { Entry } from './entry.js'
import { type FlushResult, FlushWaiters } from './flush-waiters.js'

const entry = (sequence: number): Entry<null> => ({
  item: null,
  bytes: 1,
  priority: 0,
  sequence,
  acceptedAt: 0,
  attempts: 0,
  notBefore: 0,
})

describe('flush waiters', () => {
  it('finish at once when nothing is held', () => {
    const waiters = new FlushWaiters()
    const results: FlushResult[] = []

    waiters.wait(5, 0, (result) => results.push(result))()

    expect(results).toEqual([{ delivered: 0, dropped: 0, pending: 0 }])
    expect(waiters.mark).toBe(-1)
  })

  it('finish when the last entry up to their mark is settled, whatever became of it', () => {
    const waiters = new FlushWaiters()
    const results: FlushResult[] = []
    waiters.wait(2, 3, (result) => results.push(result))
    expect(waiters.mark).toBe(2)

    waiters.settle(entry(2), 'delivered')
    waiters.settle(entry(7), 'delivered')
    waiters.settle(entry(0), 'dropped')
    expect(results).toEqual([])
    waiters.settle(entry(1), 'delivered')

    expect(results).toEqual([{ delivered: 2, dropped: 1, pending: 0 }])
    expect(waiters.mark).toBe(-1)
  })

  it('finish early once, saying what is pending, and hear of nothing afterwards', () => {
    const waiters = new FlushWaiters()
    const results: FlushResult[] = []
    const finishEarly = waiters.wait(1, 2, (result) => results.push(result))
    waiters.settle(entry(0), 'delivered')
    finishEarly()
    finishEarly()
    waiters.settle(entry(1), 'delivered')

    expect(results).toEqual([{ delivered: 1, dropped: 0, pending: 1 }])
  })

  it('wait for themselves: each has its own mark and count, and the highest mark counts for sending', () => {
    const waiters = new FlushWaiters()
    const results: (FlushResult & { readonly name: string })[] = []
    waiters.wait(0, 1, (result) => results.push({ name: 'first', ...result }))
    waiters.wait(3, 4, (result) => results.push({ name: 'second', ...result }))
    expect(waiters.mark).toBe(3)

    for (const sequence of [0, 1, 2, 3]) waiters.settle(entry(sequence), 'delivered')

    expect(results).toEqual([
      { name: 'first', delivered: 1, dropped: 0, pending: 0 },
      { name: 'second', delivered: 4, dropped: 0, pending: 0 },
    ])
  })
})
