import { outsideContext } from '../../context/scope.js'
import type { RequestFailure } from '../../failure.js'
import type { Holdings } from '../holdings.js'
import type { ResolvedDeliveryOptions } from '../options.js'
import type { Entry } from '../queue/entry.js'
import type { ItemBuffer } from '../queue/item-buffer.js'
import type { Reporter } from '../reporter.js'
import type { BatchSchedule } from './batch-schedule.js'
import { classifyRejection } from './classify-rejection.js'
import { Drain } from './drain.js'
import type { ItemFailure, SendOutcome } from './failure.js'
import { Gate } from './pace.js'
import { type Request, startRequest } from './request.js'

/** What sending works with. */
interface SendingParts<T> {
  readonly options: ResolvedDeliveryOptions<T>
  readonly buffer: ItemBuffer<T>
  readonly schedule: BatchSchedule<T>
  readonly holdings: Holdings<T>
  readonly reporter: Reporter<T>
}

/** What is under way. */
export interface InFlight {
  readonly requests: number
  readonly items: number
  readonly bytes: number
}

/** Sends what is due, and decides what becomes of it when it fails. */
export class Sending<T> {
  readonly gate: Gate
  readonly drain = new Drain()
  readonly #parts: SendingParts<T>
  readonly #requests = new Set<Request<T>>()
  #isPumpRequested = false
  #suspectsWereLast = false

  constructor(parts: SendingParts<T>) {
    const { retry, concurrency, random } = parts.options
    this.#parts = parts
    this.gate = new Gate(retry, concurrency, random)
  }

  get inFlight(): InFlight {
    let items = 0
    let bytes = 0
    for (const request of this.#requests) {
      items += request.entries.length
      bytes += request.bytes
    }
    return { requests: this.#requests.size, items, bytes }
  }

  /** Trying now would be in vain: the destination took nothing, and it is not yet time for another look. */
  get isInVain(): boolean {
    return this.gate.unavailable && this.#requests.size === 0 && this.#now() < this.gate.closedUntil
  }

  /** Looks once this turn is over. */
  pumpSoon(): void {
    if (this.#isPumpRequested) return
    this.#isPumpRequested = true
    outsideContext(() =>
      queueMicrotask(() => {
        this.#isPumpRequested = false
        this.pump()
      }),
    )
  }

  /** Sends what is due, and sees to it that it is called when more is. */
  pump(): void {
    const { buffer, schedule, holdings } = this.#parts
    const now = this.#now()
    buffer.release(now)
    while (this.#requests.size < this.gate.concurrency && now >= this.gate.closedUntil) {
      const entries = this.#nextBatch(now)
      if (entries === undefined) break
      this.#dispatch(entries)
    }
    const isBusy = this.#requests.size >= this.gate.concurrency
    schedule.wakeAt(isBusy ? undefined : schedule.nextMoment(now, holdings.mark, this.gate))
  }

  /** From now on there is a deadline: no backoff takes longer than it leaves. */
  beginDrain(timeoutMs: number): void {
    const now = this.#now()
    this.drain.begin(now, timeoutMs)
    const soon = this.drain.soon(now)
    this.gate.hasten(this.gate.unavailable ? now : soon)
    this.#parts.buffer.hasten(soon)
  }

  /** Gives up what is under way. @returns its entries */
  abort(reason: Error): readonly Entry<T>[] {
    this.#parts.schedule.wakeAt(undefined)
    const requests = [...this.#requests]
    this.#requests.clear()
    for (const request of requests) request.abort(reason)
    return requests.flatMap((request) => request.entries)
  }

  /** Gives up what is under way, and sends nothing by itself for a while. */
  rest(reason: Error): void {
    const { buffer, schedule, holdings, options } = this.#parts
    const now = this.#now()
    const entries = this.abort(reason)
    holdings.ledger.ambiguous += entries.length
    buffer.restore(entries, now)
    if (holdings.count > 0) schedule.wakeAt(now + options.retry.probeIntervalMs)
  }

  #now(): number {
    return this.#parts.options.clock.monotonic()
  }

  /** Suspects and fresh items take turns, so that a flood of refused items does not hold up the others. */
  #nextBatch(now: number): readonly Entry<T>[] | undefined {
    const { buffer } = this.#parts
    let batch = this.#suspectsWereLast ? this.#takeDue(now) : buffer.takeSuspects()
    const isTurn = batch.length > 0
    if (!isTurn) batch = this.#suspectsWereLast ? buffer.takeSuspects() : this.#takeDue(now)
    if (isTurn) this.#suspectsWereLast = !this.#suspectsWereLast
    return batch.length === 0 ? undefined : batch
  }

  #takeDue(now: number): readonly Entry<T>[] {
    const { buffer, schedule, holdings, options } = this.#parts
    if (!schedule.isDue(now, holdings.mark)) return []
    // One item is enough to learn whether anything is taken; the newest, since what is wrong may have been put right.
    return this.gate.doubtful ? buffer.takeNewest() : buffer.takeBatch(options.limits)
  }

  #dispatch(entries: readonly Entry<T>[]): void {
    const { send, requestTimeoutMs, clock } = this.#parts.options
    const request = startRequest(entries, send, requestTimeoutMs, clock)
    this.#requests.add(request)
    for (const entry of entries) {
      if (entry.attempts > 0) this.#parts.holdings.ledger.retried += 1
      entry.attempts += 1
    }
    request.answer.then(
      (outcome) => this.#answered(request, outcome),
      (error: unknown) => this.#failed(request, error),
    )
  }

  #answered(request: Request<T>, outcome: SendOutcome): void {
    if (!this.#requests.delete(request)) return
    const { holdings, reporter } = this.#parts
    const failures = new Map<number, ItemFailure>()
    for (const failure of outcome.failed ?? []) failures.set(failure.index, failure)
    const accepted = request.entries.filter((_entry, index) => !failures.has(index))
    holdings.deliver(accepted, outcome.billedBytes)
    if (accepted.length > 0) this.gate.succeeded(failures.size > 0)
    if (failures.size > 0) this.#returnItems(request, failures, accepted.length === 0)
    else reporter.recovery()
    if (accepted.length > 0) reporter.handLosses()
    this.#afterRequest()
  }

  #failed(request: Request<T>, error: unknown): void {
    if (!this.#requests.delete(request)) return
    const { reporter, options } = this.#parts
    const failure = classifyRejection(error, options.classify, (mistake) =>
      reporter.callbackFailed('classify', mistake),
    )
    if (failure.kind === 'rejected') this.#isolate(request.entries, failure)
    else this.#returnRequest(request, failure)
    this.#afterRequest()
  }

  #afterRequest(): void {
    if (this.gate.unavailable && this.#requests.size === 0) {
      // Nobody waits for what cannot come; probing again within a shutdown would only spend its time.
      this.#parts.holdings.stopWaiting()
      if (this.drain.isOn) return
    }
    this.pump()
  }

  /** The service answered, but refused some items. */
  #returnItems(
    { entries, begunAt }: Request<T>,
    failures: ReadonlyMap<number, ItemFailure>,
    nothingAccepted: boolean,
  ): void {
    const { buffer, holdings, reporter } = this.#parts
    const now = this.#now()
    let backoff: ((attempts: number) => number) | undefined
    const again: Entry<T>[] = []
    let cause: ItemFailure | undefined
    for (const [index, failure] of failures) {
      const entry = entries[index]
      if (entry === undefined) continue
      if (failure.kind === 'rejected') {
        holdings.giveUp(entry, 'rejected')
        reporter.rejected(entry.item, failure.code, undefined)
        continue
      }
      backoff ??= this.gate.itemBackoff()
      entry.notBefore = now + this.drain.within(backoff(entry.attempts), now)
      again.push(entry)
      if (cause === undefined || failure.kind === 'throttled') cause = failure
    }
    if (cause === undefined) {
      if (nothingAccepted) this.gate.reached()
      return
    }
    // A request of which nothing was taken says as much as one that failed: fresh items would fare no better.
    const kind = nothingAccepted ? this.#closeGate(cause, now, begunAt) : cause.kind
    if (!nothingAccepted && kind === 'throttled') this.gate.slowDown()
    this.#putBack(again, now, (young) => buffer.restore(young, now))
    reporter.trouble({ kind, code: cause.code, items: again.length, held: holdings.count })
  }

  /** The request failed as a whole for a reason that has nothing to do with its items. */
  #returnRequest({ entries, begunAt }: Request<T>, failure: RequestFailure): void {
    const { buffer, holdings, reporter } = this.#parts
    const now = this.#now()
    const kind = this.#closeGate(failure, now, begunAt)
    for (const entry of entries) entry.notBefore = now
    if (failure.ambiguous === true) holdings.ledger.ambiguous += entries.length
    this.#putBack(entries, now, (young) => buffer.restore(young, now))
    reporter.trouble({ ...failure, kind, items: entries.length, held: holdings.count })
  }

  /** Puts failed entries back, but those that have failed for too long. */
  #putBack(entries: readonly Entry<T>[], now: number, place: (young: readonly Entry<T>[]) => void): void {
    const { holdings, options } = this.#parts
    const young: Entry<T>[] = []
    const old: Entry<T>[] = []
    for (const entry of entries) {
      entry.firstFailedAt ??= now
      ;(now - entry.firstFailedAt < options.retry.maxAgeMs ? young : old).push(entry)
    }
    place(young)
    for (const entry of old) holdings.giveUp(entry, 'expired')
  }

  #closeGate(
    failure: Pick<RequestFailure, 'kind' | 'otherwise'>,
    now: number,
    begunAt: number,
  ): RequestFailure['kind'] {
    const kind = this.gate.failed(failure, now, { hurried: this.drain.isOn, begunAt })
    this.gate.hasten(this.drain.soon(now))
    return kind
  }

  /** The service refuses the content: halve the batch until the refused item stands alone. */
  #isolate(entries: readonly Entry<T>[], failure: RequestFailure): void {
    const { buffer, holdings, reporter } = this.#parts
    const now = this.#now()
    this.gate.refused(now)
    this.gate.hasten(this.drain.soon(now))
    if (entries.length > 1) {
      this.#putBack(entries, now, (young) => buffer.suspect(young))
      return
    }
    for (const entry of entries) {
      holdings.giveUp(entry, 'rejected')
      reporter.rejected(entry.item, failure.code, failure.error)
    }
  }
}
