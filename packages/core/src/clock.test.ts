import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock.js'

describe('systemClock', () => {
  it('tells the wall clock in epoch milliseconds and a monotonic time that does not go back', () => {
    const before = Date.now()
    const now = systemClock.now()
    const [first, second] = [systemClock.monotonic(), systemClock.monotonic()]

    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
    expect(second).toBeGreaterThanOrEqual(first)
  })
})

describe('systemClock under the fake timers of a test runner', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('follows them', () => {
    expect(systemClock.now()).toBe(1_000)
    vi.advanceTimersByTime(500)

    expect(systemClock.now()).toBe(1_500)
  })

  it('runs a callback once, at its time', () => {
    const callback = vi.fn()
    systemClock.schedule(callback, 100)

    vi.advanceTimersByTime(99)
    expect(callback).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)

    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('takes a delay in the past for no delay', () => {
    const callback = vi.fn()
    systemClock.schedule(callback, -5)
    vi.advanceTimersByTime(1)

    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('does not run a callback at once whose delay is longer than Node’s timers take', () => {
    const callback = vi.fn()
    const cancel = systemClock.schedule(callback, Number.POSITIVE_INFINITY)
    vi.advanceTimersByTime(86_400_000)

    expect(callback).not.toHaveBeenCalled()
    cancel()
  })

  it('may be cancelled late and twice', () => {
    const callback = vi.fn()
    const cancel = systemClock.schedule(callback, 10)
    cancel()
    cancel()
    vi.advanceTimersByTime(100)

    expect(callback).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('releases a hold for good', () => {
    const release = systemClock.keepAlive()
    expect(vi.getTimerCount()).toBe(1)
    release()
    release()

    expect(vi.getTimerCount()).toBe(0)
  })
})
