import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/delivery/queue/entry.js'
import { ItemBuffer } from '../../src/delivery/queue/item-buffer.js'
import { PRIORITY_COUNT, PriorityLanes } from '../../src/delivery/queue/priority-lanes.js'

const bySequence = (a: Entry<number>, b: Entry<number>): number => a.sequence - b.sequence
const byImportance = (a: Entry<number>, b: Entry<number>): number => a.priority - b.priority || bySequence(a, b)
const ids = (entries: readonly Entry<number>[]): number[] => entries.map((entry) => entry.sequence)
const sum = (entries: readonly Entry<number>[]): number => entries.reduce((bytes, entry) => bytes + entry.bytes, 0)

function createEntry(sequence: number, priority: number, bytes: number): Entry<number> {
  return {
    item: sequence,
    bytes,
    priority,
    sequence,
    acceptedAt: sequence * 10,
    attempts: 0,
    firstFailedAt: undefined,
    notBefore: 0,
  }
}

/** What {@link ItemBuffer} is supposed to do, in plain arrays that are searched and sorted every time. */
class NaiveBuffer {
  ready: Entry<number>[] = []
  waiting: Entry<number>[] = []
  groups: Entry<number>[][] = []

  all(): Entry<number>[] {
    return [...this.ready, ...this.waiting, ...this.groups.flat()].sort(bySequence)
  }

  remove(entry: Entry<number>): void {
    const keep = (other: Entry<number>): boolean => other !== entry
    this.ready = this.ready.filter(keep)
    this.waiting = this.waiting.filter(keep)
    this.groups = this.groups.map((group) => group.filter(keep)).filter((group) => group.length > 0)
  }

  takeBatch(maxItems: number, maxBytes: number): Entry<number>[] {
    const batch: Entry<number>[] = []
    for (const entry of this.ready.toSorted(bySequence)) {
      if (batch.length === maxItems || sum(batch) + entry.bytes > maxBytes) break
      batch.push(entry)
    }
    for (const entry of batch) this.remove(entry)
    return batch
  }

  release(now: number): void {
    const due = this.waiting.filter((entry) => entry.notBefore <= now)
    this.waiting = this.waiting.filter((entry) => entry.notBefore > now)
    this.ready.push(...due)
  }
}

type Command =
  | { readonly kind: 'push'; readonly priority: number; readonly bytes: number }
  | { readonly kind: 'takeBatch'; readonly maxItems: number; readonly maxBytes: number }
  | { readonly kind: 'restore'; readonly delays: readonly number[] }
  | { readonly kind: 'suspect' }
  | { readonly kind: 'takeSuspects' }
  | { readonly kind: 'takeNewest' }
  | { readonly kind: 'release'; readonly after: number }
  | { readonly kind: 'hasten'; readonly within: number }
  | { readonly kind: 'evict'; readonly priority: number }

const priority = fc.integer({ min: 0, max: PRIORITY_COUNT - 1 })
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('push'), priority, bytes: fc.integer({ min: 0, max: 50 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('takeBatch'),
      maxItems: fc.integer({ min: 1, max: 10 }),
      maxBytes: fc.integer({ min: 50, max: 200 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('restore'),
      delays: fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'suspect' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'takeSuspects' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'takeNewest' } as const) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release'), after: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('hasten'), within: fc.integer({ min: 0, max: 20 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('evict'), priority }) },
)

/** Runs the commands on both, with what was taken as the requests under way, and compares after each. */
function compare(commands: readonly Command[]): void {
  const buffer = new ItemBuffer<number>()
  const naive = new NaiveBuffer()
  const underWay: Entry<number>[][] = []
  let sequence = 0
  let now = 0

  for (const current of commands) {
    switch (current.kind) {
      case 'push': {
        const entry = createEntry(sequence++, current.priority, current.bytes)
        buffer.push(entry)
        naive.ready.push(entry)
        break
      }
      case 'takeBatch': {
        const batch = buffer.takeBatch({ maxBatchItems: current.maxItems, maxBatchBytes: current.maxBytes })
        expect(ids(batch)).toEqual(ids(naive.takeBatch(current.maxItems, current.maxBytes)))
        underWay.push(batch)
        break
      }
      case 'takeNewest': {
        const newest = naive.ready.toSorted(bySequence).at(-1)
        const taken = buffer.takeNewest()
        expect(taken).toEqual(newest === undefined ? [] : [newest])
        if (newest !== undefined) naive.remove(newest)
        underWay.push(taken)
        break
      }
      case 'restore': {
        const entries = underWay.shift() ?? []
        for (const [index, entry] of entries.entries()) {
          entry.notBefore = now + (current.delays[index % current.delays.length] ?? 0)
        }
        buffer.restore(entries, now)
        naive.ready.push(...entries.filter((entry) => entry.notBefore <= now))
        naive.waiting.push(...entries.filter((entry) => entry.notBefore > now))
        break
      }
      case 'suspect': {
        const entries = underWay.shift() ?? []
        if (entries.length === 0) break
        const middle = Math.ceil(entries.length / 2)
        buffer.suspect(entries)
        naive.groups.unshift(...[entries.slice(0, middle), entries.slice(middle)].filter((half) => half.length > 0))
        break
      }
      case 'takeSuspects': {
        const group = buffer.takeSuspects()
        expect(ids(group)).toEqual(ids(naive.groups.shift() ?? []))
        underWay.push(group)
        break
      }
      case 'release':
        now += current.after
        buffer.release(now)
        naive.release(now)
        break
      case 'hasten': {
        const latest = now + current.within
        const hastened = naive.waiting.map((entry) => Math.min(entry.notBefore, latest))
        buffer.hasten(latest)
        expect(naive.waiting.map((entry) => entry.notBefore)).toEqual(hastened)
        break
      }
      case 'evict': {
        const least = naive.all().sort(byImportance)[0]
        const victim = least === undefined || least.priority > current.priority ? undefined : least
        expect(buffer.evict(current.priority)).toBe(victim)
        if (victim !== undefined) naive.remove(victim)
        break
      }
    }
    expect([buffer.readyCount, buffer.readyBytes]).toEqual([naive.ready.length, sum(naive.ready)])
    expect(buffer.suspectCount).toBe(naive.groups.flat().length)
    expect(buffer.oldestReady()).toBe(naive.ready.toSorted(bySequence)[0])
    expect(buffer.oldestAcceptedAt()).toBe(naive.all()[0]?.acceptedAt)
    // It may be early after an eviction, which costs one look; it must never be late.
    const due = Math.min(...naive.waiting.map((entry) => entry.notBefore))
    expect(buffer.nextDue).toBeLessThanOrEqual(due)
  }

  expect(ids(buffer.drain())).toEqual(ids(naive.all()))
  expect([buffer.readyCount, buffer.readyBytes, buffer.suspectCount]).toEqual([0, 0, 0])
  expect([buffer.oldestReady(), buffer.nextDue]).toEqual([undefined, Number.POSITIVE_INFINITY])
}

/** Takes the oldest until there is none. */
function takeOneByOne(lanes: PriorityLanes<number>): Entry<number>[] {
  const taken: Entry<number>[] = []
  for (let oldest = lanes.oldest(); oldest !== undefined; oldest = lanes.oldest()) {
    lanes.take(oldest)
    taken.push(oldest)
  }
  return taken
}

describe('the item buffer', () => {
  it('does what a plain array would do, for any sequence of commands', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 80, size: 'max' }), compare), { numRuns: 500 })
  }, 60_000)
})

describe('priority lanes', () => {
  it('give out the oldest of all priorities, also past the point where a lane gives back its memory', () => {
    const lanes = new PriorityLanes<number>()
    const count = 10_000
    for (let sequence = 0; sequence < count; sequence++) lanes.push(createEntry(sequence, sequence % 3, 1))

    expect(ids(takeOneByOne(lanes))).toEqual(Array.from({ length: count }, (_unused, sequence) => sequence))
    expect([lanes.count, lanes.bytes, lanes.oldest(), lanes.leastImportant()]).toEqual([0, 0, undefined, undefined])
  })

  it('put entries back where they belong, whether all are older, all newer or between', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60, size: 'max' }),
        fc.func(fc.boolean()),
        (sequences, isTaken) => {
          const lanes = new PriorityLanes<number>()
          const entries = sequences.toSorted((a, b) => a - b).map((sequence) => createEntry(sequence, 3, 1))
          for (const entry of entries) lanes.push(entry)
          const taken = lanes.extract((entry) => isTaken(entry.sequence))
          lanes.restore(taken.toReversed())

          expect(ids(takeOneByOne(lanes))).toEqual(ids(entries))
          expect([lanes.count, lanes.bytes]).toEqual([0, 0])
        },
      ),
    )
  })

  it('refuse to take an entry that is not at the head of its lane', () => {
    const lanes = new PriorityLanes<number>()
    lanes.push(createEntry(0, 0, 1))

    expect(() => lanes.take(createEntry(1, 0, 1))).toThrow('not at the head')
    expect([lanes.count, lanes.oldest()?.sequence]).toEqual([1, 0])
  })
})
