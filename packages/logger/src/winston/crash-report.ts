/** Whether winston made the record for an uncaught exception or rejection; fields of an application do not look like that. */
export function isCrashReport(info: object): boolean {
  try {
    const { exception, rejection, trace, process: about } = info as Record<string, unknown>
    return (exception === true || rejection === true) && Array.isArray(trace) && typeof about === 'object'
  } catch {
    return false
  }
}

/** What of such a record must not be written: arguments of the process often hold secrets, and the rest is no part of an error. */
export const CRASH_REPORT_EXTRAS: ReadonlySet<string> = new Set(['process', 'os', 'trace', 'date'])
