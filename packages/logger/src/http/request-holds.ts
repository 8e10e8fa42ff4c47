import { createContextLocal } from '@org/core/context'
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
 * The holds of a family's requests. They follow a request as its context does, but are no fields of it:
 * those would show in records, in the infos of other transports and in `currentContext()`.
 */
export class RequestHolds {
  /** The least severe level that any request has held so far. Whatever is less severe needs no further look. */
  severity = NO_SEVERITY
  readonly #held = createContextLocal<HeldRecords>()
  readonly #write: (record: HeldRecord) => void

  constructor(write: (record: HeldRecord) => void) {
    this.#write = write
  }

  /** The records of the request around the caller, if it goes on and holds this severity. */
  around(severity: number): HeldRecords | undefined {
    const held = this.#held.current()
    return held?.isOpen === true && severity <= held.settings.severity ? held : undefined
  }

  /** Opens the hold of a request, unless the caller is inside that already. */
  open(settings: HoldSettings, request: object): RequestHold | undefined {
    if (this.#held.current()?.belongTo(request) === true) return undefined
    this.severity = Math.max(this.severity, settings.severity)
    const held = new HeldRecords(settings, request)
    return {
      run: (fn) => this.#held.run(held, fn),
      settle: (isWritten) => {
        const records = held.close()
        if (!isWritten) return 0
        for (const record of records) this.#write(record)
        return held.dropped
      },
    }
  }
}
