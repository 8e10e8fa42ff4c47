import type { Diagnostic } from '@org/core'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { assembleHealth, type Health } from '../health.js'
import type { HealthOptions } from '../options.js'
import type { HealthSnapshot } from '../probe/snapshot.js'
import type { HealthTransition } from '../probe/transition.js'

/** What {@link createTestHealth} takes: the options of `createHealth` without those that it sets itself. */
export interface TestHealthOptions extends Omit<HealthOptions, 'clock' | 'onDiagnostic'> {
  /** Wall clock at the start, milliseconds since the epoch. @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: number | undefined
}

/** A health object with everything around it that a test looks at. */
export interface TestHealth {
  /** As `createHealth` makes it. Its checks run when the clock is moved, or by `runChecks`. */
  readonly health: Health
  /** The time of the health object, which stands still until it is moved. */
  readonly clock: ManualClock
  /** Every change so far, also when `onTransition` is given. */
  readonly transitions: readonly HealthTransition[]
  /** What the health object said about itself so far. */
  readonly diagnostics: readonly Diagnostic[]
  /**
   * Runs every check that is not running, lets those answer that wait for nothing but promises, and resolves with what
   * came of it. Time stands still: one run that a check waits in ends with the clock, at the latest at its deadline.
   */
  runChecks(): Promise<HealthSnapshot>
}

/**
 * Makes a health object whose time stands still until told otherwise, and whose checks run on demand.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) as `createHealth` does.
 *
 * @example
 * ```ts
 * const { health, runChecks } = createTestHealth({ startReady: true, checks: [databaseCheck(brokenPool)] })
 * await runChecks()
 * health.snapshot().readiness // { status: 'fail', reason: 'database', … }
 * ```
 */
export function createTestHealth(options: TestHealthOptions = {}): TestHealth {
  const { now, onTransition, ...healthOptions } = options
  const clock = createManualClock(now === undefined ? {} : { now })
  const transitions: HealthTransition[] = []
  const diagnostics: Diagnostic[] = []
  const { health, runNow } = assembleHealth({
    // The middle: intervals are exactly as long as the options say.
    random: () => 0.5,
    ...healthOptions,
    clock,
    onTransition: (transition) => {
      transitions.push(transition)
      return onTransition?.(transition)
    },
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  })

  async function runChecks(): Promise<HealthSnapshot> {
    runNow()
    await clock.settle()
    return health.snapshot()
  }

  return { health, clock, transitions, diagnostics, runChecks }
}
