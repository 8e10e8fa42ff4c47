import { promises } from 'node:fs'
import type { Clock } from '../clock.js'
import type { Report } from '../reporting/report.js'
import { DirectoryLease } from './directory-lease.js'
import { Segment } from './segment.js'
import type { DiskUsage } from './segment-file.js'
import { decodeSegment } from './segment-format.js'
import { damaged, failed, full, retrieved, takenOver } from './spill-statements.js'
import type {
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from './spill-store.js'

/** A segment is closed when it has this many bytes, so that the room of delivered lines comes back. */
const MAX_SEGMENT_BYTES = 4 * 1024 * 1024
/** With a small store, it has this many segments. */
const MIN_SEGMENTS = 8

/** Lines that a slow disk has not taken yet are held in memory up to this many bytes. */
const MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024

/** The most that an entry adds to its line. */
const ENTRY_OVERHEAD_BYTES = 40

const NEWLINE = '\n'

/** Where the store is, how large it may be, and who hears of its troubles. */
export interface FileSpillStoreOptions {
  readonly directory: string
  readonly maxBytes: number
  readonly clock: Clock
  readonly report: Report
}

/** One line in one segment. */
class Place {
  readonly segment: Segment
  readonly index: number

  constructor(segment: Segment, index: number) {
    this.segment = segment
    this.index = index
  }
}

/** A store in a directory, which several processes may share. */
export class FileSpillStore implements SpillStore {
  readonly #options: FileSpillStoreOptions
  #lease: DirectoryLease
  readonly #usage: DiskUsage = { bytes: 0, unwritten: 0 }
  /** Oldest first. */
  #segments: Segment[] = []
  #newest: Segment | undefined
  #isClosed = false

  constructor(options: FileSpillStoreOptions) {
    this.#options = options
    this.#lease = new DirectoryLease(options.directory, options.clock)
  }

  keep(line: SpilledLine): SpillReceipt | undefined {
    if (this.#isClosed) return undefined
    if (!this.#hasRoom(Buffer.byteLength(line.line) + ENTRY_OVERHEAD_BYTES)) {
      const { directory, maxBytes, report } = this.#options
      report.seldom(full(directory, maxBytes, this.stats()))
      return undefined
    }
    const segment = this.#writable()
    return new Place(segment, segment.add(line))
  }

  letGo(receipt: SpillReceipt): void {
    if (receipt instanceof Place) receipt.segment.letGo(receipt.index)
  }

  forget(receipt: SpillReceipt): void {
    if (receipt instanceof Place) receipt.segment.forget(receipt.index)
  }

  async retrieve(limits: RetrievalLimits): Promise<readonly RetrievedLine[]> {
    try {
      const own = await this.#takeOwn(limits)
      if (own.length > 0) return own
      const claimed = await this.#claim()
      return claimed === undefined ? [] : await takeFrom(claimed, limits)
    } catch (error) {
      this.#failed(error)
      return []
    }
  }

  async written(): Promise<boolean> {
    const written = await Promise.all(this.#segments.map((segment) => segment.written()))
    return written.every(Boolean)
  }

  close(): readonly SpilledLine[] {
    if (this.#isClosed) return []
    this.#isClosed = true
    if (this.#segments.length > 0) {
      try {
        this.#lease.holdNow()
      } catch (error) {
        this.#failed(error)
      }
    }
    const unwritten = this.#segments.flatMap((segment) => segment.close())
    this.#lease.release()
    return unwritten
  }

  stats(): SpillStats {
    let lines = 0
    for (const segment of this.#segments) lines += segment.waiting
    return { lines, bytes: this.#usage.bytes }
  }

  async #takeOwn(limits: RetrievalLimits): Promise<readonly RetrievedLine[]> {
    try {
      if (this.#segments.length > 0) await this.#holdLease(this.#lease)
    } catch (error) {
      // With a directory that cannot be used, what is in memory alone can be sent all the same.
      this.#failed(error)
    }
    for (const segment of [...this.#segments]) {
      const lines = segment.waiting === 0 ? [] : await takeFrom(segment, limits)
      if (lines.length > 0) return lines
    }
    return []
  }

  #hasRoom(bytes: number): boolean {
    const usage = this.#usage
    return usage.bytes + bytes <= this.#options.maxBytes && usage.unwritten + bytes <= MAX_UNWRITTEN_BYTES
  }

  #writable(): Segment {
    const maxBytes = Math.min(MAX_SEGMENT_BYTES, this.#options.maxBytes / MIN_SEGMENTS)
    if (this.#newest === undefined || this.#newest.isClosed || this.#newest.bytes >= maxBytes) {
      this.#newest = new Segment(this.#segmentOptions(this.#lease.nextPath()))
      this.#segments.push(this.#newest)
    }
    return this.#newest
  }

  #segmentOptions(path: string): ConstructorParameters<typeof Segment>[0] {
    const lease = this.#lease
    return {
      path,
      usage: this.#usage,
      clock: this.#options.clock,
      prepare: () => this.#holdLease(lease),
      onError: (error) => this.#failed(error),
      onEmpty: (segment) => this.#remove(segment),
      onDamaged: (count) => this.#damaged(count),
    }
  }

  #remove(segment: Segment): void {
    this.#segments = this.#segments.filter((other) => other !== segment)
  }

  /** Takes over the oldest segment with lines in it of a process that ended. */
  async #claim(): Promise<Segment | undefined> {
    while (!this.#isClosed) {
      const path = await this.#lease.claim()
      if (path === undefined) return undefined
      const bytes = await promises.readFile(path)
      const content = decodeSegment(bytes)
      if (content.damaged > 0) this.#damaged(content.damaged)
      if (content.lines.size === 0) {
        await promises.unlink(path)
        continue
      }
      const size = bytes.length + (await endLastEntry(path, bytes))
      const segment = Segment.restore(this.#segmentOptions(path), size, content)
      this.#segments.unshift(segment)
      this.#options.report(retrieved(content.lines.size))
      return segment
    }
    return undefined
  }

  async #holdLease(lease: DirectoryLease): Promise<void> {
    if (!(await lease.hold())) this.#beginAnew(lease)
  }

  /** Another process took this one for dead and sends its segments: what they lack goes into new ones. */
  #beginAnew(lost: DirectoryLease): void {
    if (lost !== this.#lease || this.#isClosed) return
    const unwritten = this.#segments.flatMap((segment) => segment.abandon())
    lost.release()
    this.#lease = new DirectoryLease(this.#options.directory, this.#options.clock)
    this.#segments = []
    this.#newest = undefined
    for (const line of unwritten) {
      const receipt = this.keep(line)
      if (receipt !== undefined) this.letGo(receipt)
    }
    this.#options.report(takenOver(this.#options.directory))
  }

  #failed(error: unknown): void {
    this.#options.report.seldom(failed(this.#options.directory, error))
  }

  #damaged(entries: number): void {
    this.#options.report(damaged(this.#options.directory, entries))
  }
}

async function takeFrom(segment: Segment, limits: RetrievalLimits): Promise<readonly RetrievedLine[]> {
  const lines = await segment.take(limits)
  const { isInherited } = segment
  return lines.map(({ index, line, priority }) => ({ line, priority, receipt: new Place(segment, index), isInherited }))
}

/** Ends an entry that was being written when its process died. @returns the bytes that took */
async function endLastEntry(path: string, content: Buffer): Promise<number> {
  if (content.at(-1) === NEWLINE.charCodeAt(0)) return 0
  await promises.appendFile(path, NEWLINE)
  return NEWLINE.length
}
