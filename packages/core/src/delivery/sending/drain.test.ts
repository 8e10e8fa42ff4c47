import { describe, expect, it } from 'vitest'
import { Drain } from './drain.js'

describe('the drain of a pipe', () => {
  it('shortens no backoff before it has begun', () => {
    const drain = new Drain()

    expect(drain.isOn).toBe(false)
    expect(drain.within(30_000, 0)).toBe(30_000)
  })

  it('leaves time for another attempt before its deadline', () => {
    const drain = new Drain()
    drain.begin(1_000, 2_000)

    expect(drain.isOn).toBe(true)
    expect(drain.within(30_000, 1_000)).toBe(500)
    expect(drain.within(100, 1_000)).toBe(100)
    expect(drain.soon(2_600)).toBe(2_700)
  })

  it('waits no longer than a second, however much time there is', () => {
    const drain = new Drain()
    drain.begin(0, 600_000)

    expect(drain.within(30_000, 0)).toBe(1_000)
  })

  it('pauses even at its deadline, so that the timer that ends it has its turn', () => {
    const drain = new Drain()
    drain.begin(0, 1_000)

    expect(drain.within(30_000, 999.9)).toBe(1)
    expect(drain.within(30_000, 5_000)).toBe(1)
  })
})
