import type { DropReason } from './drop-reason.js'

/** Counts by reason; a reason without a count is not there. */
export type CountsByReason = Readonly<Partial<Record<DropReason, number>>>

/**
 * The account of a flush or a shutdown. Each item is in exactly one of `delivered`, `dropped`, `spilled` and
 * `pending`. That of a flush is of what was held when it was called; that of a shutdown is of everything that
 * was ever offered.
 */
export interface DeliveryResult {
  /** Accepted by the service. */
  readonly delivered: number
  /** Given up, and why in `byReason`. */
  readonly dropped: number
  /** Kept outside of memory, to be sent later, by this process or the next. */
  readonly spilled: number
  /** Still held, because the time was up or the destination takes nothing. 0 after a shutdown. */
  readonly pending: number
  /** What was dropped, by reason; the counts add up to `dropped`. */
  readonly byReason: CountsByReason
}

/** The account of those who had nothing to deliver. */
export const NOTHING_HELD: DeliveryResult = Object.freeze({
  delivered: 0,
  dropped: 0,
  spilled: 0,
  pending: 0,
  byReason: Object.freeze({}),
})
