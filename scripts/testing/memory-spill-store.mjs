// A spill store in memory, for tests of what becomes of everything.

/**
 * @param {{ readonly maxLines?: number }} [options]
 * @returns {import('./memory-spill-store.d.mts').MemorySpillStore}
 */
export function createMemorySpillStore({ maxLines = Number.POSITIVE_INFINITY } = {}) {
  const held = new Set()
  let waiting = []
  return {
    keep({ line, priority }) {
      if (held.size + waiting.length >= maxLines) return undefined
      const receipt = { line, priority }
      held.add(receipt)
      return receipt
    },
    letGo(receipt) {
      if (held.delete(receipt)) waiting.push(receipt)
    },
    forget(receipt) {
      held.delete(receipt)
      waiting = waiting.filter((other) => other !== receipt)
    },
    async retrieve({ maxLines: count }) {
      const lines = waiting.splice(0, count)
      for (const receipt of lines) held.add(receipt)
      return lines.map((receipt) => ({ ...receipt, receipt }))
    },
    written: async () => true,
    close() {
      waiting.push(...held)
      held.clear()
      return []
    },
    stats: () => ({ lines: waiting.length, bytes: 0 }),
    lines: () => [...held, ...waiting].map(({ line }) => line),
  }
}
