import { AsyncLocalStorage } from 'node:async_hooks'
import { type HeldRecord, HeldRecords, type HoldSettings } from './held-records.js'

/**
 * How `requestLogger` reaches the family of the logger it is given, also when another copy of this
 * package made that logger.
 */
export const OPEN_HOLD: unique symbol = Symbol.for('@org/logger/open-hold/v1')

/** A logger whose records can be held. */
export interface HoldingLogger {
  /** Opens the hold of a request, unless the caller is inside that already. */
  [OPEN_HOLD](settings: HoldSettings, request: object): RequestHold | undefined
}

/** The hold of one request. */
export interface RequestHold {
  /** Runs `fn`. What it logs, and everything that it starts, is held. */
  run<T>(fn: () => T): T
  /** Ends the hold: its records are written, or forgotten. Returns how many there was no room for. */
  settle(isWritten: boolean): number
}

/** More severe than any level: nothing is held. */
const NO_SEVERITY = -1

/**
 * The holds of a family's requests. They have an async context of their own, beside that of
 * `runWithContext`: as fields of the latter they would show in records, in the infos of other
 * transports and in `currentContext()`.
 */
export class RequestHolds {
  /** The least severe level that any request has held so far. Whatever is less severe needs no further look. */
  severity = NO_SEVERITY
  readonly #storage = new AsyncLocalStorage<HeldRecords>()
  readonly #write: (record: HeldRecord) => void

  constructor(write: (record: HeldRecord) => void) {
    this.#write = write
  }

  /** The records of the request around the caller, if it goes on and holds this severity. */
  around(severity: number): HeldRecords | undefined {
    const held = this.#storage.getStore()
    return held?.isOpen === true && severity <= held.settings.severity ? held : undefined
  }

  open(settings: HoldSettings, request: object): RequestHold | undefined {
    if (this.#storage.getStore()?.belongTo(request) === true) return undefined
    this.severity = Math.max(this.severity, settings.severity)
    const held = new HeldRecords(settings, request)
    return {
      run: (fn) => this.#storage.run(held, fn),
      settle: (isWritten) => {
        const records = held.close()
        if (!isWritten) return 0
        for (const record of records) this.#write(record)
        return held.dropped
      },
    }
  }
}
