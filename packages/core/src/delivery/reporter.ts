import type { Clock } from '../clock.js'
import { createReport, type DiagnosticHandler, type Report, summarizeError } from '../diagnostics.js'
import type { FailureKind } from './failure.js'
import type { LossReport } from './ledger.js'

/** The diagnostic of an unavailable destination repeats at most this often, in ms. */
const UNAVAILABLE_INTERVAL_MS = 60_000

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
  readonly onLoss: ((report: LossReport) => void) | undefined
}

/** Tells the application how its pipe fares: trouble on its edges, losses once they end. */
export class Reporter<T> {
  readonly #options: ReporterOptions<T>
  readonly #report: Report
  #inTrouble = false
  #unavailableReportedAt: number | undefined

  constructor(options: ReporterOptions<T>) {
    this.#options = options
    this.#report = createReport({ source: options.name, clock: options.clock, onDiagnostic: options.onDiagnostic })
  }

  trouble(trouble: Trouble): void {
    if (trouble.kind === 'unavailable') this.#unavailable(trouble)
    else if (!this.#inTrouble) this.#retrying(trouble)
  }

  rejected(code: string, error: unknown): void {
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_REJECTED',
      message: `The service refused an item for good (${code}${explanation(error)}); it is counted as rejected.`,
      ...(error === undefined ? {} : { error }),
    })
  }

  /** Items were delivered. */
  recovery(losses: LossReport | undefined): void {
    if (this.#inTrouble || this.#unavailableReportedAt !== undefined) {
      this.#inTrouble = false
      this.#unavailableReportedAt = undefined
      this.#report({ level: 'info', code: 'MON_DELIVERY_RECOVERED', message: 'Items are delivered again.' })
    }
    this.loss(losses)
  }

  loss(losses: LossReport | undefined): void {
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

  unsent(items: readonly T[]): void {
    this.#call(() => this.#options.onUnsent?.(items))
  }

  #retrying({ kind, code, items, held, error }: Trouble): void {
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
    const now = this.#options.clock.monotonic()
    const last = this.#unavailableReportedAt
    if (last !== undefined && now - last < UNAVAILABLE_INTERVAL_MS) return
    this.#unavailableReportedAt = now
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_UNAVAILABLE',
      message: `The destination takes nothing (${code}${explanation(error)}). Items are held and it is tried again slowly; check that it exists, the region, the credentials and the permissions.`,
      ...(error === undefined ? {} : { error }),
      details: { held },
    })
  }

  #call(callback: () => void): void {
    try {
      callback()
    } catch (error) {
      this.#report({
        level: 'error',
        code: 'MON_CALLBACK_FAILED',
        message: 'A callback of the application threw.',
        error,
      })
    }
  }
}

function explanation(error: unknown): string {
  return error === undefined ? '' : `; ${summarizeError(error)}`
}
