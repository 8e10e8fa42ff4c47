import { promises } from 'node:fs'
import type { Clock, Report } from '@org/core'
import { DirectoryLease } from './directory-lease.js'
import { Segment } from './segment.js'
import { decodeSegment } from './segment-format.js'
import type {
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from './spill-store.js'

export interface FileSpillStoreOptions {
  readonly directory: string
  readonly maxBytes: number
  readonly clock: Clock
  readonly report: Report
}

/** A segment is closed when it has this many bytes, so that the room of delivered lines comes back. */
const MAX_SEGMENT_BYTES = 4 * 1024 * 1024
/** With a small store, it has this many segments. */
const MIN_SEGMENTS = 8

/** Lines that a slow disk has not taken yet are held in memory up to this many bytes. */
const MAX_UNWRITTEN_BYTES = 4 * 1024 * 1024

/** The most that an entry adds to its line. */
const ENTRY_OVERHEAD_BYTES = 40

/** A full or failing disk is reported at most this often, in ms. */
const REPORT_INTERVAL_MS = 60_000

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
  /** Oldest first. */
  #segments: Segment[] = []
  #newest: Segment | undefined
  #isClosed = false
  readonly #reportedAt = new Map<string, number>()

  constructor(options: FileSpillStoreOptions) {
    this.#options = options
    this.#lease = new DirectoryLease(options.directory, options.clock)
  }

  keep(line: SpilledLine): SpillReceipt | undefined {
    if (this.#isClosed) return undefined
    if (!this.#hasRoom(Buffer.byteLength(line.line) + ENTRY_OVERHEAD_BYTES)) {
      this.#reportFull()
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
      for (const segment of [...this.#segments]) {
        const lines = segment.waiting === 0 ? [] : await takeFrom(segment, limits)
        if (lines.length > 0) return lines
      }
      const claimed = await this.#claim()
      return claimed === undefined ? [] : await takeFrom(claimed, limits)
    } catch (error) {
      this.#reportFailure(error)
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
        this.#reportFailure(error)
      }
    }
    const unwritten = this.#segments.flatMap((segment) => segment.close())
    this.#lease.release()
    return unwritten
  }

  stats(): SpillStats {
    let lines = 0
    for (const segment of this.#segments) lines += segment.waiting
    return { lines, bytes: this.#bytes }
  }

  get #bytes(): number {
    let bytes = 0
    for (const segment of this.#segments) bytes += segment.bytes
    return bytes
  }

  #hasRoom(bytes: number): boolean {
    let unwritten = 0
    for (const segment of this.#segments) unwritten += segment.pendingBytes
    return this.#bytes + bytes <= this.#options.maxBytes && unwritten + bytes <= MAX_UNWRITTEN_BYTES
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
      clock: this.#options.clock,
      prepare: async () => {
        if (!(await lease.hold())) this.#beginAnew(lease)
      },
      onError: (error) => this.#reportFailure(error),
      onEmpty: (segment) => this.#remove(segment),
      onDamaged: (count) => this.#reportDamage(count),
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
      if (content.damaged > 0) this.#reportDamage(content.damaged)
      if (content.lines.size === 0) {
        await promises.unlink(path)
        continue
      }
      const segment = Segment.restore(this.#segmentOptions(path), bytes.length, content)
      this.#segments.unshift(segment)
      this.#options.report({
        level: 'info',
        code: 'MON_SPILL_RETRIEVED',
        message: `${content.lines.size} records that a process could not deliver before its end are sent now.`,
        details: { records: content.lines.size },
      })
      return segment
    }
    return undefined
  }

  /** Another process took this one for dead and sends its segments: what they lack goes into new ones. */
  #beginAnew(lost: DirectoryLease): void {
    if (lost !== this.#lease || this.#isClosed) return
    const unwritten = this.#segments.flatMap((segment) => segment.abandon())
    this.#lease = new DirectoryLease(this.#options.directory, this.#options.clock)
    this.#segments = []
    this.#newest = undefined
    for (const line of unwritten) {
      const receipt = this.keep(line)
      if (receipt !== undefined) this.letGo(receipt)
    }
    this.#options.report({
      level: 'warn',
      code: 'MON_SPILL_TAKEN_OVER',
      message: `Another process took over the spilled records in "${this.#options.directory}", or they were deleted; this one had not written its lease for too long. Some records may be sent twice.`,
    })
  }

  #reportFull(): void {
    if (!this.#isDue('full')) return
    this.#options.report({
      level: 'warn',
      code: 'MON_SPILL_FULL',
      message: `The spill store in "${this.#options.directory}" takes no more records: it has ${this.#bytes} of \`maxBytes\` ${this.#options.maxBytes}, or the disk is too slow.`,
      details: { ...this.stats() },
    })
  }

  #reportFailure(error: unknown): void {
    if (!this.#isDue('failure')) return
    this.#options.report({
      level: 'error',
      code: 'MON_SPILL_FAILED',
      message: `The spill store in "${this.#options.directory}" cannot be used now; records are held in memory. Check that the directory can be written and the disk is not full.`,
      error,
    })
  }

  #reportDamage(count: number): void {
    this.#options.report({
      level: 'warn',
      code: 'MON_SPILL_DAMAGED',
      message: `${count} entries of the spill store in "${this.#options.directory}" are incomplete, as a process was killed while it wrote them or the disk is damaged; they are left out.`,
      details: { entries: count },
    })
  }

  #isDue(subject: string): boolean {
    const now = this.#options.clock.monotonic()
    const last = this.#reportedAt.get(subject)
    if (last !== undefined && now - last < REPORT_INTERVAL_MS) return false
    this.#reportedAt.set(subject, now)
    return true
  }
}

async function takeFrom(segment: Segment, limits: RetrievalLimits): Promise<readonly RetrievedLine[]> {
  const lines = await segment.take(limits)
  return lines.map(({ index, line, priority }) => ({ line, priority, receipt: new Place(segment, index) }))
}
