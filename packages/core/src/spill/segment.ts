import { SegmentFile, type SegmentFileOptions } from './segment-file.js'
import { decodeSegment, forgottenEntry, lineEntry, type SegmentContent } from './segment-format.js'
import type { RetrievalLimits, SpilledLine } from './spill-store.js'

/** What has become of a line. */
const FORGOTTEN = 0
const HELD = 1
const WAITING = 2

const FIRST_CAPACITY = 64

export interface SegmentOptions extends Omit<SegmentFileOptions, 'size'> {
  /** Called once, when no line is left and the file is deleted. */
  readonly onEmpty: (segment: Segment) => void
  /** Lines that waited and are not in the file any more. */
  readonly onDamaged: (count: number) => void
}

/** Some lines of a store, in one file. The file goes when the last of them is forgotten. */
export class Segment {
  /** Another process wrote its lines. */
  readonly isInherited: boolean
  readonly #options: SegmentOptions
  readonly #file: SegmentFile
  #states = new Uint8Array(FIRST_CAPACITY)
  #count = 0
  #live = 0
  #waiting = 0
  #forgotten: number[] = []
  #removal: Promise<void> | undefined
  #isClosed = false

  constructor(options: SegmentOptions, size = 0, isInherited = false) {
    this.isInherited = isInherited
    this.#options = options
    this.#file = new SegmentFile({ ...options, size })
  }

  /** A segment whose file another process wrote; its lines wait. */
  static restore(options: SegmentOptions, size: number, { lines }: SegmentContent): Segment {
    const segment = new Segment(options, size, true)
    for (const index of lines.keys()) segment.#restoreLine(index)
    return segment
  }

  get bytes(): number {
    return this.#file.bytes
  }

  /** No line can be added any more. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Adds a line, held. @returns its index */
  add(line: SpilledLine): number {
    const index = this.#count
    this.#place(index, HELD)
    this.#live += 1
    this.#file.append(lineEntry(index, line))
    return index
  }

  letGo(index: number): void {
    if (this.#states[index] !== HELD || this.#isClosed) return
    this.#states[index] = WAITING
    this.#waiting += 1
  }

  forget(index: number): void {
    const state = this.#states[index]
    if (state === undefined || state === FORGOTTEN || this.#isClosed) return
    this.#states[index] = FORGOTTEN
    this.#live -= 1
    if (state === WAITING) this.#waiting -= 1
    this.#forgotten.push(index)
    if (this.#forgotten.length === 1) queueMicrotask(() => this.#writeForgotten())
  }

  /** Hands out waiting lines, oldest first, which are held from then on, written or not: a disk may fail. */
  async take({ maxLines, maxBytes }: RetrievalLimits): Promise<readonly (SpilledLine & { readonly index: number })[]> {
    this.#writeForgotten()
    const content = await this.#file.read()
    if (this.#isClosed) return []
    const { lines } = decodeSegment(content)
    const taken: (SpilledLine & { readonly index: number })[] = []
    let damaged = 0
    let bytes = 0
    for (let index = 0; index < this.#count && this.#waiting > 0; index++) {
      if (this.#states[index] !== WAITING) continue
      const line = lines.get(index)
      if (line === undefined) {
        damaged += 1
        this.forget(index)
        continue
      }
      bytes += Buffer.byteLength(line.line)
      if (taken.length > 0 && (bytes > maxBytes || taken.length >= maxLines)) break
      this.#states[index] = HELD
      this.#waiting -= 1
      taken.push({ ...line, index })
    }
    if (damaged > 0) this.#options.onDamaged(damaged)
    return taken
  }

  /** Resolves when everything so far is written (true), or a write has failed (false). */
  async written(): Promise<boolean> {
    this.#writeForgotten()
    await this.#removal
    return this.#removal === undefined ? this.#file.written() : true
  }

  /** Writes what is left, before it returns. @returns the lines that could not be written */
  close(): readonly SpilledLine[] {
    this.#writeForgotten()
    const isLeft = !this.#isClosed
    this.#isClosed = true
    try {
      if (this.#removal !== undefined) this.#file.removeNow()
      else if (isLeft) this.#file.finish()
      return []
    } catch (error) {
      this.#options.onError(error)
      return this.abandon()
    }
  }

  /** Leaves the file to another process. @returns the lines that were not written */
  abandon(): readonly SpilledLine[] {
    this.#writeForgotten()
    this.#isClosed = true
    if (this.#removal !== undefined) return []
    const { lines } = decodeSegment(this.#file.abandon())
    for (const index of lines.keys()) if (this.#states[index] === WAITING) this.#waiting -= 1
    return [...lines.values()]
  }

  #writeForgotten(): void {
    if (this.#forgotten.length === 0 || this.#isClosed) return
    const indexes = this.#forgotten.sort((a, b) => a - b)
    this.#forgotten = []
    if (this.#live > 0) {
      this.#file.append(forgottenEntry(indexes))
      return
    }
    this.#isClosed = true
    this.#removal = this.#file.remove().then(() => this.#options.onEmpty(this))
  }

  #restoreLine(index: number): void {
    this.#place(index, WAITING)
    this.#live += 1
    this.#waiting += 1
  }

  #place(index: number, state: number): void {
    let capacity = this.#states.length
    while (index >= capacity) capacity *= 2
    if (capacity > this.#states.length) {
      const states = new Uint8Array(capacity)
      states.set(this.#states)
      this.#states = states
    }
    this.#states[index] = state
    this.#count = Math.max(this.#count, index + 1)
  }
}
