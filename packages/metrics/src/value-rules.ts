import type { Refusal } from './issues.js'
import { MAX_VALUE, MIN_MAGNITUDE } from './limits.js'

/** CloudWatch would refuse the whole request for one value that breaks this. */
export function isInRange(value: number): boolean {
  return value <= MAX_VALUE && value >= -MAX_VALUE
}

/** Why a value that is not in range is refused. */
export function refusalOf(value: number): Refusal {
  return Number.isFinite(value) ? 'outOfRange' : 'notFinite'
}

/** The value, or 0 for a magnitude that CloudWatch may not take. */
export function withoutUnderflow(value: number): number {
  return value < MIN_MAGNITUDE && value > -MIN_MAGNITUDE ? 0 : value
}

const SIGNIFICANT_DIGITS = 6

/**
 * Whole numbers as they are, others with 6 significant digits (at most 0.0005 % off): halves the
 * bytes of a histogram. Keeps order.
 */
export function compactValue(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(SIGNIFICANT_DIGITS))
}
