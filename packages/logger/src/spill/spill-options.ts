import { resolve } from 'node:path'
import {
  type Clock,
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectString,
  type Report,
} from '@org/core'
import { FileSpillStore } from './file-spill-store.js'
import { GuardedSpillStore } from './guarded-spill-store.js'
import type { SpillStore } from './spill-store.js'

interface SpillTuning {
  /**
   * A record that waits in memory is in the store after this at the latest, in ms, and after half of it
   * at the earliest: what is delivered sooner is never written. A process that is killed (SIGKILL, out of
   * memory) loses at most what it recorded in this time and had not delivered. From 10.
   * @defaultValue 3_000
   */
  readonly writeWithinMs?: number | undefined
}

/** Records that cannot be delivered go to a directory. */
export interface DirectorySpillOptions extends SpillTuning {
  /**
   * Made if it is missing. Processes may share it; it must outlive them to be of use, as a volume does
   * and a container's own disk does not. Records of different accounts or regions need different ones.
   */
  readonly directory: string
  /** Bytes on disk; what does not fit is dropped and counted. From 1 MiB. @defaultValue 104_857_600 (100 MiB) */
  readonly maxBytes?: number | undefined
}

/** Records that cannot be delivered go to a store of your own. */
export interface CustomSpillOptions extends SpillTuning {
  readonly store: SpillStore
}

export type SpillOptions = DirectorySpillOptions | CustomSpillOptions

/** The defaults, quoted in the documentation of the options. */
export const SPILL_DEFAULTS = { maxBytes: 100 * 1024 * 1024, writeWithinMs: 3_000 } as const

const MIN_BYTES = 1024 * 1024
const MIN_WRITE_WITHIN_MS = 10
const STORE_METHODS = ['keep', 'letGo', 'forget', 'retrieve', 'written', 'close', 'stats'] as const

export interface ResolvedSpillOptions {
  readonly store: SpillStore
  readonly writeWithinMs: number
}

/** Checks the options and makes the store. @throws {@link ConfigurationError} */
export function resolveSpillOptions(
  options: SpillOptions,
  { stream, clock, report }: { readonly stream: string; readonly clock: Clock; readonly report: Report },
): ResolvedSpillOptions {
  expectObject('firehose.spill', options)
  const writeWithinMs = expectInteger(
    'firehose.spill.writeWithinMs',
    options.writeWithinMs ?? SPILL_DEFAULTS.writeWithinMs,
    { min: MIN_WRITE_WITHIN_MS, max: Number.MAX_SAFE_INTEGER, unit: 'ms' },
  )
  if ('store' in options) {
    expectKnownKeys('firehose.spill', options, ['store', 'writeWithinMs'])
    return { store: new GuardedSpillStore(expectStore(options.store), report), writeWithinMs }
  }
  expectKnownKeys('firehose.spill', options, ['directory', 'maxBytes', 'writeWithinMs'])
  const directory = expectString('firehose.spill.directory', options.directory)
  const maxBytes = expectInteger('firehose.spill.maxBytes', options.maxBytes ?? SPILL_DEFAULTS.maxBytes, {
    min: MIN_BYTES,
    max: Number.MAX_SAFE_INTEGER,
    unit: 'bytes',
  })
  const store = new FileSpillStore({ directory: resolve(directory, `${stream}.spill`), maxBytes, clock, report })
  return { store, writeWithinMs }
}

function expectStore(store: SpillStore): SpillStore {
  expectObject('firehose.spill.store', store)
  for (const method of STORE_METHODS) expectFunction(`firehose.spill.store.${method}`, store[method])
  return store
}
