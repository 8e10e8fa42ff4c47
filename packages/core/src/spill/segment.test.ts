import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory, until } from '../../../../scripts/testing/spill-directory.mjs'
import { createManualClock } from '../testing/index.js'
import { Segment } from './segment.js'
import { decodeSegment } from './segment-format.js'

const EVERYTHING = { maxLines: 1_000, maxBytes: 1_000_000 }

/** More than a segment first has room for, twice. */
const MANY = Array.from({ length: 300 }, (_unused, index) => `line ${index}`)

function createSegment(prepare: () => Promise<void> = async () => {}) {
  const path = join(temporaryDirectory(), 'a')
  const damaged: number[] = []
  const emptied: Segment[] = []
  const options = {
    path,
    usage: { bytes: 0, unwritten: 0 },
    clock: createManualClock(),
    prepare,
    onError: () => {},
    onEmpty: (segment: Segment) => emptied.push(segment),
    onDamaged: (count: number) => damaged.push(count),
  }
  const segment = new Segment(options)
  const add = (line: string): number => segment.add({ line, priority: 3 })
  return { segment, path, damaged, emptied, options, add, stored: () => linesIn(path) }
}

function linesIn(path: string): string[] {
  return [...decodeSegment(readFileSync(path)).lines.values()].map(({ line }) => line)
}

/** As the next process has it. */
function restoreFrom(path: string) {
  const { options, ...rest } = createSegment()
  const restored = Segment.restore({ ...options, path }, statSync(path).size, decodeSegment(readFileSync(path)))
  return { ...rest, segment: restored }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a segment', () => {
  it('counts what waits: once, from when it is let go until it is forgotten', async () => {
    const { segment, add } = createSegment()
    const [a, b, held] = [add('a'), add('b'), add('held')]
    for (const index of [a, a, b]) segment.letGo(index)
    segment.forget(held)
    expect(segment.waiting).toBe(2)

    for (const index of [a, a]) segment.forget(index)
    segment.letGo(a)
    expect(segment.waiting).toBe(1)
    await segment.written()
  })

  it('keeps its other lines when one is forgotten twice', async () => {
    const { segment, add, stored, emptied } = createSegment()
    const [a] = [add('a'), add('b')]
    for (const index of [a, a]) segment.forget(index)
    expect(await segment.written()).toBe(true)

    expect(stored()).toEqual(['b'])
    expect(emptied).toEqual([])
  })

  it('writes by itself what is forgotten, each time', async () => {
    const { segment, add, stored } = createSegment()
    const [a, b] = [add('a'), add('b'), add('c')]
    await segment.written()
    segment.forget(a)
    await until(() => stored().length === 2)
    segment.forget(b)
    await until(() => stored().length === 1)

    expect(stored()).toEqual(['c'])
  })

  it('hands out any number of lines in order, and so does the next process', async () => {
    const { segment, add, path } = createSegment()
    for (const line of MANY) segment.letGo(add(line))
    expect((await segment.take(EVERYTHING)).map(({ line }) => line)).toEqual(MANY)
    segment.close()

    const next = restoreFrom(path)
    expect(next.segment.waiting).toBe(MANY.length)
    expect((await next.segment.take(EVERYTHING)).map(({ line }) => line)).toEqual(MANY)
    expect(next.damaged).toEqual([])
  })

  it('of another process keeps the lines that are not forgotten, and goes with the last', async () => {
    const first = createSegment()
    const indexes = ['a', 'b', 'c'].map((line) => first.add(line))
    first.segment.close()
    const { segment, emptied } = restoreFrom(first.path)

    segment.forget(indexes[1] ?? -1)
    await segment.written()
    expect(first.stored()).toEqual(['a', 'c'])
    for (const index of indexes) segment.forget(index)
    await segment.written()

    expect(existsSync(first.path)).toBe(false)
    expect(emptied).toEqual([segment])
  })

  it('takes no more lines once all are forgotten, and is as good as written then', async () => {
    const { segment, add, path } = createSegment(() => Promise.reject(new Error('no disk')))
    segment.forget(add('a'))
    expect(segment.isClosed).toBe(false)

    expect(await segment.written()).toBe(true)
    expect([segment.isClosed, existsSync(path)]).toEqual([true, false])
  })

  it('hands out what its file does not have yet, as a disk may never take it', async () => {
    const { segment, add, damaged } = createSegment(() => Promise.reject(new Error('no disk')))
    const [first, second] = [add('a'), add('b')]
    segment.letGo(first)
    segment.letGo(second)

    expect(await segment.take({ maxLines: 1, maxBytes: 1_000 })).toEqual([{ line: 'a', priority: 3, index: first }])
    segment.forget(first)
    expect(await segment.take(EVERYTHING)).toEqual([{ line: 'b', priority: 3, index: second }])
    expect([segment.waiting, damaged]).toEqual([0, []])
  })

  it('has no line that waits once it has given it back', async () => {
    const { segment, add } = createSegment(() => Promise.reject(new Error('no disk')))
    const [waiting] = [add('a'), add('held'), add('held, too')]
    segment.letGo(waiting)
    expect(segment.waiting).toBe(1)

    expect(segment.abandon().map(({ line }) => line)).toEqual(['a', 'held', 'held, too'])
    expect(segment.waiting).toBe(0)
  })

  it('hands out nothing when it is closed while it reads: the next process has it', async () => {
    const { segment, add } = createSegment()
    segment.letGo(add('a'))
    await segment.written()
    const taken = segment.take(EVERYTHING)
    segment.close()

    expect(await taken).toEqual([])
  })

  it.each(['close', 'abandon'] as const)('leaves its file alone after `%s`, whatever is forgotten', async (end) => {
    const { segment, add, stored } = createSegment()
    const index = add('a')
    await segment.written()
    expect(segment[end]()).toEqual([])
    segment.letGo(index)
    segment.forget(index)
    await turns()

    expect(stored()).toEqual(['a'])
    expect(segment.waiting).toBe(0)
  })

  it('gives back when it is abandoned what was not written, and nothing that was forgotten', () => {
    const [some, none] = [createSegment(), createSegment()]
    some.segment.forget(some.add('forgotten'))
    some.add('held')
    none.segment.forget(none.add('forgotten'))

    expect(some.segment.abandon()).toEqual([{ line: 'held', priority: 3 }])
    expect(none.segment.abandon()).toEqual([])
  })
})
