import { AsyncResource } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { currentContext, runWithContext } from '../context/index.js'
import { createManualClock } from '../testing/index.js'
import { type PipeState, Replay } from './replay.js'
import type { RetrievalLimits, RetrievedLine } from './spill-store.js'

const ROOM: RetrievalLimits = { maxLines: 10, maxBytes: 1_000 }
const IDLE: PipeState = { items: 0, bytes: 0, failing: false }
const lineOf = (line: string): RetrievedLine => ({ line, priority: 3, receipt: {} })

function createReplay() {
  const store = createFakeSpillStore()
  const clock = createManualClock()
  const sent: string[] = []
  const asked: (readonly [number, RetrievalLimits])[] = []
  const batches: (readonly RetrievedLine[])[] = []
  let state = IDLE
  const retrieve = store.retrieve
  store.retrieve = (limits) => {
    asked.push([clock.monotonic(), limits])
    return retrieve(limits)
  }
  store.onRetrieve = () => Promise.resolve(batches.shift() ?? [])
  const replay = new Replay({
    store,
    clock,
    room: ROOM,
    pipe: () => state,
    enqueue: ({ line }) => sent.push(line),
  })
  return {
    store,
    clock,
    sent,
    asked,
    batches,
    replay,
    setPipe(changed: Partial<PipeState>) {
      state = { ...IDLE, ...changed }
    },
  }
}

describe('the replay of spilled lines', () => {
  it('goes on soon while there are lines, and looks for more every 10 seconds', async () => {
    const { replay, batches, clock, sent } = createReplay()
    batches.push([lineOf('a'), lineOf('b')], [lineOf('c')], [], [lineOf('d')])
    replay.start()
    await clock.settle()
    expect(sent).toEqual(['a', 'b'])

    await clock.advance(249)
    expect(sent).toEqual(['a', 'b'])
    await clock.advance(1)
    expect(sent).toEqual(['a', 'b', 'c'])
    await clock.advance(250)
    await clock.advance(9_999)
    expect(sent).toHaveLength(3)
    await clock.advance(1)
    expect(sent).toEqual(['a', 'b', 'c', 'd'])
  })

  it.each<[string, Partial<PipeState>, RetrievalLimits | undefined]>([
    ['holds nothing', {}, ROOM],
    ['holds a part', { items: 4, bytes: 900 }, { maxLines: 6, maxBytes: 100 }],
    ['has room for one line', { items: 9, bytes: 999 }, { maxLines: 1, maxBytes: 1 }],
    ['holds as many items as it may', { items: 10 }, undefined],
    ['holds as many bytes as it may', { bytes: 1_000 }, undefined],
    ['holds more than that', { items: 50, bytes: 5_000 }, undefined],
    ['fails, and holds something', { items: 1, bytes: 10, failing: true }, undefined],
    [
      'fails, and holds nothing: one line is sent to learn whether the destination is back',
      { failing: true },
      { maxLines: 1, maxBytes: 1 },
    ],
  ])('asks for what a pipe has room for that %s', async (_what, state, limits) => {
    const { replay, clock, asked, setPipe } = createReplay()
    setPipe(state)
    replay.start()
    await clock.advance(10_000)

    expect(asked.map(([, limit]) => limit)).toEqual(limits === undefined ? [] : [limits, limits])
  })

  it('begins by itself when there is room again', async () => {
    const { replay, clock, asked, setPipe } = createReplay()
    setPipe({ items: 10 })
    replay.start()
    await clock.advance(30_000)
    expect(asked).toEqual([])

    setPipe({})
    await clock.advance(10_000)
    expect(asked).toEqual([[40_000, ROOM]])
  })

  it('sends nothing that comes after it was stopped, and asks no more', async () => {
    const { replay, store, clock, sent, asked } = createReplay()
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
    expect(asked).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('can be stopped between two looks', async () => {
    const { replay, clock, asked } = createReplay()
    replay.start()
    await clock.advance(5_000)
    replay.stop()

    expect(clock.pendingTimers).toBe(0)
    await clock.advance(60_000)
    expect(asked).toHaveLength(1)
  })

  it('belongs to no request, wherever it was started', async () => {
    const clock = createManualClock()
    const seen: unknown[] = []
    const store = createFakeSpillStore()
    store.onRetrieve = async () => {
      seen.push(currentContext())
      return [lineOf('a')]
    }
    const replay = new Replay({
      store,
      clock: { ...clock, schedule: (callback, delayMs) => clock.schedule(AsyncResource.bind(callback), delayMs) },
      room: ROOM,
      pipe: () => IDLE,
      enqueue: () => seen.push(currentContext()),
    })

    runWithContext({ requestId: 'r-1' }, () => replay.start())
    await clock.advance(250)

    expect(seen).toEqual([{}, {}, {}, {}])
  })
})
