import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { createFakeSpillStore } from '../../test/fake-spill-store.js'
import { Journal, type JournalledLine } from './journal.js'

const lineOf = (line: string): JournalledLine => ({ line, priority: 3 })

function createJournal() {
  const store = createFakeSpillStore()
  const clock = createManualClock()
  const printed: string[] = []
  const onUnwritten = (lines: readonly string[]): void => void printed.push(...lines)
  return { store, clock, printed, journal: new Journal({ store, writeWithinMs: 1_000, clock, onUnwritten }) }
}

describe('the journal of lines', () => {
  it('keeps a line between half of its time and the whole, and not before', async () => {
    const { journal, store, clock } = createJournal()
    journal.accepted(lineOf('first'))
    await clock.advance(499)
    journal.accepted(lineOf('second'))
    await clock.advance(500)
    expect(store.kept.size).toBe(0)

    await clock.advance(1)
    expect([...store.kept.values()].map(({ line }) => line)).toEqual(['first', 'second'])
    expect(store.waiting.size).toBe(0)
  })

  it('never keeps what is settled sooner, and rests when nothing waits', async () => {
    const { journal, store, clock } = createJournal()
    const line = lineOf('quick')
    journal.accepted(line)
    await clock.advance(500)
    journal.settled(line)
    await clock.advance(10_000)

    expect(store.kept.size).toBe(0)
  })

  it('forgets what it kept when it is settled, and keeps no line twice', async () => {
    const { journal, store, clock } = createJournal()
    const line = lineOf('slow')
    journal.accepted(line)
    await clock.advance(1_000)
    journal.accepted(line)
    await clock.advance(2_000)
    expect(store.kept.size).toBe(1)

    journal.settled(line)
    expect(store.kept.size).toBe(0)
  })

  it('takes a line over at once, kept already or not, unless there is no room', async () => {
    const { journal, store, clock } = createJournal()
    const [old, fresh, late] = [lineOf('old'), lineOf('fresh'), lineOf('late')]
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
  })

  it('refuses at the end what the store had no room for or could not write, each as often as it is there', () => {
    const { journal, store, printed } = createJournal()
    const [one, other, safe] = [lineOf('same'), lineOf('same'), lineOf('safe')]
    for (const line of [one, other, safe]) journal.accepted(line)
    store.unwritten = [one]

    expect(journal.takeAll([one, other, safe])).toEqual([one])
    expect(printed).toEqual([])

    store.hasRoom = false
    const refused = lineOf('no room')
    expect(journal.takeAll([refused])).toEqual([refused])
  })

  it('hands on what is in no memory and could not be written', () => {
    const { journal, store, printed } = createJournal()
    const gone = lineOf('let go')
    journal.accepted(gone)
    journal.take(gone)
    store.unwritten = [gone, lineOf('held')]

    expect(journal.takeAll([lineOf('held')]).map(({ line }) => line)).toEqual(['held'])
    expect(printed).toEqual(['let go'])
  })
})
