import type { Cancel, Clock } from '../clock.js'
import { MonitoringError } from '../errors.js'
import { guardedCall } from '../guarded-call.js'
import type { Delivery, DeliveryStats, ShutdownResult } from './delivery.js'
import type { Entry } from './entry.js'
import type { FailureKind, ItemFailure, RequestFailure, SendOutcome } from './failure.js'
import { type FlushResult, FlushWaiters } from './flush-waiters.js'
import { Intake } from './intake.js'
import { ItemBuffer } from './item-buffer.js'
import { type DropReason, Ledger } from './ledger.js'
import { DELIVERY_DEFAULTS, type ResolvedDeliveryOptions } from './options.js'
import { Gate } from './pace.js'
import { Reporter } from './reporter.js'
import { type Request, startRequest } from './request.js'
import { WakeTimer } from './wake-timer.js'

/** While draining, no backoff is longer than this part of the remaining time. */
const DRAIN_BACKOFF_DIVISOR = 4

/** Nor is it longer than this, in ms: what is left is little, and it is the last chance. */
const DRAIN_MAX_BACKOFF_MS = 1_000

/** The state of one delivery pipe and what moves it. */
export class Pipe<T> implements Delivery<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  readonly #clock: Clock
  readonly #intake: Intake<T>
  readonly #buffer = new ItemBuffer<T>()
  readonly #ledger = new Ledger()
  readonly #waiters = new FlushWaiters()
  readonly #gate: Gate
  readonly #reporter: Reporter<T>
  readonly #timer: WakeTimer
  readonly #inFlight = new Set<Request<T>>()
  #heldCount = 0
  #heldBytes = 0
  #pumpRequested = false
  #suspectsWereLast = false
  #drainDeadline: number | undefined
  #shutdown: Promise<ShutdownResult> | undefined
  #giveUp: (() => void) | undefined

  constructor(options: ResolvedDeliveryOptions<T>) {
    this.#options = options
    this.#clock = options.clock
    this.#intake = new Intake(options)
    this.#gate = new Gate(options.retry, options.concurrency, options.random)
    this.#reporter = new Reporter(options)
    this.#timer = new WakeTimer(options.clock, () => this.#pump())
  }

  enqueue(item: T): boolean {
    this.#ledger.offered += 1
    const entry = this.#intake.examine(item, this.#shutdown !== undefined)
    if ('reason' in entry) return this.#refuse(entry.reason, entry.priority)
    if (!this.#makeRoom(entry)) return this.#refuse('overflow', entry.priority)
    this.#heldCount += 1
    this.#heldBytes += entry.bytes
    this.#buffer.push(entry)
    if (this.#batchIsFull()) this.#requestPump()
    else this.#timer.setNoLaterThan(entry.acceptedAt + this.#options.flushIntervalMs)
    return true
  }

  flush({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<FlushResult> {
    return new Promise((resolve) => {
      const release = this.#clock.keepAlive()
      let cancelTimeout: Cancel = () => {}
      const finishEarly = this.#waiters.wait(this.#intake.last, this.#heldCount, (result) => {
        cancelTimeout()
        release()
        resolve(result)
      })
      if (isDuration(timeoutMs) && this.#heldCount > 0) cancelTimeout = this.#clock.schedule(finishEarly, timeoutMs)
      this.#requestPump()
    })
  }

  shutdown({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<ShutdownResult> {
    this.#shutdown ??= this.#drain(isDuration(timeoutMs) ? timeoutMs : DELIVERY_DEFAULTS.shutdownTimeoutMs)
    return this.#shutdown
  }

  abandon(): ShutdownResult {
    this.#abandon()
    const result = this.#result()
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
    return {
      queued: { items: this.#heldCount - inFlightItems, bytes: this.#heldBytes - inFlightBytes },
      inFlight: { requests: this.#inFlight.size, items: inFlightItems, bytes: inFlightBytes },
      oldestAgeMs: oldest === undefined ? 0 : this.#clock.monotonic() - oldest,
      offered: this.#ledger.offered,
      delivered: this.#ledger.delivered,
      retried: this.#ledger.retried,
      dropped: this.#ledger.dropped,
      deliveredBytes: this.#ledger.deliveredBytes,
      billedBytes: this.#ledger.billedBytes,
      failing: this.#gate.failing,
    }
  }

  // Accepting

  #refuse(reason: DropReason, priority: number): false {
    this.#ledger.drop(reason, priority, this.#clock.now())
    return false
  }

  #makeRoom(entry: Entry<T>): boolean {
    const { maxItems, maxBytes } = this.#options.buffer
    while (this.#heldCount >= maxItems || this.#heldBytes + entry.bytes > maxBytes) {
      const evicted = this.#buffer.evict(entry.priority)
      if (evicted === undefined) return false
      this.#giveUpEntry(evicted, 'overflow')
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
      oldest.sequence <= this.#waiters.mark ||
      now >= oldest.acceptedAt + this.#options.flushIntervalMs
    )
  }

  #dispatch(entries: readonly Entry<T>[]): void {
    const request = startRequest(entries, this.#options.send, this.#options.requestTimeoutMs, this.#clock)
    this.#inFlight.add(request)
    for (const entry of entries) {
      if (entry.attempts > 0) this.#ledger.retried += 1
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
    this.#ledger.accept(accepted, outcome.billedBytes)
    for (const entry of accepted) this.#settle(entry, 'delivered')
    if (accepted.length > 0) this.#gate.succeeded(failures.size > 0)
    if (failures.size > 0) this.#returnItems(request.entries, failures, accepted.length === 0)
    else this.#reporter.recovery()
    if (accepted.length > 0) this.#reporter.losses(this.#ledger)
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
    if (this.#giveUp !== undefined && this.#gate.unavailable && this.#inFlight.size === 0) this.#giveUp()
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
        this.#giveUpEntry(entry, 'rejected')
        this.#reporter.rejected(failure.code, undefined)
        continue
      }
      backoff ??= this.#gate.itemBackoff()
      entry.notBefore = now + this.#withinDrain(backoff(entry.attempts), now)
      again.push(entry)
      if (cause === undefined || failure.kind === 'throttled') cause = failure
    }
    if (cause === undefined) return
    // A request of which nothing was taken says as much as one that failed: fresh items would fare no better.
    if (nothingAccepted) this.#closeGate(cause.kind, now)
    else if (cause.kind === 'throttled') this.#gate.slowDown()
    this.#buffer.restore(again, now)
    this.#reporter.trouble({ kind: cause.kind, code: cause.code, items: again.length, held: this.#heldCount })
  }

  /** The request failed as a whole for a reason that has nothing to do with its items. */
  #returnRequest(entries: readonly Entry<T>[], failure: RequestFailure): void {
    const now = this.#clock.monotonic()
    this.#closeGate(failure.kind, now)
    for (const entry of entries) entry.notBefore = now
    this.#buffer.restore(entries, now)
    this.#reporter.trouble({ ...failure, items: entries.length, held: this.#heldCount })
  }

  #closeGate(kind: FailureKind, now: number): void {
    this.#gate.failed(kind, now, this.#drainDeadline !== undefined)
    this.#hastenWithinDrain(now)
  }

  #hastenWithinDrain(now: number): void {
    if (this.#drainDeadline !== undefined) this.#gate.hasten(now + this.#withinDrain(Number.POSITIVE_INFINITY, now))
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
    for (const entry of entries) this.#giveUpEntry(entry, 'rejected')
    this.#reporter.rejected(failure.code, failure.error)
  }

  #expire(now: number): void {
    for (const entry of this.#buffer.expire(now - this.#options.retry.maxAgeMs)) this.#giveUpEntry(entry, 'expired')
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

  async #drain(timeoutMs: number): Promise<ShutdownResult> {
    const now = this.#clock.monotonic()
    this.#drainDeadline = now + timeoutMs
    const soon = now + this.#withinDrain(Number.POSITIVE_INFINITY, now)
    this.#gate.hasten(this.#gate.unavailable ? now : soon)
    this.#buffer.hasten(soon)
    const flushed = this.flush({ timeoutMs })
    const gaveUp = new Promise<void>((resolve) => {
      this.#giveUp = resolve
    })
    await Promise.race([flushed, gaveUp])
    this.#abandon()
    return this.#result()
  }

  #result(): ShutdownResult {
    const { rejected, unsent, ...givenUp } = this.#ledger.dropped
    let dropped = 0
    for (const count of Object.values(givenUp)) dropped += count
    return { delivered: this.#ledger.delivered, dropped, failed: rejected + unsent }
  }

  /** Counts everything still held as unsent and hands it over. */
  #abandon(): void {
    this.#timer.set(undefined)
    const requests = [...this.#inFlight]
    this.#inFlight.clear()
    const unsent = [...requests.flatMap((request) => request.entries), ...this.#buffer.drain()].sort(
      (a, b) => a.sequence - b.sequence,
    )
    for (const request of requests) request.abort(new ShutdownError())
    for (const entry of unsent) this.#giveUpEntry(entry, 'unsent')
    this.#reporter.end(
      this.#ledger,
      unsent.map((entry) => entry.item),
    )
  }

  #withinDrain(delay: number, now: number): number {
    if (this.#drainDeadline === undefined) return delay
    const share = Math.max(0, this.#drainDeadline - now) / DRAIN_BACKOFF_DIVISOR
    return Math.min(delay, share, DRAIN_MAX_BACKOFF_MS)
  }

  // Accounting

  #giveUpEntry(entry: Entry<T>, reason: DropReason): void {
    this.#ledger.drop(reason, entry.priority, this.#clock.now())
    this.#settle(entry, 'dropped')
  }

  #settle(entry: Entry<T>, outcome: 'delivered' | 'dropped'): void {
    this.#heldCount -= 1
    this.#heldBytes -= entry.bytes
    this.#waiters.settle(entry, outcome)
    if (this.#heldCount === 0) this.#reporter.idle()
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
