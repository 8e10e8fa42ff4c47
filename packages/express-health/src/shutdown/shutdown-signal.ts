import { constants } from 'node:os'

/** Signals that may ask a process to end. SIGBREAK is Ctrl-Break on Windows, and never comes elsewhere. */
export type ShutdownSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP' | 'SIGQUIT' | 'SIGUSR2' | 'SIGBREAK'

/** Every signal that may be asked for. */
export const SHUTDOWN_SIGNALS: readonly ShutdownSignal[] = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR2',
  'SIGBREAK',
]

/** Shells report death by signal n as 128 + n. https://tldp.org/LDP/abs/html/exitcodes.html */
const SIGNAL_EXIT_BASE = 128

/** Node's number of SIGBREAK, which systems other than Windows do not list. https://nodejs.org/api/os.html#signal-constants */
const SIGBREAK_NUMBER = 21

/** The code of a process that a signal ended. */
export function exitCodeOf(signal: ShutdownSignal): number {
  const numbers: Readonly<Record<string, number | undefined>> = constants.signals
  return SIGNAL_EXIT_BASE + (numbers[signal] ?? SIGBREAK_NUMBER)
}
