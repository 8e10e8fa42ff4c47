import type { Clock } from '../clock.js'
import { createReport, type DiagnosticHandler, type Report, summarizeError } from '../diagnostics.js'
import { guardedCall } from '../guarded-call.js'
import type { FailureKind } from './failure.js'
import type { Ledger, LossReport } from './ledger.js'

/** What lasts or flaps is reported at most this often, in ms; the counts stay exact. */
const REPORT_INTERVAL_MS = 60_000

/** Error codes come from outside, so that what is remembered of them is bounded. */
const MAX_SUBJECTS = 100

/** Items that go back to be sent again, and why. */
interface Trouble {
  readonly kind: FailureKind
  readonly code: string
  readonly items: number
  /** Items that the pipe holds now. */
  readonly held: number
  readonly error?: unknown
}

interface ReporterOptions<T> {
  readonly name: string
  readonly clock: Clock
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly onUnsent: ((items: readonly T[]) => void) | undefined
  readonly onIdle: (() => void) | undefined
  readonly onLoss: ((report: LossReport) => void) | undefined
}

/** Tells the application how its pipe fares: trouble on its edges, losses once they end, each at most once a minute. */
export class Reporter<T> {
  readonly #options: ReporterOptions<T>
  readonly #report: Report
  /** Monotonic moments of the last reports, by what they said. */
  readonly #reportedAt = new Map<string, number>()
  /** Trouble was reported whose end was not. */
  #inTrouble = false

  constructor(options: ReporterOptions<T>) {
    this.#options = options
    this.#report = createReport({ source: options.name, clock: options.clock, onDiagnostic: options.onDiagnostic })
  }

  trouble(trouble: Trouble): void {
    if (trouble.kind === 'unavailable') this.#unavailable(trouble)
    else if (!this.#inTrouble) this.#retrying(trouble)
  }

  rejected(code: string, error: unknown): void {
    if (!this.#isDue(`rejected ${code}`)) return
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_REJECTED',
      message: `The service refused an item for good (${code}${explanation(error)}); it is counted as rejected.`,
      ...(error === undefined ? {} : { error }),
    })
  }

  /** A request was taken as a whole. */
  recovery(): void {
    if (!this.#inTrouble) return
    this.#inTrouble = false
    this.#reportedAt.delete('unavailable')
    this.#report({ level: 'info', code: 'MON_DELIVERY_RECOVERED', message: 'Items are delivered again.' })
  }

  /** Items were delivered, so what was lost before can be told. */
  losses(ledger: Ledger): void {
    if (ledger.hasUnreportedLosses && this.#isDue('losses')) this.#lost(ledger.takeLossReport())
  }

  /** Nothing is held any more. */
  idle(): void {
    if (this.#options.onIdle !== undefined) this.#call(this.#options.onIdle)
  }

  /** The last words of a pipe. */
  end(ledger: Ledger, unsent: readonly T[]): void {
    if (unsent.length > 0) this.#call(() => this.#options.onUnsent?.(unsent))
    this.#lost(ledger.takeLossReport())
  }

  /** A callback of the application failed. */
  callbackFailed(error: unknown): void {
    this.#report({
      level: 'error',
      code: 'MON_CALLBACK_FAILED',
      message: 'A callback of the application threw.',
      error,
    })
  }

  #lost(losses: LossReport | undefined): void {
    if (losses === undefined) return
    const reasons = Object.entries(losses.byReason).map(([reason, count]) => `${count} ${reason}`)
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_LOST',
      message: `${losses.total} items were lost: ${reasons.join(', ')}.`,
      details: { ...losses },
    })
    this.#call(() => this.#options.onLoss?.(losses))
  }

  #retrying({ kind, code, items, held, error }: Trouble): void {
    if (!this.#isDue('retrying')) return
    this.#inTrouble = true
    this.#report({
      level: 'warn',
      code: kind === 'throttled' ? 'MON_DELIVERY_THROTTLED' : 'MON_DELIVERY_RETRYING',
      message: `${items} items of a request were not taken (${code}${explanation(error)}); they are sent again.`,
      ...(error === undefined ? {} : { error }),
      details: { items, held },
    })
  }

  #unavailable({ code, held, error }: Trouble): void {
    if (!this.#isDue('unavailable')) return
    this.#inTrouble = true
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_UNAVAILABLE',
      message: `The destination takes nothing (${code}${explanation(error)}). Items are held and it is tried again slowly; check that it exists, the region, the credentials and the permissions.`,
      ...(error === undefined ? {} : { error }),
      details: { held },
    })
  }

  #isDue(subject: string): boolean {
    const now = this.#options.clock.monotonic()
    const last = this.#reportedAt.get(subject)
    if (last !== undefined && now - last < REPORT_INTERVAL_MS) return false
    if (this.#reportedAt.size >= MAX_SUBJECTS) this.#reportedAt.clear()
    this.#reportedAt.set(subject, now)
    return true
  }

  #call(callback: () => unknown): void {
    guardedCall(callback, (error) => this.callbackFailed(error))
  }
}

function explanation(error: unknown): string {
  return error === undefined ? '' : `; ${summarizeError(error)}`
}
