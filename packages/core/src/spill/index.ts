export type { Spillable } from './journal.js'
export { Journal } from './journal.js'
export { Replay } from './replay.js'
export type { CustomSpillOptions, DirectorySpillOptions, SpillOptions } from './spill-options.js'
export { resolveSpillOptions, SPILL_DEFAULTS } from './spill-options.js'
export type {
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from './spill-store.js'
