/** A record that is rendered but not written, and perhaps never will be. */
export interface HeldRecord {
  /** The line without its end. */
  readonly line: string
  /** The number of its level. */
  readonly severity: number
}

/** How much of one request is held, and how. */
export interface HoldSettings {
  /** The number of the least severe level that is held. */
  readonly severity: number
  /** How many at once. */
  readonly maxRecords: number
  /** Of the lines in UTF-8, without their `eventId` and `sequence`. */
  readonly maxBytes: number
  /** Records are not held but written at once. */
  readonly writesAtOnce: boolean
}

interface Slot extends HeldRecord {
  readonly bytes: number
}

/** The last records of one request, in a ring that is bounded by count and by bytes; the oldest go first. */
export class HeldRecords {
  readonly settings: HoldSettings
  readonly #slots: (Slot | undefined)[] = []
  #oldest = 0
  #count = 0
  #bytes = 0
  #dropped = 0
  #request: object | undefined

  /** @param request The request that they belong to, by identity. */
  constructor(settings: HoldSettings, request: object) {
    this.settings = settings
    this.#request = request
  }

  /** The request goes on. */
  get isOpen(): boolean {
    return this.#request !== undefined
  }

  /** Whether it was opened for that request. */
  belongTo(request: object): boolean {
    return this.#request === request
  }

  /** Records that there was no room for. */
  get dropped(): number {
    return this.#dropped
  }

  /** Holds a record, and gives up the oldest where there is no room. */
  add({ line, severity }: HeldRecord): void {
    if (!this.isOpen) return
    const { maxRecords, maxBytes } = this.settings
    const bytes = Buffer.byteLength(line)
    if (bytes > maxBytes) {
      // It would cost every other record, and still have no room.
      this.#dropped += 1
      return
    }
    while (this.#count === maxRecords || this.#bytes + bytes > maxBytes) {
      this.#shift()
      this.#dropped += 1
    }
    this.#slots[(this.#oldest + this.#count) % maxRecords] = { line, severity, bytes }
    this.#count += 1
    this.#bytes += bytes
  }

  /** Ends the hold and empties it: what it held, the oldest first. What comes later is not held. */
  close(): HeldRecord[] {
    const records: HeldRecord[] = []
    for (let record = this.#shift(); record !== undefined; record = this.#shift()) records.push(record)
    this.#slots.length = 0
    this.#request = undefined
    return records
  }

  #shift(): HeldRecord | undefined {
    if (this.#count === 0) return undefined
    const oldest = this.#slots[this.#oldest]
    this.#slots[this.#oldest] = undefined
    this.#oldest = (this.#oldest + 1) % this.settings.maxRecords
    this.#count -= 1
    this.#bytes -= oldest?.bytes ?? 0
    return oldest
  }
}
