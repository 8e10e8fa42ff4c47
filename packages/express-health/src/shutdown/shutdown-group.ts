import { outsideContext } from '@org/core/context'
import { RepeatedSignals } from '@org/core/lifecycle'
import { guardedCall } from '@org/core/reporting'
import { tellOfForcedExit, warnOfBudget } from './group-statements.js'
import type { ShutdownMember } from './shutdown-member.js'
import type { ShutdownProcess } from './shutdown-options.js'
import { ShutdownSequence } from './shutdown-sequence.js'
import { exitCodeOf, type ShutdownSignal } from './shutdown-signal.js'

/** All servers of one process, which ends once: on the first signal they shut down together, and exit once. */
export class ShutdownGroup {
  readonly #process: ShutdownProcess
  readonly #members = new Set<ShutdownMember>()
  /** Members whose signals are listened for. */
  readonly #listeners = new Set<ShutdownMember>()
  readonly #listening = new Set<ShutdownSignal>()
  readonly #repeated = new RepeatedSignals()
  readonly #sequence = new ShutdownSequence(this.#members)
  /** Monotonic ms of the first member's clock. */
  #startedAt: number | undefined
  #isOver = false

  constructor(source: ShutdownProcess) {
    this.#process = source
  }

  /** Whether a server that is made now belongs here: not when only the exit is left, or all have been disposed of meanwhile. */
  get takesNewcomers(): boolean {
    if (this.#startedAt === undefined) return true
    return !this.#isOver && this.#listeners.size > 0
  }

  /** Takes a server in and listens for its signals. */
  join(member: ShutdownMember): void {
    this.#members.add(member)
    this.#listeners.add(member)
    this.#updateSignals()
    warnOfBudget(member, this.#members)
    if (this.#startedAt !== undefined) this.#sequence.endLate(member)
  }

  /**
   * Listens no more for signals that this server alone asked for, and goes without it, unless the shutdown has begun.
   * @returns Whether the server is needed no more.
   */
  leave(member: ShutdownMember): boolean {
    this.#listeners.delete(member)
    this.#updateSignals()
    if (this.#startedAt !== undefined) return this.#isOver
    this.#members.delete(member)
    return true
  }

  /** Listens for nothing any more. */
  detach(): void {
    this.#listeners.clear()
    this.#updateSignals()
  }

  /** Begins the shutdown, unless it has begun. */
  start(member: ShutdownMember, signal?: ShutdownSignal): void {
    if (this.#startedAt !== undefined) return
    const { clock } = member
    const startedAt = clock.monotonic()
    this.#startedAt = startedAt
    this.#members.add(member)
    const release = clock.keepAlive()
    // Whoever asks for the shutdown within a request must not have the rest of it in that request's context.
    const exitCode = outsideContext(() => this.#sequence.run(clock, signal))
    void exitCode.then((code) => {
      this.#isOver = true
      for (const each of this.#members) each.finish(signal, clock.monotonic() - startedAt)
      // Whoever awaits `done` comes first; the hold on the process is let go only with the exit.
      setImmediate(() => {
        release()
        this.#exit(code)
      })
    })
  }

  readonly #onSignal = (signal: ShutdownSignal): void => {
    const [member] = this.#members
    if (member === undefined) return
    const verdict = this.#repeated.judge(member.clock)
    if (verdict === 'first') this.start(member, signal)
    if (verdict !== 'later') return
    tellOfForcedExit(this.#members, signal, member.clock.monotonic() - (this.#startedAt ?? 0))
    this.#exit(exitCodeOf(signal))
  }

  #updateSignals(): void {
    const wanted = new Set([...this.#listeners].flatMap(({ signals }) => signals))
    for (const signal of wanted) {
      if (this.#listening.has(signal)) continue
      this.#listening.add(signal)
      this.#process.on(signal, this.#onSignal)
    }
    for (const signal of this.#listening) {
      if (wanted.has(signal)) continue
      this.#listening.delete(signal)
      this.#process.off(signal, this.#onSignal)
    }
  }

  /** Who gives an exit of his own ends the process himself; servers may share it. */
  #exit(code: number): void {
    const given = new Map([...this.#members].map((member) => [member.exit, member]))
    for (const [exit, { report }] of given) {
      if (exit === undefined && given.size > 1) continue
      guardedCall(
        () => (exit === undefined ? this.#process.exit(code) : exit(code)),
        (error) => report.callbackFailed('exit', error),
      )
    }
  }
}
