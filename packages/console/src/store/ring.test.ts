import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Ring } from './ring.js'

describe('Ring', () => {
  it('always holds the longest newest run that fits both limits, and accounts for the rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (sizes, maxItems, maxBytes) => {
          const evicted: number[] = []
          const ring = new Ring<{ index: number; bytes: number }>(
            { maxItems, maxBytes },
            ({ bytes }) => bytes,
            ({ index }) => evicted.push(index),
          )
          for (const [index, bytes] of sizes.entries()) ring.push({ index, bytes })

          const held = [...ring].map(({ index }) => index)
          const first = sizes.length - held.length
          expect(held).toEqual(sizes.map((_, index) => index).slice(first))
          expect(evicted).toEqual(sizes.map((_, index) => index).slice(0, first))
          expect(ring.size).toBeLessThanOrEqual(maxItems)
          expect(ring.bytes).toBe(sizes.slice(first).reduce((sum, bytes) => sum + bytes, 0))
          expect(ring.bytes).toBeLessThanOrEqual(maxBytes)
          expect(ring.total).toBe(sizes.length)
          expect(ring.droppedFromMemory).toBe(first)
        },
      ),
    )
  })

  it('finds the newest that satisfy a condition, oldest first, and counts all that do', () => {
    const ring = new Ring<number>({ maxItems: 100, maxBytes: 100 }, () => 1)
    for (let number = 1; number <= 10; number++) ring.push(number)

    expect(ring.newest(2, (number) => number % 2 === 0)).toEqual({ items: [8, 10], matched: 5 })
  })

  it('is empty after a clear', () => {
    const ring = new Ring<number>({ maxItems: 2, maxBytes: 100 }, () => 1)
    for (const number of [1, 2, 3]) ring.push(number)

    ring.clear()

    expect([...ring]).toEqual([])
    expect([ring.size, ring.bytes, ring.total, ring.droppedFromMemory]).toEqual([0, 0, 0, 0])
  })
})
