import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeSpillStore } from '../../test/fake-spill-store.js'
import { Replay } from './replay.js'
import type { RetrievalLimits, RetrievedLine } from './spill-store.js'

const LIMITS: RetrievalLimits = { maxLines: 10, maxBytes: 1_000 }
const lineOf = (line: string): RetrievedLine => ({ line, priority: 3, receipt: {} })

function createReplay() {
  const store = createFakeSpillStore()
  const clock = createManualClock()
  const sent: string[] = []
  let room: RetrievalLimits | undefined = LIMITS
  let looks = 0
  const replay = new Replay({
    store,
    clock,
    room: () => room,
    enqueue: ({ line }) => sent.push(line),
  })
  store.onRetrieve = () => {
    looks += 1
    return Promise.resolve([])
  }
  return {
    store,
    clock,
    sent,
    replay,
    looks: () => looks,
    setRoom(limits: RetrievalLimits | undefined) {
      room = limits
    },
  }
}

describe('the replay of spilled lines', () => {
  it('goes on at once while there are lines, and looks for more every 10 seconds', async () => {
    const { replay, store, clock, sent } = createReplay()
    const batches = [[lineOf('a'), lineOf('b')], [lineOf('c')], [], [lineOf('d')]]
    store.onRetrieve = () => Promise.resolve(batches.shift() ?? [])
    replay.start()
    await clock.settle()
    expect(sent).toEqual(['a', 'b'])

    await clock.advance(250)
    expect(sent).toEqual(['a', 'b', 'c'])
    await clock.advance(250)
    await clock.advance(9_999)
    expect(sent).toHaveLength(3)
    await clock.advance(1)
    expect(sent).toEqual(['a', 'b', 'c', 'd'])
  })

  it('asks for nothing while the pipe has no room', async () => {
    const { replay, clock, looks, setRoom } = createReplay()
    setRoom(undefined)
    replay.start()
    await clock.advance(30_000)
    expect(looks()).toBe(0)

    setRoom(LIMITS)
    await clock.advance(10_000)
    expect(looks()).toBe(1)
  })

  it('sends nothing that comes after it was stopped, and asks no more', async () => {
    const { replay, store, clock, sent, looks } = createReplay()
    let answer: (lines: readonly RetrievedLine[]) => void = () => {}
    store.onRetrieve = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    replay.start()
    replay.stop()
    answer([lineOf('late')])
    await clock.advance(60_000)

    expect(sent).toEqual([])
    expect(looks()).toBe(0)
  })
})
