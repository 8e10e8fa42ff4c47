interface Line {
  readonly line: string
  /** Importance from 0 to 15. */
  readonly priority: number
}

/** Fits `SpillStore` of `@org/core/spill`. */
export interface FakeSpillStore {
  /** What it keeps, by receipt. */
  readonly kept: Map<object, Line>
  /** Receipts of lines that are in no memory. */
  readonly waiting: Set<object>
  hasRoom: boolean
  /** Lines of which it says at its end that they could not be written. */
  unwritten: readonly Line[]
  onRetrieve: () => Promise<readonly (Line & { readonly receipt: object })[]>
  onWritten: () => Promise<boolean>
  keep(line: Line): object | undefined
  letGo(receipt: object): void
  forget(receipt: object): void
  retrieve(limits: {
    readonly maxLines: number
    readonly maxBytes: number
  }): Promise<readonly (Line & { readonly receipt: object })[]>
  written(): Promise<boolean>
  close(): readonly Line[]
  stats(): { readonly lines: number; readonly bytes: number }
}

export function createFakeSpillStore(): FakeSpillStore
