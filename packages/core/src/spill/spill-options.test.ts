import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeSpillStore } from '../../../../scripts/testing/fake-spill-store.mjs'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { throwingThenable } from '../../test/thenable.js'
import { createReport, type Diagnostic } from '../reporting/index.js'
import { createManualClock } from '../testing/index.js'
import { resolveSpillOptions, SPILL_DEFAULTS, type SpillOptions } from './spill-options.js'
import type { SpillStore } from './spill-store.js'

const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const untyped = <T>(value: unknown): T => value as T
const FAILURE = new Error('no disk')
const LINE = { line: 'a', priority: 3 }

function resolveWith(options: unknown, owner = 'firehose:Logs') {
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const report = createReport({ source: 'test', clock, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
  const resolved = resolveSpillOptions(untyped<SpillOptions>(options), { owner, clock, report })
  return { ...resolved, diagnostics, failed: () => diagnostics.map(({ subject }) => subject) }
}

/** A store of the application in which one method does something else. */
const storeWith = (method: keyof SpillStore, does: () => unknown) => ({ ...createFakeSpillStore(), [method]: does })

describe('a spill that is wrong', () => {
  it.each<[unknown, string]>([
    [null, '`spill` must be an object'],
    ['/var/spill', '`spill` must be an object'],
    [{}, '`spill.directory` must be a non-empty string'],
    [{ directory: '' }, '`spill.directory` must be a non-empty string'],
    [{ directory: 'x', maxBytes: 1_048_575 }, '`spill.maxBytes` must be a whole number of at least 1048576 bytes'],
    [{ directory: 'x', writeWithinMs: 9 }, '`spill.writeWithinMs` must be a whole number of at least 10 ms'],
    [{ directory: 'x', maxLines: 3 }, 'spill has no option `maxLines`'],
    [{ store: {} }, '`spill.store` must have the methods keep, letGo, forget, retrieve, written, close, stats'],
    [{ store: createFakeSpillStore(), maxBytes: 3 }, 'spill has no option `maxBytes`'],
    [{ store: undefined }, '`spill.store` must be an object'],
  ])('is refused: %o', (options, text) => {
    expect(() => resolveWith(options)).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })
})

describe('a spill in a directory', () => {
  it('has the defaults that are documented, and makes nothing before it has something', () => {
    const directory = join(temporaryDirectory(), 'spill')
    const { writeWithinMs } = resolveWith({ directory })

    expect(writeWithinMs).toBe(SPILL_DEFAULTS.writeWithinMs)
    expect(SPILL_DEFAULTS).toEqual({ maxBytes: 104_857_600, writeWithinMs: 3_000 })
    expect(existsSync(directory)).toBe(false)
  })

  it('keeps each destination in a folder of its own, with a name that every system can have', async () => {
    const directory = temporaryDirectory()
    const owners = [
      'firehose:Logs',
      'cloudwatch:Shop/web',
      'cloudwatch:Shop-web',
      'cloudwatch:Shop web',
      `x:${'n'.repeat(1_600)}`,
    ]
    for (const owner of owners) {
      const { store } = resolveWith({ directory }, owner)
      store.keep(LINE)
      await store.written()
      store.close()
    }

    const folders = new Set(filesIn(directory).map((file) => file.slice(directory.length + 1).split('/')[0]))
    expect(folders.size).toBe(owners.length)
    for (const folder of folders) expect(folder).toMatch(/^[\w.-]{1,255}\.spill$/)
    expect([...folders]).toContain('firehose-Logs.spill')
  })

  it.each([
    ['firehose:Logs', 'firehose-Logs.spill'],
    ['cloudwatch:Shop / web', 'cloudwatch-Shop-web-fdd61c7a.spill'],
  ])('finds what an earlier version left for %s', async (owner, folder) => {
    const directory = temporaryDirectory()
    const { store } = resolveWith({ directory, writeWithinMs: 500 }, owner)
    store.keep(LINE)
    await store.written()
    store.close()

    expect(existsSync(join(directory, folder))).toBe(true)
  })

  it('takes no more than its bytes', () => {
    const { store } = resolveWith({ directory: temporaryDirectory(), maxBytes: 1_048_576 })
    const line = { line: 'x'.repeat(400_000), priority: 0 }

    expect([store.keep(line), store.keep(line), store.keep(line)].map((receipt) => receipt !== undefined)).toEqual([
      true,
      true,
      false,
    ])
    store.close()
  })
})

describe('a store of the application', () => {
  it('is used as it is', async () => {
    const given = createFakeSpillStore()
    const { store, writeWithinMs, diagnostics } = resolveWith({ store: given, writeWithinMs: 10 })
    const receipt = store.keep(LINE) as object
    store.letGo(receipt)
    given.onRetrieve = async () => [{ ...LINE, receipt }]
    given.unwritten = [LINE]

    expect(await store.retrieve({ maxLines: 1, maxBytes: 1 })).toEqual([{ ...LINE, receipt }])
    expect([await store.written(), store.stats(), store.close()]).toEqual([true, { lines: 1, bytes: 0 }, [LINE]])
    store.forget(receipt)

    expect(given.kept.size).toBe(0)
    expect([writeWithinMs, diagnostics]).toEqual([10, []])
  })

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw FAILURE
      },
    ],
    ['rejects', () => Promise.reject(FAILURE)],
    ['gives what throws when it is awaited', () => throwingThenable(FAILURE)],
  ])('is no danger to the process when a method %s: each is reported by its name', async (how, fail) => {
    const use: Readonly<Record<keyof SpillStore, [(store: SpillStore) => unknown, unknown]>> = {
      keep: [(store) => store.keep(LINE), undefined],
      letGo: [(store) => store.letGo({}), undefined],
      forget: [(store) => store.forget({}), undefined],
      retrieve: [(store) => store.retrieve({ maxLines: 1, maxBytes: 1 }), []],
      written: [(store) => store.written(), false],
      stats: [(store) => store.stats(), { lines: 0, bytes: 0 }],
      close: [(store) => void expect(() => store.close()).toThrow(), undefined],
    }
    for (const [method, [act, answer]] of Object.entries(use) as [
      keyof SpillStore,
      [(store: SpillStore) => unknown, unknown],
    ][]) {
      const { store, failed } = resolveWith({ store: storeWith(method, fail) })

      expect(await act(store), method).toEqual(answer)
      await turn()

      const isThrown = method === 'close' && how === 'throws'
      // What `close` throws goes to whoever ends the pipe, who reports it.
      expect(new Set(failed()), method).toEqual(new Set(isThrown ? [] : [`spill.store.${method}`]))
    }
    expect(unhandled).toEqual([])
  })

  it.each([undefined, null, 'lines', { 0: LINE }, new Set([LINE])])(
    'that answers %o in place of lines has none, and says so',
    async (answer) => {
      const { store, diagnostics } = resolveWith({ store: storeWith('retrieve', async () => answer) })

      expect(await store.retrieve({ maxLines: 1, maxBytes: 1 })).toEqual([])
      expect(diagnostics).toMatchObject([
        {
          code: 'MON_CALLBACK_FAILED',
          subject: 'spill.store.retrieve',
          error: { name: 'TypeError', message: expect.stringMatching(/`retrieve` must give an array of lines; got/) },
        },
      ])
      expect(() => resolveWith({ store: storeWith('close', () => answer) }).store.close()).toThrow(
        /`close` must give an array of lines; got/,
      )
    },
  )

  it('that is asynchronous where it may not be keeps nothing, and says so', () => {
    const { store, failed } = resolveWith({ store: storeWith('keep', async () => ({})) })

    expect(store.keep(LINE)).toBeUndefined()
    expect(failed()).toEqual(['spill.store.keep'])
  })

  it.each(['letGo', 'forget'] as const)('may be asynchronous where nothing is answered: `%s`', async (method) => {
    const { store, diagnostics } = resolveWith({ store: storeWith(method, async () => {}) })
    store[method]({})
    await turn()

    expect(diagnostics).toEqual([])
  })
})
