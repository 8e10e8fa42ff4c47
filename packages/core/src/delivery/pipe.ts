import type { Cancel, Clock } from '../clock.js'
import { MonitoringError } from '../errors.js'
import { guardedCall } from '../guarded-call.js'
import type { Delivery, DeliveryStats } from './delivery.js'
import { Drain } from './drain.js'
import type { Entry } from './entry.js'
import type { FailureKind, ItemFailure, RequestFailure, SendOutcome } from './failure.js'
import type { FlushResult } from './flush-waiters.js'
import { Holdings } from './holdings.js'
import { Intake } from './intake.js'
import { ItemBuffer } from './item-buffer.js'
import type { ShutdownResult } from './ledger.js'
import { DELIVERY_DEFAULTS, type ResolvedDeliveryOptions } from './options.js'
import { Gate } from './pace.js'
import { Reporter } from './reporter.js'
import { type Request, startRequest } from './request.js'
import { WakeTimer } from './wake-timer.js'

/** The state of one delivery pipe and what moves it. */
export class Pipe<T> implements Delivery<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  readonly #clock: Clock
  readonly #intake: Intake<T>
  readonly #buffer = new ItemBuffer<T>()
  readonly #gate: Gate
  readonly #reporter: Reporter<T>
  readonly #holdings: Holdings<T>
  readonly #drain = new Drain()
  readonly #timer: WakeTimer
  readonly #inFlight = new Set<Request<T>>()
  #pumpRequested = false
  #suspectsWereLast = false
  #shutdown: Promise<ShutdownResult> | undefined

  constructor(options: ResolvedDeliveryOptions<T>) {
    this.#options = options
    this.#clock = options.clock
    this.#intake = new Intake(options)
    this.#gate = new Gate(options.retry, options.concurrency, options.random)
    this.#reporter = new Reporter(options)
    this.#holdings = new Holdings(options, this.#reporter)
    this.#timer = new WakeTimer(options.clock, () => this.#pump())
  }

  enqueue(item: T): boolean {
    const entry = this.#intake.examine(item, this.#shutdown !== undefined)
    if ('reason' in entry) return this.#holdings.refuse(item, entry.reason, entry.priority)
    if (!this.#makeRoom(entry)) return this.#holdings.refuse(item, 'overflow', entry.priority)
    this.#holdings.accept(entry)
    this.#buffer.push(entry)
    if (this.#batchIsFull()) this.#requestPump()
    else this.#timer.setNoLaterThan(entry.acceptedAt + this.#options.flushIntervalMs)
    return true
  }

  flush({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<FlushResult> {
    return new Promise((resolve) => {
      const release = this.#clock.keepAlive()
      let cancelTimeout: Cancel = () => {}
      const finishEarly = this.#holdings.whenSettled(this.#intake.last, (result) => {
        cancelTimeout()
        release()
        resolve(result)
      })
      if (isDuration(timeoutMs) && this.#holdings.count > 0)
        cancelTimeout = this.#clock.schedule(finishEarly, timeoutMs)
      this.#requestPump()
    })
  }

  shutdown({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<ShutdownResult> {
    this.#shutdown ??= this.#end(isDuration(timeoutMs) ? timeoutMs : DELIVERY_DEFAULTS.shutdownTimeoutMs)
    return this.#shutdown
  }

  abandon(): ShutdownResult {
    this.#abandon()
    const result = this.#holdings.ledger.result()
    this.#shutdown ??= Promise.resolve(result)
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): DeliveryStats {
    const inFlightItems = this.#sum((request) => request.entries.length)
    const inFlightBytes = this.#sum((request) => request.bytes)
    const oldest = this.#buffer.oldestAcceptedAt()
    const { ledger, count, bytes } = this.#holdings
    return {
      queued: { items: count - inFlightItems, bytes: bytes - inFlightBytes },
      inFlight: { requests: this.#inFlight.size, items: inFlightItems, bytes: inFlightBytes },
      oldestAgeMs: oldest === undefined ? 0 : this.#clock.monotonic() - oldest,
      offered: ledger.offered,
      delivered: ledger.delivered,
      retried: ledger.retried,
      dropped: ledger.dropped,
      spilled: ledger.spilled,
      deliveredBytes: ledger.deliveredBytes,
      billedBytes: ledger.billedBytes,
      failing: this.#gate.failing,
    }
  }

  // Accepting

  #makeRoom(entry: Entry<T>): boolean {
    const { maxItems, maxBytes } = this.#options.buffer
    while (this.#holdings.count >= maxItems || this.#holdings.bytes + entry.bytes > maxBytes) {
      const evicted = this.#buffer.evict(entry.priority)
      if (evicted === undefined) return false
      this.#holdings.giveUp(evicted, 'overflow')
    }
    return true
  }

  // Sending

  #batchIsFull(): boolean {
    const { maxBatchItems, maxBatchBytes } = this.#options.limits
    return this.#buffer.readyCount >= maxBatchItems || this.#buffer.readyBytes >= maxBatchBytes
  }

  #requestPump(): void {
    if (this.#pumpRequested) return
    this.#pumpRequested = true
    queueMicrotask(() => {
      this.#pumpRequested = false
      this.#pump()
    })
  }

  #pump(): void {
    const now = this.#clock.monotonic()
    this.#expire(now)
    this.#buffer.release(now)
    while (this.#inFlight.size < this.#gate.concurrency && now >= this.#gate.closedUntil) {
      const entries = this.#nextBatch(now)
      if (entries === undefined) break
      this.#dispatch(entries)
    }
    this.#timer.set(this.#nextMoment(now))
  }

  /** Suspects and fresh items take turns, so that a flood of refused items does not hold up the others. */
  #nextBatch(now: number): readonly Entry<T>[] | undefined {
    let batch = this.#suspectsWereLast ? this.#takeDue(now) : this.#buffer.takeSuspects()
    const isTurn = batch.length > 0
    if (!isTurn) batch = this.#suspectsWereLast ? this.#buffer.takeSuspects() : this.#takeDue(now)
    if (isTurn) this.#suspectsWereLast = !this.#suspectsWereLast
    return batch.length === 0 ? undefined : batch
  }

  #takeDue(now: number): readonly Entry<T>[] {
    if (!this.#batchIsDue(now)) return []
    // One item is enough to learn whether anything is taken; the newest, since what is wrong may have been put right.
    return this.#gate.doubtful ? this.#buffer.takeNewest() : this.#buffer.takeBatch(this.#options.limits)
  }

  #batchIsDue(now: number): boolean {
    const oldest = this.#buffer.oldestReady()
    if (oldest === undefined) return false
    return (
      this.#batchIsFull() ||
      oldest.attempts > 0 ||
      oldest.sequence <= this.#holdings.mark ||
      now >= oldest.acceptedAt + this.#options.flushIntervalMs
    )
  }

  #dispatch(entries: readonly Entry<T>[]): void {
    const request = startRequest(entries, this.#options.send, this.#options.requestTimeoutMs, this.#clock)
    this.#inFlight.add(request)
    for (const entry of entries) {
      if (entry.attempts > 0) this.#holdings.ledger.retried += 1
      entry.attempts += 1
    }
    request.answer.then(
      (outcome) => this.#answered(request, outcome),
      (error: unknown) => this.#failed(request, error),
    )
  }

  #answered(request: Request<T>, outcome: SendOutcome): void {
    if (!this.#inFlight.delete(request)) return
    const failures = new Map<number, ItemFailure>()
    for (const failure of outcome.failed ?? []) failures.set(failure.index, failure)
    const accepted = request.entries.filter((_entry, index) => !failures.has(index))
    this.#holdings.deliver(accepted, outcome.billedBytes)
    if (accepted.length > 0) this.#gate.succeeded(failures.size > 0)
    if (failures.size > 0) this.#returnItems(request.entries, failures, accepted.length === 0)
    else this.#reporter.recovery()
    if (accepted.length > 0) this.#reporter.losses(this.#holdings.ledger)
    this.#afterRequest()
  }

  #failed(request: Request<T>, error: unknown): void {
    if (!this.#inFlight.delete(request)) return
    const failure = this.#classify(error)
    if (failure.kind === 'rejected') this.#isolate(request.entries, failure)
    else this.#returnRequest(request.entries, failure)
    this.#afterRequest()
  }

  #classify(error: unknown): RequestFailure {
    let failure: RequestFailure = { kind: 'transient', code: 'UnknownError', error }
    guardedCall(
      () => {
        failure = this.#options.classify(error)
      },
      (problem) => this.#reporter.callbackFailed(problem),
    )
    return failure
  }

  #afterRequest(): void {
    // Probing again within a shutdown would only spend its time.
    if (this.#drain.isOn && this.#gate.unavailable && this.#inFlight.size === 0) this.#drain.giveUp()
    else this.#pump()
  }

  /** The service answered, but refused some items. */
  #returnItems(
    entries: readonly Entry<T>[],
    failures: ReadonlyMap<number, ItemFailure>,
    nothingAccepted: boolean,
  ): void {
    const now = this.#clock.monotonic()
    let backoff: ((attempts: number) => number) | undefined
    const again: Entry<T>[] = []
    let cause: ItemFailure | undefined
    for (const [index, failure] of failures) {
      const entry = entries[index]
      if (entry === undefined) continue
      if (failure.kind === 'rejected') {
        this.#holdings.giveUp(entry, 'rejected')
        this.#reporter.rejected(failure.code, undefined)
        continue
      }
      backoff ??= this.#gate.itemBackoff()
      entry.notBefore = now + this.#drain.within(backoff(entry.attempts), now)
      again.push(entry)
      if (cause === undefined || failure.kind === 'throttled') cause = failure
    }
    if (cause === undefined) return
    // A request of which nothing was taken says as much as one that failed: fresh items would fare no better.
    if (nothingAccepted) this.#closeGate(cause.kind, now)
    else if (cause.kind === 'throttled') this.#gate.slowDown()
    this.#buffer.restore(again, now)
    this.#reporter.trouble({ kind: cause.kind, code: cause.code, items: again.length, held: this.#holdings.count })
  }

  /** The request failed as a whole for a reason that has nothing to do with its items. */
  #returnRequest(entries: readonly Entry<T>[], failure: RequestFailure): void {
    const now = this.#clock.monotonic()
    this.#closeGate(failure.kind, now)
    for (const entry of entries) entry.notBefore = now
    this.#buffer.restore(entries, now)
    this.#reporter.trouble({ ...failure, items: entries.length, held: this.#holdings.count })
  }

  #closeGate(kind: FailureKind, now: number): void {
    this.#gate.failed(kind, now, this.#drain.isOn)
    this.#hastenWithinDrain(now)
  }

  #hastenWithinDrain(now: number): void {
    if (this.#drain.isOn) this.#gate.hasten(this.#drain.soon(now))
  }

  /** The service refuses the content: halve the batch until the refused item stands alone. */
  #isolate(entries: readonly Entry<T>[], failure: RequestFailure): void {
    const now = this.#clock.monotonic()
    this.#gate.refused(now)
    this.#hastenWithinDrain(now)
    if (entries.length > 1) {
      this.#buffer.suspect(entries)
      return
    }
    for (const entry of entries) this.#holdings.giveUp(entry, 'rejected')
    this.#reporter.rejected(failure.code, failure.error)
  }

  #expire(now: number): void {
    for (const entry of this.#buffer.expire(now - this.#options.retry.maxAgeMs)) this.#holdings.giveUp(entry, 'expired')
  }

  // Waking

  #nextMoment(now: number): number | undefined {
    if (this.#inFlight.size >= this.#gate.concurrency) return undefined
    let moment = this.#buffer.nextDue
    const oldest = this.#buffer.oldestReady()
    const isDue = this.#buffer.suspectCount > 0 || this.#batchIsDue(now)
    if (isDue) moment = Math.min(moment, Math.max(now, this.#gate.closedUntil))
    else if (oldest !== undefined) {
      const flushAt = oldest.acceptedAt + this.#options.flushIntervalMs
      moment = Math.min(moment, Math.max(flushAt, this.#gate.closedUntil))
    }
    return moment === Number.POSITIVE_INFINITY ? undefined : moment
  }

  // Ending

  async #end(timeoutMs: number): Promise<ShutdownResult> {
    const now = this.#clock.monotonic()
    this.#drain.begin(now, timeoutMs)
    const soon = this.#drain.soon(now)
    this.#gate.hasten(this.#gate.unavailable ? now : soon)
    this.#buffer.hasten(soon)
    await Promise.race([this.flush({ timeoutMs }), this.#drain.gaveUp])
    this.#abandon()
    return this.#holdings.ledger.result()
  }

  #abandon(): void {
    this.#timer.set(undefined)
    const requests = [...this.#inFlight]
    this.#inFlight.clear()
    for (const request of requests) request.abort(new ShutdownError())
    const inFlight = requests.flatMap((request) => request.entries)
    this.#holdings.end([...inFlight, ...this.#buffer.drain()].sort((a, b) => a.sequence - b.sequence))
  }

  #sum(figure: (request: Request<T>) => number): number {
    let sum = 0
    for (const request of this.#inFlight) sum += figure(request)
    return sum
  }
}

/** The reason given to requests that a shutdown cuts off. */
class ShutdownError extends MonitoringError {
  constructor() {
    super('The time for shutdown was up.', { code: 'MON_DELIVERY_SHUTDOWN' })
  }
}

/** What is no duration means the default: neither flush nor shutdown may throw. */
function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
