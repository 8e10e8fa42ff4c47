import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../testing/index.js'
import { WakeTimer } from './batch-schedule.js'

function createTimer() {
  const clock = createManualClock()
  const wakes: number[] = []
  const timer = new WakeTimer(clock, () => wakes.push(clock.monotonic()))
  return { clock, timer, wakes }
}

describe('the wake timer', () => {
  it('goes off once, at the earliest moment it was asked for', async () => {
    const { clock, timer, wakes } = createTimer()
    timer.setNoLaterThan(100)
    timer.setNoLaterThan(50)
    timer.setNoLaterThan(200)
    await clock.advance(1_000)

    expect(wakes).toEqual([50])
  })

  it('can be put off and called off', async () => {
    const { clock, timer, wakes } = createTimer()
    timer.set(10)
    timer.set(300)
    await clock.advance(299)
    expect(wakes).toEqual([])
    await clock.advance(1)
    expect(wakes).toEqual([300])
    timer.set(400)
    timer.set(undefined)
    await clock.advance(1_000)

    expect(wakes).toEqual([300])
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps a timer that is set to the same moment again', () => {
    const { clock, timer } = createTimer()
    let scheduled = 0
    const counting = new WakeTimer(
      {
        ...clock,
        schedule: (callback, delayMs) => {
          scheduled += 1
          return clock.schedule(callback, delayMs)
        },
      },
      () => {},
    )
    for (let time = 0; time < 10; time++) counting.set(100)
    timer.set(100)

    expect(scheduled).toBe(1)
    expect(clock.pendingTimers).toBe(2)
  })

  it('never goes off before its moment, also where that lies between two milliseconds', async () => {
    const { clock, timer, wakes } = createTimer()
    timer.set(10.25)
    await clock.advance(10)
    expect(wakes).toEqual([])
    await clock.advance(1)

    expect(wakes).toEqual([11])
  })

  it('can be set again from within', async () => {
    const clock = createManualClock()
    const wakes: number[] = []
    const timer: WakeTimer = new WakeTimer(clock, () => {
      wakes.push(clock.monotonic())
      if (wakes.length < 3) timer.set(clock.monotonic() + 5)
    })
    timer.set(5)
    await clock.advance(100)

    expect(wakes).toEqual([5, 10, 15])
  })
})
