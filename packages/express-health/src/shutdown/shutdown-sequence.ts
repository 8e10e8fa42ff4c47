import type { Clock } from '@org/core'
import { processLifecycle } from '@org/core/lifecycle'
import { tellOfCompletion, tellOfStart } from './group-statements.js'
import type { StartedHooks } from './shutdown-hooks.js'
import type { ShutdownMember } from './shutdown-member.js'
import type { ShutdownSignal } from './shutdown-signal.js'

/** Time that is kept free before the process is killed, in ms: what is not delivered by then is left where it can be found. */
const EXIT_RESERVE_MS = 500

/**
 * The phases of a shutdown. Each begins when all servers have finished the one before: a hook of one may close what
 * requests to another still need.
 */
export class ShutdownSequence {
  readonly #members: ReadonlySet<ShutdownMember>
  /** Servers may share a health object, which is drained and closed once. */
  readonly #drained = new Set<object>()
  readonly #closed = new Set<object>()
  readonly #startedHooks: StartedHooks = new Map()
  readonly #late: Promise<void>[] = []

  constructor(members: ReadonlySet<ShutdownMember>) {
    this.#members = members
  }

  /** Resolves with the exit code when everything is done but the exit. Never rejects. */
  async run(clock: Clock, signal: ShutdownSignal | undefined): Promise<0 | 1> {
    const startedAt = clock.monotonic()
    const elapsed = (): number => clock.monotonic() - startedAt
    const members = [...this.#members]
    tellOfStart(members, signal)
    for (const member of members) this.#drain(member)
    await Promise.all(members.map(readinessDelay))
    await Promise.all(members.map((member) => member.close()))
    await Promise.all(members.map((member) => this.#runHooks(member)))
    await Promise.all(this.#late)

    const exitCode = [...this.#members].some((member) => member.exitCode === 1) ? 1 : 0
    // Before telemetry is flushed for the last time: this may be logged.
    tellOfCompletion([...this.#members], elapsed(), exitCode)
    await processLifecycle().flush(flushTimeoutMs([...this.#members], elapsed()))
    return exitCode
  }

  /** Takes along a server that came when the shutdown had begun. No balancer was told of it, so that none is waited for. */
  endLate(member: ShutdownMember): void {
    this.#drain(member)
    this.#late.push(member.close().then(() => this.#runHooks(member)))
  }

  #drain(member: ShutdownMember): void {
    if (isNew(member.health, this.#drained)) member.drainHealth()
    member.announce()
  }

  #runHooks(member: ShutdownMember): Promise<void> {
    // The checks would fail, and say so, when the hooks close what they ask.
    if (isNew(member.health, this.#closed)) member.closeHealth()
    return member.runHooks(this.#startedHooks)
  }
}

function isNew(value: object, known: Set<object>): boolean {
  const isKnown = known.has(value)
  known.add(value)
  return !isKnown
}

function readinessDelay({ clock, times }: ShutdownMember): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, times.readinessDelayMs)
  })
}

/** As long as hooks have, but not past the kill. When that time has passed already, `stopTimeoutMs` cannot be right. */
function flushTimeoutMs(members: readonly ShutdownMember[], elapsedMs: number): number {
  const wanted = Math.max(...members.map(({ times }) => times.hookTimeoutMs))
  const untilKill = Math.min(...members.map(({ times }) => times.stopTimeoutMs)) - elapsedMs
  return untilKill <= 0 ? wanted : Math.min(wanted, Math.max(0, untilKill - EXIT_RESERVE_MS))
}
