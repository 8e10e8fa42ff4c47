import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/index.js'
import { deliver } from './deliver.js'
import type { Participant } from './participant.js'

function createLogs(flush: (timeoutMs: number) => Promise<unknown>): { participant: Participant; times: number[] } {
  const times: number[] = []
  const participant: Participant = {
    phase: 'logs',
    flush(timeoutMs) {
      times.push(timeoutMs)
      return flush(timeoutMs)
    },
    abandon() {},
  }
  return { participant, times }
}

describe('a delivery', () => {
  it('flushes logs once more, as those who were flushed beside them may have logged', async () => {
    const clock = createManualClock()
    const { participant, times } = createLogs(
      () => new Promise((resolve) => void clock.schedule(() => resolve(undefined), 10)),
    )
    const delivered = deliver([participant], 100, clock)
    await clock.advance(20)
    await delivered

    expect(times).toEqual([100, 90])
  })

  it('begins nothing more when the time is up', async () => {
    const clock = createManualClock()
    const { participant, times } = createLogs(
      (timeoutMs) => new Promise((resolve) => void clock.schedule(() => resolve(undefined), timeoutMs + 1)),
    )
    const delivered = deliver([participant], 100, clock)
    await clock.advance(100)
    await delivered
    await clock.advance(100)

    expect(times).toEqual([100])
    expect(clock.holds).toBe(0)
  })
})
