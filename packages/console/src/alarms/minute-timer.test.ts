import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { everyMinute } from './minute-timer.js'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 15, 12, 0, 40) })
})

afterEach(() => {
  vi.useRealTimers()
})

describe('everyMinute', () => {
  it('calls back at each full minute of wall time, until it is stopped', () => {
    const moments: string[] = []
    const stop = everyMinute(() => moments.push(new Date().toISOString()))

    vi.advanceTimersByTime(19_999)
    expect(moments).toEqual([])
    vi.advanceTimersByTime(1 + 120_000)
    stop()
    vi.advanceTimersByTime(600_000)

    expect(moments).toEqual(['2026-01-15T12:01:00.000Z', '2026-01-15T12:02:00.000Z', '2026-01-15T12:03:00.000Z'])
  })
})
