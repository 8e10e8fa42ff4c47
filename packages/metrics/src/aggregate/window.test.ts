import { gauge } from '@org/core/catalog'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { Series } from '../instruments/series.js'
import type { Datum } from '../sinks/datum.js'
import { GaugeLevel } from './gauge-level.js'
import { Window } from './window.js'

const MINUTE = 60_000
const NOON = Date.UTC(2026, 0, 1, 12)

function setUp({ now = NOON, random = 0, intervalMs = MINUTE } = {}) {
  const clock = createManualClock({ now })
  const emitted: { readonly at: number; readonly datums: readonly Datum[] }[] = []
  const window = new Window({
    intervalMs,
    clock,
    random: () => random,
    emit: (datums) => emitted.push({ at: clock.now(), datums }),
  })
  const series = new Series({ name: 'depth', definition: gauge() }, [], new GaugeLevel(), clock.monotonic())
  const record = (value: number): void => {
    series.aggregator.record(value)
    if (!series.active) window.add(series)
  }
  return { clock, window, record, emitted, series }
}

describe('Window', () => {
  it('lies on whole minutes, whenever the process began', async () => {
    const { clock, record, emitted } = setUp({ now: NOON + 42_000 })
    record(1)
    await clock.advance(18_000)

    expect(emitted.map(({ at }) => at)).toEqual([NOON + MINUTE])
    expect(emitted[0]?.datums[0]?.wire.Timestamp).toEqual(new Date(NOON))
  })

  it('is sent at the phase that the process drew, up to a quarter of the interval after its end', async () => {
    const { clock, record, emitted, window } = setUp({ random: 0.999 })
    record(1)
    await clock.advance(MINUTE)
    expect(emitted).toEqual([])
    expect(window.waiting).toBe(1)
    // This belongs to the next window although the last one is not yet sent.
    record(2)
    await clock.advance(2 * MINUTE)

    expect(emitted.map(({ at }) => at)).toEqual([NOON + MINUTE + 14_985, NOON + 2 * MINUTE + 14_985])
    expect(emitted.map(({ datums }) => datums[0]?.wire.Timestamp)).toEqual([new Date(NOON), new Date(NOON + MINUTE)])
    expect(emitted.map(({ datums }) => datums[0]?.wire.Value)).toEqual([1, 2])
  })

  it('sends nothing, and needs no timer, when nothing was recorded', async () => {
    const { clock, record, emitted } = setUp()
    expect(clock.pendingTimers).toBe(0)
    record(1)
    await clock.advance(10 * MINUTE)

    expect(emitted).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('hands over the current and the waiting windows on flush, and nothing twice', async () => {
    const { clock, record, emitted, window, series } = setUp({ random: 0.5 })
    record(1)
    await clock.advance(MINUTE)
    record(2)
    window.flush()
    expect(series.active).toBe(false)
    window.flush()
    await clock.advance(5 * MINUTE)

    expect(emitted.map(({ datums }) => datums.map((datum) => datum.wire.Value))).toEqual([[1, 2]])
  })

  it('gives other work its turn while it writes many series, and hands them over in one go', async () => {
    const { clock, window, emitted } = setUp()
    const many = Array.from(
      { length: 60 },
      () => new Series({ name: 'depth', definition: gauge() }, [], new GaugeLevel(), clock.monotonic()),
    )
    for (const series of many) window.add(series)
    await clock.advance(MINUTE - 1)
    const waiting: number[] = []
    clock.schedule(() => {
      waiting.push(window.waiting)
      // Behind the first turn, which the end of the window schedules for the same moment.
      for (let turn = 0; turn < 2; turn++) clock.schedule(() => waiting.push(window.waiting), 0)
    }, 1)
    await clock.advance(1)

    expect(waiting).toEqual([60, 35, 35])
    expect(emitted.map(({ datums }) => datums.length)).toEqual([60])
  })

  it('stamps what follows a flush with the same minute', () => {
    const { record, emitted, window } = setUp({ now: NOON + 10_000 })
    record(1)
    window.flush()
    record(2)
    window.flush()

    expect(emitted.map(({ datums }) => datums[0]?.wire.Timestamp)).toEqual([new Date(NOON), new Date(NOON)])
  })
})
