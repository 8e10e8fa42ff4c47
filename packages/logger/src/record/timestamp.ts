const MILLISECONDS_PER_SECOND = 1_000

/** The range of dates. https://tc39.es/ecma262/#sec-time-values-and-time-range */
const MAX_TIME_MS = 8.64e15

/** The ends of timestamps by their millisecond, each made when it is first needed. */
const ENDS: string[] = []

let cachedSecond = Number.NaN
let cachedPrefix = ''

/** ISO 8601 in UTC with milliseconds, as `Date.prototype.toISOString`. The part up to the second is made once a second. */
export function formatTimestamp(epochMs: number): string {
  // A clock of the application that is out of range must not cost the record.
  if (!(Math.abs(epochMs) <= MAX_TIME_MS)) return formatTimestamp(0)
  const second = Math.floor(epochMs / MILLISECONDS_PER_SECOND)
  if (second !== cachedSecond) {
    cachedPrefix = new Date(second * MILLISECONDS_PER_SECOND).toISOString().slice(0, -4)
    cachedSecond = second
  }
  return cachedPrefix + endOf(Math.floor(epochMs - second * MILLISECONDS_PER_SECOND))
}

function endOf(millisecond: number): string {
  return ENDS[millisecond] ?? makeEnd(millisecond)
}

function makeEnd(millisecond: number): string {
  const end = `${String(millisecond).padStart(3, '0')}Z`
  ENDS[millisecond] = end
  return end
}
