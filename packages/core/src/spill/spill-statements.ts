import type { Statement } from '../reporting/diagnostic.js'
import { counted } from '../reporting/words.js'
import type { SpillStats } from './spill-store.js'

/** What a store in a directory has to say about itself. */

export function full(directory: string, maxBytes: number, stats: SpillStats): Statement {
  return {
    level: 'warn',
    code: 'MON_SPILL_FULL',
    message: `The spill store in "${directory}" takes no more: it has ${stats.bytes} of \`maxBytes\` ${maxBytes}, or the disk is too slow.`,
    details: { ...stats },
  }
}

export function failed(directory: string, error: unknown): Statement {
  return {
    level: 'error',
    code: 'MON_SPILL_FAILED',
    message: `The spill store in "${directory}" cannot be used now; what it should keep is held in memory. Check that the directory can be written and the disk is not full.`,
    error,
  }
}

export function damaged(directory: string, entries: number): Statement {
  return {
    level: 'warn',
    code: 'MON_SPILL_DAMAGED',
    message: `${counted(entries, 'entry', 'entries')} of the spill store in "${directory}" ${entries === 1 ? 'is' : 'are'} incomplete, as a process was killed while it wrote or the disk is damaged; left out.`,
    details: { entries },
  }
}

export function retrieved(lines: number): Statement {
  return {
    level: 'info',
    code: 'MON_SPILL_RETRIEVED',
    message: `${counted(lines, 'line')} that a process could not deliver before its end ${lines === 1 ? 'is' : 'are'} sent now.`,
    details: { lines },
  }
}

export function takenOver(directory: string): Statement {
  return {
    level: 'warn',
    code: 'MON_SPILL_TAKEN_OVER',
    message: `Another process took over what was spilled in "${directory}", or it was deleted; this one had not written its lease for too long. Some of it may be sent twice.`,
  }
}
