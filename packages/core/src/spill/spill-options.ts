import { resolve } from 'node:path'
import type { Clock } from '../clock.js'
import { describeValue, expectInteger, expectKnownKeys, expectMethods, expectObject, expectString } from '../expect.js'
import { lazyNode } from '../lazy-node.js'
import { guardedAnswer, guardedCall } from '../reporting/guarded-call.js'
import { guardedView } from '../reporting/guarded-view.js'
import type { Report } from '../reporting/report.js'
import { FileSpillStore } from './file-spill-store.js'
import type { SpillStore } from './spill-store.js'

interface SpillTuning {
  /**
   * What waits in memory is in the store after this at the latest, in ms, and after half of it at the earliest:
   * what is delivered sooner is never written. A process that is killed (SIGKILL, out of memory) loses at most
   * what it recorded in this time and had not delivered. From 10. @defaultValue 3_000
   */
  readonly writeWithinMs?: number | undefined
}

/** What cannot be delivered goes to a directory. */
export interface DirectorySpillOptions extends SpillTuning {
  /**
   * Made if it is missing. Processes and packages may share it; it must outlive them to be of use, as a volume does
   * and a container's own disk does not. Different accounts or regions need different ones.
   */
  readonly directory: string
  /** Bytes on disk; what does not fit is dropped and counted. From 1 MiB. @defaultValue 104_857_600 (100 MiB) */
  readonly maxBytes?: number | undefined
}

/** What cannot be delivered goes to a store of your own. */
export interface CustomSpillOptions extends SpillTuning {
  /** A store of the application's. */
  readonly store: SpillStore
}

/** Where items are kept that could not leave: a directory, or a store of the application's. */
export type SpillOptions = DirectorySpillOptions | CustomSpillOptions

/** The defaults, quoted in the documentation of the options. */
export const SPILL_DEFAULTS = { maxBytes: 100 * 1024 * 1024, writeWithinMs: 3_000 } as const

const MIN_BYTES = 1024 * 1024
const MIN_WRITE_WITHIN_MS = 10

/** Characters that the name of a folder may not have on every system. */
const NOT_PORTABLE = /[^\w.-]+/g

/** So much of a name is kept in that of its folder; file systems take 255 bytes. */
const MAX_READABLE_LENGTH = 100

const DIGEST_LENGTH = 8

export interface ResolvedSpillOptions {
  readonly store: SpillStore
  readonly writeWithinMs: number
}

/**
 * Checks the options and makes the store.
 *
 * @param owner The destination, such as `firehose:FirehoseLogs`: each has a folder of its own in the directory.
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`)
 */
export function resolveSpillOptions(
  options: SpillOptions,
  { owner, clock, report }: { readonly owner: string; readonly clock: Clock; readonly report: Report },
): ResolvedSpillOptions {
  expectObject('spill', options)
  const writeWithinMs = expectInteger('spill.writeWithinMs', options.writeWithinMs ?? SPILL_DEFAULTS.writeWithinMs, {
    min: MIN_WRITE_WITHIN_MS,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'ms',
  })
  if ('store' in options) {
    expectKnownKeys('spill', options, ['store', 'writeWithinMs'])
    return { store: guardStore(options.store, report), writeWithinMs }
  }
  expectKnownKeys('spill', options, ['directory', 'maxBytes', 'writeWithinMs'])
  const directory = expectString('spill.directory', options.directory)
  const maxBytes = expectInteger('spill.maxBytes', options.maxBytes ?? SPILL_DEFAULTS.maxBytes, {
    min: MIN_BYTES,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
  })
  return {
    store: new FileSpillStore({ directory: resolve(directory, folderOf(owner)), maxBytes, clock, report }),
    writeWithinMs,
  }
}

/** The folder of an owner, which no other has: two names may be alike in what a file system takes of them. */
function folderOf(owner: string): string {
  // The first colon stands between the service and the name.
  const name = owner.replace(':', '-')
  const readable = name.replace(NOT_PORTABLE, '-').slice(0, MAX_READABLE_LENGTH)
  if (readable === name) return `${name}.spill`
  const digest = lazyNode.crypto.createHash('sha256').update(owner).digest('hex').slice(0, DIGEST_LENGTH)
  return `${readable}-${digest}.spill`
}

/** A store of the application, whose mistakes must not disturb the process. */
function guardStore(store: SpillStore, report: Report): SpillStore {
  expectMethods('spill.store', store, ['keep', 'letGo', 'forget', 'retrieve', 'written', 'close', 'stats'])
  const failed = (method: string, error: unknown): void => report.callbackFailed(`spill.store.${method}`, error)
  const guarded = guardedView<Omit<SpillStore, 'retrieve' | 'close'>>(
    store,
    {
      keep: { returns: undefined },
      letGo: { returnsNothing: true },
      forget: { returnsNothing: true },
      written: { resolves: false },
      stats: { returns: { lines: 0, bytes: 0 } },
    },
    failed,
  )
  return {
    ...guarded,
    retrieve: (limits) =>
      guardedAnswer(
        async () => expectLines('retrieve', await store.retrieve(limits)),
        [],
        (error) => failed('retrieve', error),
      ),
    close() {
      // What it throws goes on: nobody knows what is kept, and all of it counts as unsent.
      const lines = store.close()
      guardedCall(
        () => lines,
        (error) => failed('close', error),
      )
      return expectLines('close', lines)
    },
  }
}

/** A store without types may answer with something else. */
function expectLines<L>(method: string, lines: readonly L[]): readonly L[] {
  if (!Array.isArray(lines))
    throw new TypeError(`\`${method}\` must give an array of lines; got ${describeValue(lines)}.`)
  return lines
}
