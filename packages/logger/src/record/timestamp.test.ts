import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTimestamp } from './timestamp.js'

describe('formatTimestamp', () => {
  it('writes every moment of four-digit years, and beyond, as toISOString does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8.64e15, max: 8.64e15 }),
        fc.integer({ min: -2_000, max: 2_000 }),
        (epochMs, step) => {
          const near = Math.min(8.64e15, Math.max(-8.64e15, epochMs + step))
          for (const moment of [epochMs, near, epochMs])
            expect(formatTimestamp(moment)).toBe(new Date(moment).toISOString())
        },
      ),
    )
  })

  it.each([0, -1, -1_000, -1_001, 999, 1_000, Date.UTC(2025, 11, 31, 23, 59, 59, 999), Date.UTC(2026, 0, 1), 8.64e15])(
    'is exact at the edge %d',
    (epochMs) => {
      expect(formatTimestamp(epochMs)).toBe(new Date(epochMs).toISOString())
    },
  )

  it('cuts fractions of a millisecond, as dates do', () => {
    expect(formatTimestamp(1_000.999)).toBe('1970-01-01T00:00:01.000Z')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, -8.64e15 - 1])('does not throw for %d', (epochMs) => {
    expect(formatTimestamp(epochMs)).toBe('1970-01-01T00:00:00.000Z')
  })
})
