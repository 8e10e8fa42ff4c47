import type { Cancel, Clock } from '../clock.js'
import { outsideContext } from '../context/scope.js'
import type { FailureKind } from '../failure.js'
import { guardedCall } from '../reporting/guarded-call.js'
import { REPEAT_INTERVAL_MS } from '../reporting/limiter.js'
import { createReport, type Report } from '../reporting/report.js'
import { articled, counted } from '../reporting/words.js'
import type { DropReason } from './account/drop-reason.js'
import type { Ledger } from './account/ledger.js'
import { LossTally } from './account/loss-tally.js'
import type { ResolvedDeliveryOptions } from './options.js'

/** Items that go back to be sent again, and why. */
interface Trouble {
  readonly kind: FailureKind
  readonly code: string
  readonly items: number
  /** Items that the pipe holds now. */
  readonly held: number
  readonly error?: unknown
  /** They may have been accepted all the same. */
  readonly ambiguous?: boolean | undefined
}

type ReporterOptions<T> = Pick<
  ResolvedDeliveryOptions<T>,
  'name' | 'noun' | 'describe' | 'clock' | 'report' | 'onDiagnostic' | 'onUnsent' | 'onIdle' | 'onLoss'
>

/** Trouble is told at its edges, and what lasts or flaps at most once a minute. */
export class Reporter<T> {
  readonly #options: ReporterOptions<T>
  readonly #clock: Clock
  readonly #report: Report
  /** Losses that were not told in a diagnostic, and those that the application was not handed. */
  readonly #untold = new LossTally()
  #unhanded: LossTally | undefined
  #cancelLosses: Cancel | undefined
  #lossesToldAt = Number.NEGATIVE_INFINITY
  #lossesHandedAt = Number.NEGATIVE_INFINITY
  /** Trouble was told whose end was not. */
  #isTroubleTold = false

  constructor(options: ReporterOptions<T>) {
    this.#options = options
    this.#clock = options.clock
    this.#report =
      options.report ?? createReport({ source: options.name, clock: options.clock, onDiagnostic: options.onDiagnostic })
  }

  trouble(trouble: Trouble): void {
    if (trouble.kind === 'unavailable') this.#unavailable(trouble)
    else if (!this.#isTroubleTold) this.#retrying(trouble)
  }

  rejected(item: T, code: string, error: unknown): void {
    const what = guardedCall(() => this.#options.describe?.(item), ignore)
    this.#report.seldom({
      level: 'error',
      code: 'MON_DELIVERY_REJECTED',
      subject: what === undefined ? code : `${what} (${code})`,
      message: `The service refused ${articled(this.#options.noun)} for good${what === undefined ? '' : `: ${what}`}. It is counted as rejected (${code}).`,
      error,
    })
  }

  /** A request was taken as a whole. */
  recovery(): void {
    if (!this.#isTroubleTold) return
    this.#isTroubleTold = false
    // What takes nothing is told each time that it begins; what flaps is not.
    this.#report.forget('MON_DELIVERY_UNAVAILABLE')
    this.#report({
      level: 'info',
      code: 'MON_DELIVERY_RECOVERED',
      message: `${capital(this.#options.noun)}s are delivered again.`,
    })
  }

  /** An item was lost. It is told soon, while it happens, but not within the call that lost it. */
  lost(reason: DropReason, priority: number, ledger: Ledger): void {
    const now = this.#clock.now()
    this.#untold.add(reason, priority, now)
    this.#unhanded ??= new LossTally()
    this.#unhanded.add(reason, priority, now)
    if (this.#cancelLosses !== undefined) return
    const waited = this.#clock.monotonic() - this.#lossesToldAt
    this.#cancelLosses = outsideContext(() =>
      this.#clock.schedule(() => this.#tellLosses(ledger), Math.max(0, REPEAT_INTERVAL_MS - waited)),
    )
  }

  /** Items were delivered, so the application can be handed what was lost before; where losses last, once a minute. */
  handLosses(): void {
    if (this.#clock.monotonic() - this.#lossesHandedAt >= REPEAT_INTERVAL_MS) this.#handLosses()
  }

  /** Nothing is held any more. */
  idle(): void {
    const { onIdle } = this.#options
    if (onIdle !== undefined) this.guarded('onIdle', onIdle)
  }

  /** The end of the pipe. @param unsent What nobody took. */
  end(ledger: Ledger, unsent: readonly T[]): void {
    if (unsent.length > 0) this.guarded('onUnsent', () => this.#options.onUnsent?.(unsent))
    this.#tellLosses(ledger)
    this.#handLosses()
  }

  /** Calls a callback of the application, which belongs to no request. */
  guarded<R>(name: string, callback: () => R): R | undefined {
    return guardedCall(
      () => outsideContext(callback),
      (error) => this.callbackFailed(name, error),
    )
  }

  callbackFailed(name: string, error: unknown): void {
    this.#report.callbackFailed(name, error)
  }

  #handLosses(): void {
    const losses = this.#unhanded?.take()
    if (losses === undefined) return
    this.#unhanded = undefined
    this.#lossesHandedAt = this.#clock.monotonic()
    this.guarded('onLoss', () => this.#options.onLoss?.(losses))
  }

  #tellLosses(ledger: Ledger): void {
    this.#cancelLosses?.()
    this.#cancelLosses = undefined
    const losses = this.#untold.take()
    if (losses === undefined) return
    this.#lossesToldAt = this.#clock.monotonic()
    // The pace is kept here, and at the end the rest is told whenever that is.
    this.#report.forget('MON_DELIVERY_LOST')
    const reasons = Object.entries(losses.byReason).map(([reason, count]) => `${count} ${reason}`)
    const inAll = ledger.droppedInAll === losses.total ? '' : ` ${ledger.droppedInAll} since the start.`
    this.#report({
      level: 'error',
      code: 'MON_DELIVERY_LOST',
      message: `${this.#count(losses.total)} ${losses.total === 1 ? 'was' : 'were'} lost: ${reasons.join(', ')}.${inAll}`,
      details: { ...losses, inAll: ledger.droppedInAll },
    })
  }

  #retrying({ kind, code, items, held, error, ambiguous = false }: Trouble): void {
    const isOne = items === 1
    const isTold = this.#report.seldom({
      level: 'warn',
      code: kind === 'throttled' ? 'MON_DELIVERY_THROTTLED' : 'MON_DELIVERY_RETRYING',
      message: ambiguous
        ? `Whether ${this.#count(items)} of a request arrived is not known (${code}); ${isOne ? 'it is' : 'they are'} sent again and may arrive twice.`
        : `${this.#count(items)} of a request ${isOne ? 'was' : 'were'} not taken (${code}); ${isOne ? 'it is' : 'they are'} sent again.`,
      error,
      details: { items, held },
    })
    if (isTold) this.#isTroubleTold = true
  }

  #unavailable({ code, held, error }: Trouble): void {
    const isTold = this.#report.seldom({
      level: 'error',
      code: 'MON_DELIVERY_UNAVAILABLE',
      message: `The destination takes nothing (${code}). ${capital(this.#count(held))} ${held === 1 ? 'is' : 'are'} held and it is tried again slowly; check that it exists, the region, the credentials and the permissions.`,
      error,
      details: { held },
    })
    if (isTold) this.#isTroubleTold = true
  }

  #count(items: number): string {
    return counted(items, this.#options.noun)
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function ignore(): void {}
