import type { Clock, Report } from '@org/core'
import type { SpillStats } from './spill-store.js'

/** What lasts is reported at most this often, in ms. */
const REPORT_INTERVAL_MS = 60_000

export interface SpillReportsOptions {
  readonly directory: string
  readonly maxBytes: number
  readonly clock: Clock
  readonly report: Report
}

/** What a store in a directory has to say about itself. */
export class SpillReports {
  readonly #options: SpillReportsOptions
  /** Monotonic moments of the last reports, by what they said. */
  readonly #reportedAt = new Map<string, number>()

  constructor(options: SpillReportsOptions) {
    this.#options = options
  }

  full(stats: SpillStats): void {
    const { directory, maxBytes, report } = this.#options
    if (!this.#isDue('full')) return
    report({
      level: 'warn',
      code: 'MON_SPILL_FULL',
      message: `The spill store in "${directory}" takes no more records: it has ${stats.bytes} of \`maxBytes\` ${maxBytes}, or the disk is too slow.`,
      details: { ...stats },
    })
  }

  failed(error: unknown): void {
    const { directory, report } = this.#options
    if (!this.#isDue('failed')) return
    report({
      level: 'error',
      code: 'MON_SPILL_FAILED',
      message: `The spill store in "${directory}" cannot be used now; records are held in memory. Check that the directory can be written and the disk is not full.`,
      error,
    })
  }

  damaged(entries: number): void {
    const { directory, report } = this.#options
    report({
      level: 'warn',
      code: 'MON_SPILL_DAMAGED',
      message: `${entries} entries of the spill store in "${directory}" are incomplete, as a process was killed while it wrote them or the disk is damaged; they are left out.`,
      details: { entries },
    })
  }

  retrieved(records: number): void {
    this.#options.report({
      level: 'info',
      code: 'MON_SPILL_RETRIEVED',
      message: `${records} records that a process could not deliver before its end are sent now.`,
      details: { records },
    })
  }

  takenOver(): void {
    const { directory, report } = this.#options
    report({
      level: 'warn',
      code: 'MON_SPILL_TAKEN_OVER',
      message: `Another process took over the spilled records in "${directory}", or they were deleted; this one had not written its lease for too long. Some records may be sent twice.`,
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
