import { readFileSync, readlinkSync } from 'node:fs'

/** Tells one process from every other one, on Linux. */
export interface ProcessMark {
  /** The kernel's start. */
  readonly boot: string
  /** The space in which the process id counts: a container has its own. */
  readonly namespace: string
  readonly pid: number
  /** When the process began, in clock ticks since the kernel's start: process ids are used again. */
  readonly start: string
}

/** How facts about processes are read; each throws when there is nothing to read. */
export interface ProcessFiles {
  read(path: string): string
  readLink(path: string): string
}

const PROC: ProcessFiles = {
  read: (path) => readFileSync(path, 'latin1'),
  readLink: (path) => readlinkSync(path),
}

const BOOT_ID = '/proc/sys/kernel/random/boot_id'
const NAMESPACE = '/proc/self/ns/pid'

/** Zombie and dead. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ENDED_STATES = ['Z', 'X', 'x']
/** Places of the state and the start time, counted behind the command's name. */
const STATE_FIELD = 0
const START_FIELD = 19

/** The mark of this process, or undefined where the system does not tell. */
export function ownMark(files: ProcessFiles = PROC): ProcessMark | undefined {
  try {
    const { pid } = process
    const { start } = statusOf(pid, files)
    return { boot: files.read(BOOT_ID).trim(), namespace: files.readLink(NAMESPACE), pid, start }
  } catch {
    return undefined
  }
}

/** Whether the process with that mark is gone; undefined when it cannot be seen from here. */
export function isGone(mark: ProcessMark, files: ProcessFiles = PROC): boolean | undefined {
  const own = ownMark(files)
  if (own === undefined || own.boot !== mark.boot || own.namespace !== mark.namespace) return undefined
  try {
    const { state, start } = statusOf(mark.pid, files)
    return start !== mark.start || ENDED_STATES.includes(state)
  } catch {
    return true
  }
}

function statusOf(pid: number, files: ProcessFiles): { readonly state: string; readonly start: string } {
  const text = files.read(`/proc/${pid}/stat`)
  // The command's name is in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const { [STATE_FIELD]: state, [START_FIELD]: start } = fields
  if (state === undefined || start === undefined) throw new Error('Not the status of a process.')
  return { state, start }
}
