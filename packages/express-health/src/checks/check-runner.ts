import { type Cancel, type Clock, ConfigurationError } from '@org/core'
import { outsideContext } from '@org/core/context'
import { guardedCall, isThenable } from '@org/core/reporting'
import type { ResolvedCheck } from './check.js'
import { failedOutcome, type RunOutcome, readOutcome } from './check-outcome.js'
import { type SettledState, settle, UNKNOWN_STATE } from './hysteresis.js'

/** Where a check stands, as its runner knows it. */
export interface RunnerState extends SettledState {
  readonly outcome: RunOutcome | undefined
  /** Wall clock of the last result, milliseconds since the epoch. */
  readonly checkedAt: number | undefined
  /** How long the last run took, in milliseconds. */
  readonly durationMs: number | undefined
  /** Monotonic time after which the last result says nothing about now. */
  readonly freshUntil: number
}

/** Interval between runs is drawn from 90 % to 110 %, so that a fleet does not ask its database in step. */
const JITTER = 0.1

/** Runs that ignored their abort signal and have not ended. Past this many, no new run adds to the pile. */
const MAX_UNSETTLED_RUNS = 3

/**
 * Runs one check in the background, one run at a time. Every run ends at its deadline at the latest, so a
 * dependency that never answers can neither stop the schedule nor leave the last good verdict standing.
 */
export class CheckRunner {
  readonly check: ResolvedCheck
  readonly #clock: Clock
  readonly #random: () => number
  readonly #onResult: (runner: CheckRunner) => void
  #state: RunnerState = {
    ...UNKNOWN_STATE,
    outcome: undefined,
    checkedAt: undefined,
    durationMs: undefined,
    freshUntil: Number.POSITIVE_INFINITY,
  }
  #cancelNext: Cancel = () => {}
  #abortRun: () => void = () => {}
  #unsettledRuns = 0
  #isRunning = false
  #stopped = false

  constructor(
    check: ResolvedCheck,
    context: {
      readonly clock: Clock
      readonly random: () => number
      readonly onResult: (runner: CheckRunner) => void
    },
  ) {
    this.check = check
    this.#clock = context.clock
    this.#random = context.random
    this.#onResult = context.onResult
  }

  get state(): RunnerState {
    return this.#state
  }

  /**
   * Starts the schedule. A liveness check has its first result before this returns; a readiness check
   * runs as soon as the caller's own work is done.
   * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when a liveness check returns a promise.
   */
  start(): void {
    // Whoever makes a health object within a request must not have all later runs in that request's context.
    outsideContext(() => {
      if (this.check.role === 'liveness') {
        this.#record(this.#runLocal({ refusePromise: true }), 0)
        this.#scheduleNext()
      } else {
        this.#cancelNext = this.#clock.schedule(() => this.#run(), 0)
      }
    })
  }

  /** Runs the check now instead of at its time, unless a run is in progress or the schedule has ended. */
  runNow(): void {
    if (this.#stopped || this.#isRunning) return
    this.#cancelNext()
    outsideContext(() => this.#run())
  }

  /** Ends the schedule and aborts the run in progress, whose result is ignored. */
  stop(): void {
    this.#stopped = true
    this.#cancelNext()
    this.#abortRun()
  }

  #run(): void {
    this.#isRunning = true
    const startedAt = this.#clock.monotonic()
    if (this.check.role === 'liveness') {
      this.#conclude(this.#runLocal({ refusePromise: false }), startedAt)
    } else if (this.#unsettledRuns >= MAX_UNSETTLED_RUNS) {
      const output = `not run: ${this.#unsettledRuns} earlier runs passed their deadline and never ended; let \`run\` end when its signal aborts`
      this.#conclude({ status: 'fail', output }, startedAt)
    } else {
      this.#runWithDeadline(startedAt)
    }
  }

  #runLocal({ refusePromise }: { readonly refusePromise: boolean }): RunOutcome {
    const errors: unknown[] = []
    const value = guardedCall(
      () => this.check.run(new AbortController().signal),
      (error) => errors.push(error),
    )
    if (errors.length > 0) return failedOutcome(errors[0])
    if (!isThenable(value)) return readOutcome(value)
    const output = `the liveness check \`${this.check.name}\` returned a promise; liveness checks must be synchronous and local`
    if (refusePromise) throw new ConfigurationError(`${output}. Use role \`readiness\` for what has to be awaited.`)
    return { status: 'warn', output }
  }

  #runWithDeadline(startedAt: number): void {
    const controller = new AbortController()
    let pending = true
    const conclude = (outcome: RunOutcome): void => {
      if (!pending) return
      pending = false
      cancelDeadline()
      this.#conclude(outcome, startedAt)
    }
    // The verdict comes first: what the aborted run throws afterwards is only the echo of the deadline.
    const cancelDeadline = this.#clock.schedule(() => {
      conclude({ status: 'fail', output: `timed out after ${this.check.timeoutMs} ms` })
      controller.abort(new DOMException(`The check passed its deadline of ${this.check.timeoutMs} ms.`, 'TimeoutError'))
    }, this.check.timeoutMs)
    this.#abortRun = () => {
      pending = false
      cancelDeadline()
      controller.abort(new DOMException('The health object was closed.', 'AbortError'))
    }

    const answered = (value: unknown): void => conclude(readOutcome(value))
    const failed = (error: unknown): void => conclude(failedOutcome(error))
    try {
      const value = this.check.run(controller.signal)
      if (isThenable(value)) this.#await(value, answered, failed)
      else answered(value)
    } catch (error) {
      failed(error)
    }
  }

  #await(value: PromiseLike<unknown>, answered: (value: unknown) => void, failed: (error: unknown) => void): void {
    this.#unsettledRuns += 1
    const settled = (): void => {
      this.#unsettledRuns -= 1
    }
    // Through a promise of ours: a foreign thenable may answer twice, or throw where it is asked.
    Promise.resolve(value).then(
      (resolved) => {
        settled()
        answered(resolved)
      },
      (error: unknown) => {
        settled()
        failed(error)
      },
    )
  }

  #conclude(outcome: RunOutcome, startedAt: number): void {
    if (this.#stopped) return
    this.#isRunning = false
    this.#abortRun = () => {}
    this.#record(outcome, this.#clock.monotonic() - startedAt)
    this.#scheduleNext()
    this.#onResult(this)
  }

  #record(outcome: RunOutcome, durationMs: number): void {
    const { intervalMs, timeoutMs } = this.check
    this.#state = {
      ...settle(this.#state, outcome.status, this.check),
      outcome,
      checkedAt: this.#clock.now(),
      durationMs,
      freshUntil: this.#clock.monotonic() + 2 * intervalMs + timeoutMs,
    }
  }

  #scheduleNext(): void {
    const delayMs = this.check.intervalMs * (1 - JITTER + 2 * JITTER * this.#random())
    this.#cancelNext = this.#clock.schedule(() => this.#run(), delayMs)
  }
}
