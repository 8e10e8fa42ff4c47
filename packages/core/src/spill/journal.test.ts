import { describe, expect, it } from 'vitest'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { currentContext, runWithContext } from '../context/index.js'
import { createManualClock } from '../testing/index.js'
import { Journal, type Spillable } from './journal.js'

interface Item extends Spillable {
  readonly text: string
}

const itemOf = (text: string): Item => ({ text })
const lineOf = (text: string) => ({ line: text, priority: 3 })

function createJournal() {
  const store = createFakeSpillStore()
  const clock = createManualClock()
  const encoded: string[] = []
  const journal = new Journal<Item>({
    store,
    encode(item) {
      encoded.push(item.text)
      return lineOf(item.text)
    },
    decode: ({ line }) => (line.startsWith('foreign') ? undefined : itemOf(line)),
    writeWithinMs: 1_000,
    clock,
  })
  return { store, clock, encoded, journal, keptLines: () => [...store.kept.values()].map(({ line }) => line) }
}

describe('the journal of items', () => {
  it('keeps an item between half of its time and the whole, and not before', async () => {
    const { journal, store, clock, keptLines } = createJournal()
    journal.accepted(itemOf('first'))
    await clock.advance(499)
    journal.accepted(itemOf('second'))
    await clock.advance(500)
    expect(store.kept.size).toBe(0)

    await clock.advance(1)
    expect(keptLines()).toEqual(['first', 'second'])
    expect(store.waiting.size).toBe(0)
    await clock.advance(499)
    journal.accepted(itemOf('third'))
    await clock.advance(999)
    expect(keptLines()).toEqual(['first', 'second'])
    await clock.advance(1)
    expect(keptLines()).toEqual(['first', 'second', 'third'])
  })

  it('never writes what is settled sooner, and rests when nothing waits', async () => {
    const { journal, store, clock, encoded } = createJournal()
    const item = itemOf('quick')
    journal.accepted(item)
    await clock.advance(500)
    journal.settled(item)
    await clock.advance(10_000)

    expect([store.kept.size, encoded]).toEqual([0, []])
    expect(clock.pendingTimers).toBe(0)
  })

  it('never writes what is settled within its first turn either', async () => {
    const { journal, clock, encoded } = createJournal()
    const item = itemOf('quicker')
    journal.accepted(item)
    journal.settled(item)
    await clock.advance(10_000)

    expect(encoded).toEqual([])
  })

  it('forgets what it kept when it is settled, and keeps no item twice', async () => {
    const { journal, store, clock } = createJournal()
    const item = itemOf('slow')
    journal.accepted(item)
    await clock.advance(1_000)
    journal.accepted(item)
    await clock.advance(2_000)
    expect(store.kept.size).toBe(1)
    expect(item.receipt).toBe([...store.kept.keys()][0])

    journal.settled(item)
    expect(store.kept.size).toBe(0)
  })

  it('takes an item over at once, kept already or not, unless there is no room', async () => {
    const { journal, store, clock, encoded } = createJournal()
    const [old, fresh, late] = [itemOf('old'), itemOf('fresh'), itemOf('late')]
    journal.accepted(old)
    await clock.advance(1_000)
    journal.accepted(fresh)

    expect([journal.take(old), journal.take(fresh)]).toEqual([true, true])
    expect(store.waiting.size).toBe(2)
    expect(store.kept.size).toBe(2)
    store.hasRoom = false
    expect(journal.take(late)).toBe(false)
    await clock.advance(5_000)
    expect(store.kept.size).toBe(2)
    expect(encoded).toEqual(['old', 'fresh', 'late'])
  })

  it('takes over an item that came from the store, which has it already', () => {
    const { journal, store, encoded } = createJournal()
    const receipt = store.keep(lineOf('again'))
    const item: Item = { text: 'again', receipt }
    journal.accepted(item)

    expect(journal.take(item)).toBe(true)
    expect([...store.waiting]).toEqual([receipt])
    expect(encoded).toEqual([])
    journal.settled(item)
    expect(store.kept.size).toBe(0)
  })

  it('keeps at the end what waits, and refuses what the store had no room for or could not write, each as often as it is there', () => {
    const { journal, store } = createJournal()
    const [one, other, safe] = [itemOf('same'), itemOf('same'), itemOf('safe')]
    for (const item of [one, other, safe]) journal.accepted(item)
    store.unwritten = [lineOf('same')]

    expect(journal.takeAll([one, other, safe])).toEqual([one])
    expect(store.kept.size).toBe(3)

    store.hasRoom = false
    store.unwritten = []
    const refused = itemOf('no room')
    expect(journal.takeAll([refused])).toEqual([refused])
  })

  it('ends at once that never had an item', () => {
    const { journal, store } = createJournal()

    expect(journal.takeAll([itemOf('late')])).toEqual([])
    expect(store.kept.size).toBe(1)
  })

  it('lets the store forget only what it has', () => {
    const { journal, store } = createJournal()
    const forgotten: unknown[] = []
    store.forget = (receipt) => forgotten.push(receipt)
    const [quick, kept] = [itemOf('quick'), itemOf('kept')]
    journal.take(kept)
    for (const item of [quick, kept]) journal.settled(item)

    expect(forgotten).toEqual([kept.receipt])
  })

  it('writes no item twice at the end, and none after it', async () => {
    const { journal, store, clock, encoded } = createJournal()
    const [kept, fresh] = [itemOf('kept'), itemOf('fresh')]
    journal.accepted(kept)
    await clock.advance(1_000)
    journal.accepted(fresh)

    expect(journal.takeAll([kept, fresh])).toEqual([])
    await clock.advance(10_000)

    expect(encoded).toEqual(['kept', 'fresh'])
    expect(store.kept.size).toBe(2)
    expect(clock.pendingTimers).toBe(0)
  })

  it('gives back at the end what it took before and the store could not write, as often as it is there', () => {
    const { journal, store } = createJournal()
    const gone = itemOf('let go')
    journal.accepted(gone)
    journal.take(gone)
    store.unwritten = ['let go', 'held', 'let go', 'foreign'].map(lineOf)

    expect(journal.takeAll([itemOf('held')]).map(({ text }) => text)).toEqual(['held', 'let go', 'let go'])
  })

  it('keeps nothing of a request: its timer is nobody’s', async () => {
    const { store, clock } = createJournal()
    const contexts: unknown[] = []
    const journal = new Journal<Item>({
      store,
      encode: (item) => lineOf(item.text),
      decode: ({ line }) => itemOf(line),
      writeWithinMs: 1_000,
      clock: {
        ...clock,
        schedule(callback, delayMs) {
          contexts.push(currentContext())
          return clock.schedule(callback, delayMs)
        },
      },
    })
    runWithContext({ requestId: 'r-1' }, () => journal.accepted(itemOf('a')))
    await clock.advance(1_000)

    expect(contexts).toEqual([{}, {}])
  })
})
