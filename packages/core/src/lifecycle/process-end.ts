import { constants } from 'node:os'
import { type Clock, systemClock } from '../clock.js'
import { outsideContext } from '../context/scope.js'
import { deliver } from './deliver.js'
import { EmptyLoop } from './empty-loop.js'
import { ForeignListeners, type WatchedProcess } from './foreign-listeners.js'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS, type Lifecycle } from './lifecycle.js'
import { type Participant, PHASES } from './participant.js'
import { RepeatedSignals } from './repeated-signals.js'
import { canBeThrownAgain, printUncaught, throwAgain } from './throw-again.js'
import { isToldByNode } from './thrown-by-listener.js'

/** Signals that end a process, and that it can see coming. SIGBREAK is Ctrl-Break on Windows. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const

const CRASH = 'uncaughtException'

/** Events of a crash: a listener of either that throws ends the process, before `exit` is emitted. */
const CRASH_EVENTS: readonly (string | symbol)[] = [CRASH, 'uncaughtExceptionMonitor']

/** The process with this id is never killed by a signal that nobody handles. https://man7.org/linux/man-pages/man2/kill.2.html */
const INIT_PROCESS_ID = 1

/** What a process ends with of which nobody caught an error, and of which a signal ended it. https://nodejs.org/api/process.html#exit-codes */
const CRASH_EXIT_CODE = 1
const SIGNAL_EXIT_CODE = 128

/** How the process ends once what is held is delivered, or the time is up; and where the application exits before that. */
interface Ending {
  readonly end: (later: NodeJS.Signals | undefined) => void
  readonly endInstead: () => number
}

/** What the end of a process is made with. */
export interface ProcessEndOptions {
  readonly watched?: WatchedProcess | undefined
  readonly clock?: Clock | undefined
  /** Signals reach the main thread alone. */
  readonly seesSignals?: boolean | undefined
  /** Throws an error as if nobody had caught it. */
  readonly throwAgain?: ((error: unknown, origin: unknown, before: () => void) => void) | undefined
}

/**
 * Watches how the process ends while anybody has something to lose, and never changes what would have happened:
 * a signal is raised again after the delivery, an uncaught exception is thrown again, so that Node prints it and
 * ends with its own exit code; and where others listen, they decide. Whatever is not delivered by then is left
 * by its participants where it can be found.
 */
export class ProcessEnd implements Lifecycle {
  readonly #process: WatchedProcess
  readonly #clock: Clock
  readonly #throwAgain: NonNullable<ProcessEndOptions['throwAgain']>
  readonly #participants = new Set<Participant>()
  readonly #listeners: ForeignListeners
  readonly #emptyLoop: EmptyLoop
  #isAttached = false
  /** An error waits to be thrown again. */
  #isCrashing = false
  /** What was held is left, and nothing is delivered any more. */
  #isOver = false
  readonly #repeated = new RepeatedSignals()
  /** Set while we end the process: waits for nobody any more. */
  #endNow: ((later: NodeJS.Signals) => void) | undefined
  /** Set until then: ends the process in place of an exit of the application, which would not have come so far. Returns the exit code. */
  #endInstead: (() => number) | undefined

  constructor(options: ProcessEndOptions = {}) {
    const { watched = process as WatchedProcess, clock = systemClock, seesSignals = true } = options
    this.#process = watched
    this.#clock = clock
    this.#throwAgain = options.throwAgain ?? throwAgain
    const own = new Map<string, (first: never, second: never) => void>([[CRASH, this.#onCrash]])
    if (seesSignals) for (const signal of SIGNALS) own.set(signal, this.#onSignal)
    this.#emptyLoop = new EmptyLoop({
      watched,
      isNeeded: () => this.#participants.size > 0,
      isBusy: () => [...this.#participants].some(isBusy),
      deliver: () => this.#deliverAtRest(),
    })
    this.#listeners = new ForeignListeners(watched, own, {
      onObserved: (event) => this.#onObserved(event),
      isLeftToNode: (event, [error, origin]) =>
        event === CRASH && this.#endNow === undefined && (this.#isOver || !canBeThrownAgain(error, origin)),
      onEmit: (event, args) => {
        if (event === 'exit') this.#onExitOfOthers(args)
      },
      onThrown: (event) => this.#onThrown(event),
      isOurs: (event) => this.#emptyLoop.isOurs(event) || (event === 'unhandledRejection' && this.#isCrashing),
    })
  }

  add(participant: Participant): void {
    // In listeners of `exit`: whoever listens from now on is not called.
    if (this.#isOver || this.#process._exiting === true) {
      abandonOne(participant)
      return
    }
    this.#participants.add(participant)
    this.#attach()
    this.#emptyLoop.needed()
  }

  remove(participant: Participant): void {
    this.#participants.delete(participant)
    // While ending, the listeners stay until the end: what is a consequence of it must find them.
    if (this.#participants.size === 0 && this.#endNow === undefined) this.#rest()
  }

  flush(timeoutMs: number): Promise<void> {
    return outsideContext(() => deliver(this.#participants, timeoutMs, this.#clock))
  }

  /** Others listen, and decide when the process ends; until then there is time to deliver. */
  #onObserved(event: string | symbol): void {
    void this.flush(event === CRASH ? CRASH_TIMEOUT_MS : END_TIMEOUT_MS)
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#process.pid === INIT_PROCESS_ID) {
      // Raised again, it would do nothing; the process goes on, as it would without us.
      void this.flush(END_TIMEOUT_MS)
      return
    }
    if (this.#endNow === undefined) {
      this.#endAfter(END_TIMEOUT_MS, {
        end: (later) => this.#raise(later ?? signal),
        endInstead: () => {
          this.#raise(signal)
          return SIGNAL_EXIT_CODE + (constants.signals[signal] ?? 0)
        },
      })
    }
    // Somebody does not want to wait.
    else if (this.#repeated.judge(this.#clock) === 'later') this.#endNow(signal)
  }

  /** The first error is the cause; what is thrown until the end is a consequence of a process that should be over. */
  readonly #onCrash = (error: unknown, origin: unknown): void => {
    if (this.#endNow !== undefined) return
    // With `--unhandled-rejections=strict` Node goes on to tell of the rejection, as somebody has caught it.
    this.#isCrashing = true
    // They have seen it, and would see it again, and what comes after it.
    this.#process.removeAllListeners('uncaughtExceptionMonitor')
    this.#endAfter(CRASH_TIMEOUT_MS, {
      end: () => this.#throwAgain(error, origin, () => this.#leaveTo(CRASH)),
      endInstead: () => {
        printUncaught(error)
        return CRASH_EXIT_CODE
      },
    })
  }

  /** Without us the process would have ended before the application could exit, with another code. */
  #onExitOfOthers(args: unknown[]): void {
    const endInstead = this.#endInstead
    if (endInstead === undefined) return
    this.#endInstead = undefined
    this.#isOver = true
    this.#abandon()
    const code = endInstead()
    this.#process.exitCode = code
    args[0] = code
  }

  /** Of a listener that throws while the process ends, Node calls no other any more, not even those of `exit`. */
  #onThrown(event: string | symbol): void {
    const isLast = event === 'exit' || (CRASH_EVENTS.includes(event) && isToldByNode())
    if (!isLast) return
    this.#isOver = true
    this.#abandon()
  }

  async #deliverAtRest(): Promise<void> {
    await this.flush(END_TIMEOUT_MS)
    for (const participant of this.#participants) restOne(participant)
  }

  readonly #onExit = (): void => this.#abandon()

  /** Ends the process once everything is delivered, the time is up, or a later signal comes. */
  #endAfter(timeoutMs: number, { end, endInstead }: Ending): void {
    this.#repeated.judge(this.#clock)
    this.#endInstead = endInstead
    const laterSignal = new Promise<NodeJS.Signals>((resolve) => {
      this.#endNow = resolve
    })
    const delivered = this.flush(timeoutMs).then(() => undefined)
    void Promise.race([delivered, laterSignal]).then((later) => {
      // The application has ended the process meanwhile.
      if (this.#isOver) return
      this.#isOver = true
      this.#abandon()
      end(later)
    })
  }

  #raise(signal: NodeJS.Signals): void {
    this.#leaveTo(signal)
    try {
      this.#process.kill(this.#process.pid, signal)
    } catch {
      // Windows raises no SIGHUP and no SIGBREAK, and ends at once by this one.
      this.#process.kill(this.#process.pid, 'SIGKILL')
    }
  }

  /** From now on the event does what it does without any listener: those who came since it was first seen would not have. */
  #leaveTo(event: string): void {
    this.#rest()
    this.#endInstead = undefined
    this.#isCrashing = false
    this.#listeners.detach(SIGNALS)
    this.#process.removeAllListeners(event)
  }

  #abandon(): void {
    const participants = [...this.#participants]
    this.#participants.clear()
    for (const phase of PHASES) {
      for (const participant of participants) if (participant.phase === phase) abandonOne(participant)
    }
  }

  #attach(): void {
    if (this.#isAttached) return
    this.#isAttached = true
    this.#process.on('exit', this.#onExit)
    this.#listeners.attach()
  }

  /**
   * Nobody has anything to lose. Of signals the listeners stay: one that the system has handed over, and Node has not
   * emitted yet, would reach nobody, and the process would go on.
   */
  #rest(): void {
    this.#isAttached = false
    this.#process.off('exit', this.#onExit)
    this.#listeners.detach([CRASH])
  }
}

function restOne(participant: Participant): void {
  try {
    participant.rest?.()
  } catch {
    // The process ends later, and nothing is lost by it.
  }
}

function isBusy(participant: Participant): boolean {
  try {
    return participant.isBusy?.() === true
  } catch {
    return false
  }
}

function abandonOne(participant: Participant): void {
  try {
    participant.abandon()
  } catch {
    // The others still have something to lose.
  }
}
