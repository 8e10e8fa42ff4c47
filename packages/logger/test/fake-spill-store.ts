import type { RetrievedLine, SpilledLine, SpillReceipt, SpillStore } from '../src/index.js'

/** A store in memory whose troubles a test scripts. */
export interface FakeSpillStore extends SpillStore {
  /** What it keeps, by receipt. */
  readonly kept: Map<SpillReceipt, SpilledLine>
  /** Receipts of lines that are in no memory. */
  readonly waiting: Set<SpillReceipt>
  hasRoom: boolean
  /** Lines of which it says at its end that they could not be written. */
  unwritten: readonly SpilledLine[]
  onRetrieve: () => Promise<readonly RetrievedLine[]>
  onWritten: () => Promise<boolean>
}

export function createFakeSpillStore(): FakeSpillStore {
  const kept = new Map<SpillReceipt, SpilledLine>()
  const waiting = new Set<SpillReceipt>()
  const store: FakeSpillStore = {
    kept,
    waiting,
    hasRoom: true,
    unwritten: [],
    onRetrieve: () => Promise.resolve([]),
    onWritten: () => Promise.resolve(true),
    keep(line) {
      if (!store.hasRoom) return undefined
      const receipt = {}
      kept.set(receipt, line)
      return receipt
    },
    letGo: (receipt) => void waiting.add(receipt),
    forget(receipt) {
      kept.delete(receipt)
      waiting.delete(receipt)
    },
    retrieve: () => store.onRetrieve(),
    written: () => store.onWritten(),
    close: () => store.unwritten,
    stats: () => ({ lines: waiting.size, bytes: 0 }),
  }
  return store
}
