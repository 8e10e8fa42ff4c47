// A spill store in memory whose troubles a test scripts.

/** @returns {import('./fake-spill-store.d.mts').FakeSpillStore} */
export function createFakeSpillStore() {
  const kept = new Map()
  const waiting = new Set()
  const store = {
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
