import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HeldRecords, type HoldSettings } from './held-records.js'

function hold(settings: Partial<HoldSettings> = {}): HeldRecords {
  return new HeldRecords({ severity: 5, maxRecords: 3, maxBytes: 12, writesAtOnce: false, ...settings }, {})
}

function add(held: HeldRecords, ...lines: string[]): void {
  for (const line of lines) held.add({ line, severity: 5 })
}

function linesOf(held: HeldRecords): string[] {
  return held.close().map(({ line }) => line)
}

describe('the records that a request holds', () => {
  it('are given back in order', () => {
    const held = hold()

    add(held, 'a', 'b', 'c')

    expect(linesOf(held)).toEqual(['a', 'b', 'c'])
    expect(held.dropped).toBe(0)
  })

  it('are as many as the limit; one more costs the oldest', () => {
    const held = hold()

    add(held, 'a', 'b', 'c', 'd')

    expect(held.dropped).toBe(1)
    expect(linesOf(held)).toEqual(['b', 'c', 'd'])
  })

  it('have as many bytes as the limit; one more costs the oldest', () => {
    const exact = hold()
    const over = hold()

    add(exact, '€€', 'abcdef')
    add(over, '€€', 'abcdefg')

    expect([linesOf(exact), exact.dropped]).toEqual([['€€', 'abcdef'], 0])
    expect([linesOf(over), over.dropped]).toEqual([['abcdefg'], 1])
  })

  it('stay when one comes that has no room at all; it is counted', () => {
    const held = hold()

    add(held, 'a', 'b', '€€€€x')

    expect(held.dropped).toBe(1)
    expect(linesOf(held)).toEqual(['a', 'b'])
  })

  it('are none any more once the request is over', () => {
    const held = hold()
    add(held, 'a')
    held.close()

    add(held, 'late')

    expect([held.isOpen, held.close(), held.dropped]).toEqual([false, [], 0])
  })

  it('belong to one request, while it goes on', () => {
    const [request, other] = [{}, {}]
    const held = new HeldRecords({ severity: 5, maxRecords: 1, maxBytes: 1, writesAtOnce: false }, request)

    expect([held.belongTo(request), held.belongTo(other)]).toEqual([true, false])
    held.close()
    expect(held.belongTo(request)).toBe(false)
  })

  it('are the last that have room, whatever comes, and the rest is counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 8, unit: 'grapheme' })),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 30 }),
        (lines, maxRecords, maxBytes) => {
          const held = hold({ maxRecords, maxBytes })
          add(held, ...lines)

          const kept: string[] = []
          let bytes = 0
          for (const line of lines.filter((text) => Buffer.byteLength(text) <= maxBytes).reverse()) {
            bytes += Buffer.byteLength(line)
            if (kept.length === maxRecords || bytes > maxBytes) break
            kept.unshift(line)
          }
          expect(held.dropped).toBe(lines.length - kept.length)
          expect(linesOf(held)).toEqual(kept)
        },
      ),
    )
  })
})
