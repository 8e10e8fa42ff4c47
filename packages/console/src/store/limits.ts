import { optionError } from '../errors.js'

/** How much the console keeps in memory. The oldest goes first; totals keep counting. */
export interface StoreLimits {
  readonly maxLogs: number
  readonly maxLogBytes: number
  readonly maxEvents: number
  readonly maxEventBytes: number
  readonly maxCalls: number
  /** Datums over all metrics; one datum holds up to 150 values. */
  readonly maxDatums: number
  readonly maxDatumBytes: number
  /** Metrics, that is, distinct sets of dimensions. */
  readonly maxSeries: number
  /** State changes kept for each alarm. */
  readonly maxAlarmHistory: number
}

export const DEFAULT_STORE_LIMITS: StoreLimits = Object.freeze({
  maxLogs: 50_000,
  maxLogBytes: 64 * 1024 * 1024,
  maxEvents: 10_000,
  maxEventBytes: 32 * 1024 * 1024,
  maxCalls: 10_000,
  maxDatums: 50_000,
  maxDatumBytes: 64 * 1024 * 1024,
  maxSeries: 2000,
  maxAlarmHistory: 50,
})

/** Fills in the defaults. @throws ConsoleError `MON_CONFIG_INVALID` on an unknown name or a limit that is not a whole number >= 1. */
export function resolveStoreLimits(limits: Partial<StoreLimits> = {}): StoreLimits {
  const known = Object.keys(DEFAULT_STORE_LIMITS)
  for (const [name, value] of Object.entries(limits)) {
    if (!known.includes(name)) throw optionError('limits', `an object with only ${known.join(', ')}`, name)
    if (value !== undefined && !(Number.isInteger(value) && value >= 1)) {
      throw optionError(`limits.${name}`, 'a whole number of at least 1', value)
    }
  }
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_STORE_LIMITS, ...Object.fromEntries(given) }
}
