import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { segmentsIn, temporaryDirectory, until } from '../../../../scripts/testing/spill-directory.mjs'
import type { Diagnostic } from '../reporting/index.js'
import { createReport } from '../reporting/index.js'
import { createManualClock } from '../testing/index.js'
import { FileSpillStore } from './file-spill-store.js'
import type { RetrievedLine, SpillReceipt } from './spill-store.js'

const MIB = 1024 * 1024
const EVERYTHING = { maxLines: 1_000_000, maxBytes: 1_000_000_000 }
const MARK_OF_NOBODY = '{}'

function createStore(directory: string, maxBytes = 8 * MIB) {
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const report = createReport({ source: 'test', clock, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
  const store = new FileSpillStore({ directory, maxBytes, clock, report })
  return {
    store,
    clock,
    diagnostics,
    codes: () => diagnostics.map(({ code }) => code),
    keep(line: string, priority = 3): SpillReceipt {
      const receipt = store.keep({ line, priority })
      if (receipt === undefined) throw new Error('There was no room.')
      return receipt
    },
  }
}

const textOf = (lines: readonly RetrievedLine[]): string[] => lines.map(({ line }) => line)
const leasesIn = (directory: string): string[] => filesIn(directory).filter((name) => name.endsWith('.lease'))

describe('a spill store in a directory', () => {
  it('makes nothing on disk before it has a line to keep', async () => {
    const directory = join(temporaryDirectory(), 'deep', 'down')
    const { store, codes } = createStore(directory)

    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(await store.written()).toBe(true)
    store.close()

    expect(() => readdirSync(directory)).toThrow(/ENOENT/)
    expect(codes()).toEqual([])
  })

  it('keeps lines where only their owner can read them, with a lease beside them', async () => {
    const directory = join(temporaryDirectory(), 'deep', 'down')
    const { store, keep } = createStore(directory)
    keep('{"message":"one"}')
    expect(await store.written()).toBe(true)

    const [lease = '', segment = ''] = filesIn(directory).sort((a, b) => a.length - b.length)
    expect(lease).toMatch(/\.lease$/)
    expect(segment).toMatch(/-0\.segment$/)
    expect(readFileSync(segment, 'utf8')).toMatch(/^[0-9a-f]{8} \+0 3 \{"message":"one"\}\n$/)
    expect(statSync(segment).mode & 0o777).toBe(0o600)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
  })

  it('hands out what was let go, in order and once, and never what is held', async () => {
    const { store, keep } = createStore(temporaryDirectory())
    const [a, , c] = ['a', 'b', 'c'].map((line) => keep(line))
    if (a === undefined || c === undefined) throw new Error('No receipts.')
    store.letGo(c)
    store.letGo(a)
    expect(store.stats().lines).toBe(2)

    const lines = await store.retrieve(EVERYTHING)

    expect(lines).toMatchObject([
      { line: 'a', priority: 3, isInherited: false },
      { line: 'c', priority: 3, isInherited: false },
    ])
    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(store.stats().lines).toBe(0)
  })

  it('hands out up to the lines and bytes that are asked for, but at least one line', async () => {
    const { store, keep } = createStore(temporaryDirectory())
    for (const line of ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee', 'ffff']) store.letGo(keep(line))

    const retrieve = async (maxLines: number, maxBytes: number): Promise<string[]> =>
      textOf(await store.retrieve({ maxLines, maxBytes }))

    expect(await retrieve(10, 1)).toEqual(['aaaa'])
    expect(await retrieve(10, 8)).toEqual(['bbbb', 'cccc'])
    expect(await retrieve(1, 100)).toEqual(['dddd'])
    expect(await retrieve(2, 100)).toEqual(['eeee', 'ffff'])
  })

  it('leaves no file behind when the last line is forgotten', async () => {
    const directory = temporaryDirectory()
    const { store, keep } = createStore(directory)
    const receipts = ['a', 'b'].map((line) => keep(line))
    await store.written()
    for (const receipt of receipts) store.forget(receipt)
    await store.written()

    expect(segmentsIn(directory)).toEqual([])
    expect(store.stats()).toEqual({ lines: 0, bytes: 0 })
    store.close()
    expect(filesIn(directory)).toEqual([])
  })

  it('gives what is left to the next store at once after a close, and forgets nothing it should keep', async () => {
    const directory = temporaryDirectory()
    const first = createStore(directory)
    const [a] = ['a', 'b', 'c'].map((line) => first.keep(line))
    if (a === undefined) throw new Error('No receipt.')
    await first.store.written()
    first.store.forget(a)
    first.keep('not yet written')
    expect(first.store.close()).toEqual([])
    expect(leasesIn(directory)).toEqual([])

    const second = createStore(directory)
    const lines = await second.store.retrieve(EVERYTHING)

    expect(textOf(lines)).toEqual(['b', 'c', 'not yet written'])
    expect(lines.map(({ isInherited }) => isInherited)).toEqual([true, true, true])
    expect(second.diagnostics).toMatchObject([{ code: 'MON_SPILL_RETRIEVED', details: { lines: 3 } }])
    for (const { receipt } of lines) second.store.forget(receipt)
    second.store.close()
    expect(filesIn(directory)).toEqual([])
  })

  it('writes at a close what it was given in the same turn, also where it had no directory', async () => {
    const directory = join(temporaryDirectory(), 'deep', 'down')
    const { store, keep, codes } = createStore(directory)
    keep('a')

    expect(store.close()).toEqual([])
    expect([codes(), leasesIn(directory)]).toEqual([[], []])
    expect(textOf(await createStore(directory).store.retrieve(EVERYTHING))).toEqual(['a'])
  })

  it('takes nothing after a close, closes once, and tells nothing of what was under way', async () => {
    const directory = temporaryDirectory()
    const { store, keep, codes } = createStore(directory)
    const receipt = keep('a')
    store.close()

    expect(store.keep({ line: 'b', priority: 3 })).toBeUndefined()
    store.forget(receipt)
    expect(store.close()).toEqual([])
    for (let each = 0; each < 10; each++) await new Promise((resolve) => setImmediate(resolve))
    expect(segmentsIn(directory)).toHaveLength(1)
    expect(codes()).toEqual([])
  })

  it('deletes a segment that was being deleted when it is closed', async () => {
    const directory = temporaryDirectory()
    const { store, keep } = createStore(directory)
    const receipt = keep('a')
    await store.written()
    store.forget(receipt)
    // What the microtask has begun is not done in this turn.
    await Promise.resolve()
    store.close()

    expect(filesIn(directory)).toEqual([])
  })

  it('leaves alone what a living process has', async () => {
    const directory = temporaryDirectory()
    const first = createStore(directory)
    first.store.letGo(first.keep('mine'))
    await first.store.written()

    expect(await createStore(directory).store.retrieve(EVERYTHING)).toEqual([])
    expect(textOf(await first.store.retrieve(EVERYTHING))).toEqual(['mine'])
  })

  it('lets each segment go to one store only, however many want it', async () => {
    const directory = temporaryDirectory()
    const first = createStore(directory, MIB)
    const lines = Array.from({ length: 40 }, (_value, index) => `${index}:${'x'.repeat(20_000)}`)
    for (const line of lines) first.keep(line)
    first.store.close()
    expect(segmentsIn(directory).length).toBeGreaterThan(5)

    const got: string[] = []
    const others = [createStore(directory), createStore(directory), createStore(directory)]
    await Promise.all(
      others.map(async ({ store }) => {
        for (;;) {
          const some = await store.retrieve(EVERYTHING)
          if (some.length === 0) return
          got.push(...textOf(some))
        }
      }),
    )

    expect(got.sort()).toEqual(lines.sort())
  })

  it('has room for exactly maxBytes, says so once a minute, and has room again when lines are delivered', async () => {
    const { store, codes, clock, diagnostics } = createStore(temporaryDirectory(), MIB)
    const line = 'x'.repeat(100_000)
    const receipts: SpillReceipt[] = []
    for (let receipt = store.keep({ line, priority: 3 }); receipt !== undefined; ) {
      receipts.push(receipt)
      receipt = store.keep({ line, priority: 3 })
    }

    expect(receipts).toHaveLength(10)
    expect(store.stats().bytes).toBeLessThanOrEqual(MIB)
    store.keep({ line, priority: 3 })
    expect(codes()).toEqual(['MON_SPILL_FULL'])
    expect(diagnostics[0]?.message).toMatch(/1048576/)
    await clock.advance(60_000)
    store.keep({ line, priority: 3 })
    expect(codes()).toEqual(['MON_SPILL_FULL', 'MON_SPILL_FULL'])

    await store.written()
    for (const receipt of receipts) store.forget(receipt)
    await store.written()
    expect(store.keep({ line, priority: 3 })).toBeDefined()
  })

  it('keeps a line that just fits its bytes, and never has more than those', async () => {
    const exact = createStore(temporaryDirectory(), 1_000)
    expect(exact.store.keep({ line: 'x'.repeat(961), priority: 3 })).toBeUndefined()
    expect(exact.store.keep({ line: 'x'.repeat(960), priority: 3 })).toBeDefined()

    const { store } = createStore(temporaryDirectory(), 1_000)
    while (store.keep({ line: 'x'.repeat(100), priority: 3 }) !== undefined)
      expect(store.stats().bytes).toBeLessThan(1_001)
    expect(store.stats().bytes).toBeGreaterThan(800)
    await Promise.all([store.written(), exact.store.written()])
  })

  it('keeps in a new segment what comes after all lines of the last are delivered', async () => {
    const { store, keep, codes } = createStore(temporaryDirectory())
    store.forget(keep('a'))
    await Promise.resolve()
    store.letGo(keep('b'))

    expect(await store.written()).toBe(true)
    expect(textOf(await store.retrieve(EVERYTHING))).toEqual(['b'])
    expect(codes()).toEqual([])
  })

  it('has nothing to do with receipts of another store', async () => {
    const { store, keep } = createStore(temporaryDirectory())
    keep('a')

    for (const act of ['letGo', 'forget'] as const) expect(() => store[act]({})).not.toThrow()
    expect(store.stats().lines).toBe(0)
    await store.written()
  })

  it('has no part any more in a lease under which it left nothing', async () => {
    const directory = temporaryDirectory()
    const { store, keep, codes } = createStore(directory)
    const receipt = keep('a')
    await store.written()
    store.forget(receipt)
    await store.written()
    for (const lease of leasesIn(directory)) rmSync(lease)

    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(codes()).toEqual([])
  })

  it('bounds what a disk that cannot keep up leaves in memory', async () => {
    const { store } = createStore(temporaryDirectory(), 100 * MIB)
    const line = 'x'.repeat(MIB / 2)
    let kept = 0
    while (store.keep({ line, priority: 3 }) !== undefined) kept += 1

    expect(kept).toBe(7)

    const exact = createStore(temporaryDirectory(), 100 * MIB)
    expect(exact.store.keep({ line: 'x'.repeat(4 * MIB - 39), priority: 3 })).toBeUndefined()
    expect(exact.store.keep({ line: 'x'.repeat(4 * MIB - 40), priority: 3 })).toBeDefined()
    await Promise.all([store.written(), exact.store.written()])
  })

  it('says which lines it could not write when the directory cannot be made', async () => {
    const file = join(temporaryDirectory(), 'file')
    writeFileSync(file, '')
    const { store, keep, codes, diagnostics } = createStore(join(file, 'directory'))
    keep('a')
    store.letGo(keep('b'))
    expect(await store.written()).toBe(false)
    expect(codes()).toEqual(['MON_SPILL_FAILED'])

    expect(store.close()).toMatchObject([{ line: 'a' }, { line: 'b' }])
    expect(store.stats()).toMatchObject({ lines: 0 })
    expect(store.close()).toEqual([])
    expect(codes()).toEqual(['MON_SPILL_FAILED'])
    expect(diagnostics[0]?.error).toMatchObject({ code: 'ENOTDIR' })
  })

  it.each([
    ['that cannot be made, as a file is in the way', (file: string) => join(file, 'directory')],
    ['in /proc, where Node would never return from making it', () => '/proc/self/nope/deeper'],
  ])('sends what it could not write, once, in a directory %s', async (_what, directoryOf) => {
    const file = join(temporaryDirectory(), 'file')
    writeFileSync(file, '')
    const { store, keep } = createStore(directoryOf(file))
    for (const text of ['a', 'b', 'c']) store.letGo(keep(text))
    expect(await store.written()).toBe(false)

    const lines = await store.retrieve({ maxLines: 2, maxBytes: 1_000 })
    expect(textOf(lines)).toEqual(['a', 'b'])
    for (const { receipt } of lines) store.forget(receipt)
    const rest = await store.retrieve(EVERYTHING)
    expect(textOf(rest)).toEqual(['c'])
    for (const { receipt } of rest) store.forget(receipt)
    await store.written()

    expect(store.stats()).toEqual({ lines: 0, bytes: 0 })
    expect(store.close()).toEqual([])
  })

  it('makes its directory and those above it, for its owner alone, also where another process makes them, too', async () => {
    const above = join(temporaryDirectory(), 'above')
    const stores = [1, 2].map(() => createStore(join(above, 'store')))
    for (const { keep } of stores) keep('a')
    for (const { store } of stores) expect(await store.written()).toBe(true)

    expect([above, join(above, 'store')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
  })

  it('says so when it cannot look for what others left, and hands out nothing', async () => {
    const file = join(temporaryDirectory(), 'file')
    writeFileSync(file, 'in the way')
    const { store, codes, diagnostics } = createStore(file)

    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(codes()).toEqual(['MON_SPILL_FAILED'])
    expect(diagnostics[0]?.error).toMatchObject({ code: 'ENOTDIR' })
  })

  it('writes again once the directory can be used', async () => {
    const directory = join(temporaryDirectory(), 'directory')
    writeFileSync(directory, 'in the way')
    const { store, keep, clock } = createStore(directory)
    keep('a')
    expect(await store.written()).toBe(false)

    rmSync(directory)
    await clock.advance(1_000)
    expect(await store.written()).toBe(true)
    expect(segmentsIn(directory)).toEqual([expect.stringContaining(' a\n')])
  })

  it('tells of entries that a killed process left incomplete, and hands out the others', async () => {
    const directory = temporaryDirectory()
    const first = createStore(directory)
    for (const line of ['a', 'b']) first.keep(line)
    first.store.close()
    const [segment = ''] = filesIn(directory)
    writeFileSync(segment, readFileSync(segment).subarray(0, -3))

    const second = createStore(directory)
    expect(textOf(await second.store.retrieve(EVERYTHING))).toEqual(['a'])
    expect(second.codes()).toEqual(['MON_SPILL_DAMAGED', 'MON_SPILL_RETRIEVED'])
  })

  it.each([
    ['whole', 0],
    ['cut off', 3],
  ])('lets nothing come back of a segment that is %s which it took over and forgot', async (_how, missing) => {
    const directory = temporaryDirectory()
    const first = createStore(directory)
    for (const line of ['a', 'b', 'c', 'last']) first.keep(line)
    first.store.close()
    const [segment = ''] = filesIn(directory)
    const left = readFileSync(segment)
    writeFileSync(segment, left.subarray(0, left.length - missing))

    const second = createStore(directory)
    const lines = await second.store.retrieve(EVERYTHING)
    expect(second.store.stats().bytes).toBe(left.length - missing + Math.sign(missing))
    for (const { line, receipt } of lines) if (line !== 'b') second.store.forget(receipt)
    expect(second.store.close()).toEqual([])

    expect(textOf(await createStore(directory).store.retrieve(EVERYTHING))).toEqual(['b'])
  })

  it('tells of lines whose file somebody deleted, and waits for them no longer', async () => {
    const directory = temporaryDirectory()
    const { store, keep, codes, diagnostics } = createStore(directory)
    for (const line of ['a', 'b']) store.letGo(keep(line))
    await store.written()
    for (const segment of filesIn(directory).filter((name) => name.endsWith('.segment'))) rmSync(segment)

    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(codes()).toEqual(['MON_SPILL_DAMAGED'])
    expect(diagnostics[0]?.details).toEqual({ entries: 2 })
    expect(store.stats().lines).toBe(0)
  })

  it('deletes segments that have nothing left, and leases of processes that ended', async () => {
    const directory = temporaryDirectory()
    const first = createStore(directory)
    const receipt = first.keep('a')
    first.keep('b')
    await first.store.written()
    first.store.forget(receipt)
    first.store.close()
    const [segment = ''] = filesIn(directory)
    const kept = readFileSync(segment, 'utf8').split('\n')
    writeFileSync(segment, `${kept[0]}\n${kept[2]}\n`) // 'a' and that it was forgotten

    const { store, diagnostics } = createStore(directory)
    expect(await store.retrieve(EVERYTHING)).toEqual([])
    store.close()
    expect(filesIn(directory)).toEqual([])
    expect(diagnostics).toEqual([])
  })

  it('leaves files that are not its own alone', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'notes.segment'), 'mine')
    mkdirSync(join(directory, 'folder'))
    const { store } = createStore(directory)

    expect(await store.retrieve(EVERYTHING)).toEqual([])
    expect(readdirSync(directory).sort()).toEqual(['folder', 'notes.segment'])
  })

  describe('whose owner cannot be seen, as it is in another container or on another host', () => {
    /** Leaves a line in a store and makes its lease say nothing of a process. */
    async function abandoned(directory: string): Promise<string> {
      const { store, keep } = createStore(directory)
      keep('left')
      await store.written()
      const [lease = ''] = leasesIn(directory)
      writeFileSync(lease, MARK_OF_NOBODY)
      return lease
    }

    it('is left alone while its lease is fresh, and taken over when it is stale', async () => {
      const directory = temporaryDirectory()
      const lease = await abandoned(directory)
      const { store } = createStore(directory)
      const ago = (seconds: number): void => {
        const time = Date.now() / 1_000 - seconds
        utimesSync(lease, time, time)
      }

      ago(50)
      expect(await store.retrieve(EVERYTHING)).toEqual([])
      ago(62)
      expect(textOf(await store.retrieve(EVERYTHING))).toEqual(['left'])
      expect(await store.retrieve(EVERYTHING)).toEqual([])
      expect(leasesIn(directory)).not.toContain(lease)
    })

    it('keeps its lease fresh while it lives', async () => {
      const directory = temporaryDirectory()
      const { store, keep, clock } = createStore(directory)
      keep('mine')
      await store.written()
      const [lease = ''] = leasesIn(directory)
      utimesSync(lease, 0, 0)

      await clock.advance(15_000)
      await until(() => statSync(lease).mtimeMs > 0)
    })

    it('that was taken for dead begins anew, and loses nothing that was not yet written', async () => {
      const directory = temporaryDirectory()
      const first = createStore(directory)
      const held = first.keep('held')
      await first.store.written()
      const [lease = ''] = leasesIn(directory)
      writeFileSync(lease, MARK_OF_NOBODY)
      utimesSync(lease, 0, 0)
      const second = createStore(directory)
      expect(textOf(await second.store.retrieve(EVERYTHING))).toEqual(['held'])

      first.store.letGo(first.keep('let go'))
      await until(() => first.codes().includes('MON_SPILL_TAKEN_OVER'))
      expect(textOf(await first.store.retrieve(EVERYTHING))).toEqual(['let go'])
      first.store.forget(held)
      first.keep('new')
      expect(await first.store.written()).toBe(true)
      expect(first.store.close()).toEqual([])
    })

    it('that was taken for dead begins anew once, however many of its segments learn of it', async () => {
      const directory = temporaryDirectory()
      const { store, keep, codes } = createStore(directory, MIB)
      const large = 'x'.repeat(MIB / 8)
      keep(large)
      await store.written()
      for (const lease of leasesIn(directory)) rmSync(lease)
      for (const line of ['first', 'second']) store.letGo(keep(`${line} ${large}`))
      await until(() => codes().length > 0)
      expect(await store.written()).toBe(true)

      const lines = [...(await store.retrieve(EVERYTHING)), ...(await store.retrieve(EVERYTHING))]
      expect(textOf(lines).map((line) => line.split(' ')[0])).toEqual(['first', 'second'])
      expect(codes()).toEqual(['MON_SPILL_TAKEN_OVER'])
    })

    it('that was taken for dead learns of it also when it only reads', async () => {
      const directory = temporaryDirectory()
      const { store, keep, codes } = createStore(directory)
      store.letGo(keep('taken over'))
      await store.written()
      const [lease = ''] = leasesIn(directory)
      writeFileSync(lease, MARK_OF_NOBODY)
      utimesSync(lease, 0, 0)
      expect(textOf(await createStore(directory).store.retrieve(EVERYTHING))).toEqual(['taken over'])

      expect(await store.retrieve(EVERYTHING)).toEqual([])
      expect(codes()).toEqual(['MON_SPILL_TAKEN_OVER'])
      expect(store.stats()).toEqual({ lines: 0, bytes: 0 })
    })

    it('writes anew when its directory is deleted under it', async () => {
      const directory = join(temporaryDirectory(), 'directory')
      const { store, keep, codes } = createStore(directory)
      keep('gone')
      await store.written()
      renameSync(directory, `${directory}-moved`)
      keep('kept')
      await until(() => codes().includes('MON_SPILL_TAKEN_OVER'))
      await until(() => segmentsIn(directory).some((text) => text.includes(' kept\n')))
    })
  })
})

describe('whatever is kept, let go, forgotten and retrieved, by one process after the other', () => {
  type Step =
    | { readonly do: 'keep'; readonly bytes: number }
    | { readonly do: 'letGo' | 'forget'; readonly which: number }
    | { readonly do: 'retrieve'; readonly bytes: number }
    | { readonly do: 'turn' | 'written' | 'end' | 'kill' }

  const which = fc.nat(1_000)
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('keep'), bytes: fc.integer({ min: 0, max: 60_000 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('letGo'), which }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('forget'), which }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('retrieve'), bytes: fc.integer({ min: 1, max: 200_000 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('turn', 'written', 'end', 'kill') }) },
  )

  let runs = 0

  async function run(steps: readonly Step[], root: string): Promise<void> {
    const directory = join(root, `${runs++}`)
    let { store, clock } = createStore(directory, MIB)
    let held = new Map<string, SpillReceipt>()
    /** Lines that are in the store alone, from now on or since the last end. */
    let waiting = new Set<string>()
    const forgotten = new Set<string>()
    let next = 0

    function retrieved(lines: readonly RetrievedLine[]): void {
      for (const { line, receipt } of lines) {
        expect(waiting.delete(line), `${line.slice(0, 9)} was handed out but does not wait`).toBe(true)
        held.set(line, receipt)
      }
    }

    for (const current of steps) {
      if (current.do === 'keep') {
        const line = `${next++}:${'ä'.repeat(current.bytes / 2)}`
        const receipt = store.keep({ line, priority: 1 })
        if (receipt !== undefined) held.set(line, receipt)
        expect(store.stats().bytes).toBeLessThanOrEqual(MIB + 100_000)
      } else if (current.do === 'letGo' || current.do === 'forget') {
        const [line, receipt] = [...held][current.which % Math.max(1, held.size)] ?? []
        if (line === undefined || receipt === undefined) continue
        held.delete(line)
        store[current.do](receipt)
        if (current.do === 'letGo') waiting.add(line)
        else forgotten.add(line)
      } else if (current.do === 'retrieve') retrieved(await store.retrieve({ maxLines: 30, maxBytes: current.bytes }))
      else if (current.do === 'turn') await new Promise((resolve) => setImmediate(resolve))
      else if (current.do === 'written') expect(await store.written()).toBe(true)
      else {
        if (current.do === 'end') expect(store.close().length).toBe(0)
        else {
          // As if killed after its last write: nobody releases the lease.
          await store.written()
          for (const lease of leasesIn(directory)) rmSync(lease)
        }
        waiting = new Set([...waiting, ...held.keys()])
        held = new Map()
        ;({ store, clock } = createStore(directory, MIB))
      }
      expect(store.stats().lines).toBeLessThanOrEqual(waiting.size)
    }

    for (;;) {
      await store.written()
      const lines = await store.retrieve(EVERYTHING)
      if (lines.length === 0) break
      retrieved(lines)
    }
    expect([...waiting].map((line) => line.slice(0, 9))).toEqual([])
    for (const line of held.keys()) expect(forgotten.has(line)).toBe(false)
    for (const receipt of held.values()) store.forget(receipt)
    store.close()
    expect(segmentsIn(directory).length).toBe(0)
    await clock.settle()
  }

  it('nothing is lost, nothing comes twice, and nothing comes back', async () => {
    const root = temporaryDirectory()
    const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })
    await fc.assert(
      fc.asyncProperty(steps, (each) => run(each, root)),
      { numRuns: 60 },
    )
  }, 120_000)
})
