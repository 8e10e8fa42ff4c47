interface Line {
  readonly line: string
  readonly priority: number
}

/** Fits `SpillStore` of `@org/core/spill`. */
export interface MemorySpillStore {
  keep(line: Line): object | undefined
  letGo(receipt: object): void
  forget(receipt: object): void
  retrieve(limits: { readonly maxLines: number }): Promise<readonly (Line & { readonly receipt: object })[]>
  written(): Promise<boolean>
  close(): readonly Line[]
  stats(): { readonly lines: number; readonly bytes: number }
  /** Everything that the store has. */
  lines(): readonly string[]
}

export function createMemorySpillStore(options?: { readonly maxLines?: number }): MemorySpillStore
