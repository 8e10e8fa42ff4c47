import { expectInteger, expectKnownKeys } from '@org/core'

/** How much the console keeps in memory: whole numbers of at least 1. The oldest goes first; totals keep counting. */
export interface StoreLimits {
  /** Log lines. @defaultValue 50,000 */
  readonly maxLogs: number
  /** Bytes of log lines. @defaultValue 67,108,864 */
  readonly maxLogBytes: number
  /** Events. @defaultValue 10,000 */
  readonly maxEvents: number
  /** Bytes of events. @defaultValue 33,554,432 */
  readonly maxEventBytes: number
  /** Requests to the AWS-shaped endpoint. @defaultValue 10,000 */
  readonly maxCalls: number
  /** Datums over all metrics; one datum holds up to 150 values. @defaultValue 50,000 */
  readonly maxDatums: number
  /** Bytes of datums. @defaultValue 67,108,864 */
  readonly maxDatumBytes: number
  /** Metrics, that is, distinct sets of dimensions. The one that was longest without a datum goes first. @defaultValue 2,000 */
  readonly maxSeries: number
  /** State changes kept for each alarm. @defaultValue 50 */
  readonly maxAlarmHistory: number
}

/** How much is kept unless `limits` says otherwise. */
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

/** Fills in the defaults. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) on an unknown name or a limit that is not a whole number >= 1 */
export function resolveStoreLimits(limits: Partial<StoreLimits> = {}): StoreLimits {
  expectKnownKeys('limits', limits, Object.keys(DEFAULT_STORE_LIMITS))
  for (const [name, value] of Object.entries(limits)) {
    if (value !== undefined) expectInteger(`limits.${name}`, value, { min: 1, max: Number.MAX_SAFE_INTEGER })
  }
  const given = Object.entries(limits).filter(([, value]) => value !== undefined)
  return { ...DEFAULT_STORE_LIMITS, ...Object.fromEntries(given) }
}
