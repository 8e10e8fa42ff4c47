import type { Cancel, Clock } from '../clock.js'
import { MonitoringError } from '../errors.js'
import type { Delivery, DeliveryStats, ShutdownResult } from './delivery.js'
import type { Entry } from './entry.js'
import type { FailureKind, ItemFailure, RequestFailure, SendOutcome } from './failure.js'
import { type FlushResult, FlushWaiters } from './flush-waiters.js'
import { ItemBuffer } from './item-buffer.js'
import { type DropReason, Ledger } from './ledger.js'
import { DELIVERY_DEFAULTS, type ResolvedDeliveryOptions } from './options.js'
import { Gate } from './pace.js'
import { PRIORITY_COUNT } from './priority-lanes.js'
import { Reporter } from './reporter.js'
import { type Request, startRequest } from './request.js'

/** While draining, no backoff is longer than this part of the remaining time. */
const DRAIN_BACKOFF_DIVISOR = 4

/** The state of one delivery pipe and what moves it. */
export class Pipe<T> implements Delivery<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  readonly #clock: Clock
  readonly #buffer = new ItemBuffer<T>()
  readonly #ledger = new Ledger()
  readonly #waiters = new FlushWaiters()
  readonly #gate: Gate
  readonly #reporter: Reporter<T>
  readonly #inFlight = new Set<Request<T>>()
  /** Parts of refused batches, to be sent apart until the refused item stands alone. */
  readonly #suspects: Entry<T>[][] = []
  #sequence = 0
  #heldCount = 0
  #heldBytes = 0
  #cancelTimer: Cancel | undefined
  #timerDue = Number.POSITIVE_INFINITY
  #pumpRequested = false
  #drainDeadline: number | undefined
  #shutdown: Promise<ShutdownResult> | undefined
  #giveUp: (() => void) | undefined

  constructor(options: ResolvedDeliveryOptions<T>) {
    this.#options = options
    this.#clock = options.clock
    this.#gate = new Gate(options.retry, options.concurrency, options.random)
    this.#reporter = new Reporter(options)
  }

  enqueue(item: T): boolean {
    this.#ledger.offered += 1
    const entry = this.#measure(item)
    if (entry === undefined) return false
    if (!this.#makeRoom(entry)) return false
    this.#heldCount += 1
    this.#heldBytes += entry.bytes
    this.#buffer.push(entry)
    if (this.#batchIsFull()) this.#requestPump()
    else this.#wakeAt(entry.acceptedAt + this.#options.flushIntervalMs)
    return true
  }

  flush({ timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<FlushResult> {
    return new Promise((resolve) => {
      const release = this.#clock.keepAlive()
      let cancelTimeout: Cancel = () => {}
      const finishEarly = this.#waiters.wait(this.#sequence - 1, this.#heldCount, (result) => {
        cancelTimeout()
        release()
        resolve(result)
      })
      if (timeoutMs !== undefined && this.#heldCount > 0) cancelTimeout = this.#clock.schedule(finishEarly, timeoutMs)
      this.#requestPump()
    })
  }

  shutdown({
    timeoutMs = DELIVERY_DEFAULTS.shutdownTimeoutMs,
  }: {
    readonly timeoutMs?: number | undefined
  } = {}): Promise<ShutdownResult> {
    this.#shutdown ??= this.#drain(timeoutMs)
    return this.#shutdown
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): DeliveryStats {
    const inFlightItems = this.#sum((request) => request.entries.length)
    const inFlightBytes = this.#sum((request) => sumBytes(request.entries))
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

  #measure(item: T): Entry<T> | undefined {
    const { measure, priority, limits } = this.#options
    let bytes: number
    let importance: number
    try {
      bytes = measure(item)
      importance = Math.min(PRIORITY_COUNT - 1, Math.max(0, Math.trunc(priority(item)) || 0))
    } catch {
      this.#lose('invalid', 0)
      return undefined
    }
    if (this.#shutdown !== undefined) return this.#lose('closed', importance)
    if (!(bytes >= 0)) return this.#lose('invalid', importance)
    if (bytes > limits.maxItemBytes || bytes > this.#options.buffer.maxBytes) return this.#lose('tooLarge', importance)
    return {
      item,
      bytes,
      priority: importance,
      sequence: this.#sequence++,
      acceptedAt: this.#clock.monotonic(),
      attempts: 0,
      notBefore: 0,
    }
  }

  #makeRoom(entry: Entry<T>): boolean {
    const { maxItems, maxBytes } = this.#options.buffer
    while (this.#heldCount >= maxItems || this.#heldBytes + entry.bytes > maxBytes) {
      const evicted = this.#buffer.evict(entry.priority)
      if (evicted === undefined) {
        this.#lose('overflow', entry.priority)
        return false
      }
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
    this.#scheduleNext(now)
  }

  #nextBatch(now: number): readonly Entry<T>[] | undefined {
    const suspects = this.#suspects.shift()
    if (suspects !== undefined) return suspects
    if (!this.#batchIsDue(now)) return undefined
    const batch = this.#buffer.takeBatch(this.#options.limits)
    return batch.length === 0 ? undefined : batch
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
    if (accepted.length > 0) this.#reporter.recovery(this.#ledger.takeLossReport())
    this.#pump()
  }

  #failed(request: Request<T>, error: unknown): void {
    if (!this.#inFlight.delete(request)) return
    const failure = this.#options.classify(error)
    if (failure.kind === 'rejected') this.#isolate(request.entries, failure)
    else this.#returnRequest(request.entries, failure)
    this.#pump()
  }

  /** The service answered, but refused some items. */
  #returnItems(
    entries: readonly Entry<T>[],
    failures: ReadonlyMap<number, ItemFailure>,
    nothingAccepted: boolean,
  ): void {
    const now = this.#clock.monotonic()
    const backoff = this.#gate.itemBackoff()
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
    // Probing again within a shutdown would only spend its time.
    if (failure.kind === 'unavailable') this.#giveUp?.()
  }

  #closeGate(kind: FailureKind, now: number): void {
    this.#gate.failed(kind, now)
    if (this.#drainDeadline !== undefined) this.#gate.hasten(now + this.#withinDrain(Number.POSITIVE_INFINITY, now))
  }

  /** The service refuses the content: halve the batch until the refused item stands alone. */
  #isolate(entries: readonly Entry<T>[], failure: RequestFailure): void {
    if (entries.length > 1) {
      const middle = Math.ceil(entries.length / 2)
      this.#suspects.push(entries.slice(0, middle), entries.slice(middle))
      return
    }
    for (const entry of entries) this.#giveUpEntry(entry, 'rejected')
    this.#reporter.rejected(failure.code, failure.error)
  }

  #expire(now: number): void {
    for (const entry of this.#buffer.expire(now - this.#options.retry.maxAgeMs)) this.#giveUpEntry(entry, 'expired')
  }

  // Waking

  #scheduleNext(now: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerDue = Number.POSITIVE_INFINITY
    const due = this.#nextMoment(now)
    if (due !== undefined) this.#wakeAt(due)
  }

  #nextMoment(now: number): number | undefined {
    if (this.#inFlight.size >= this.#gate.concurrency) return undefined
    const moments: number[] = []
    const oldest = this.#buffer.oldestReady()
    if (oldest !== undefined || this.#suspects.length > 0) {
      const ready = this.#suspects.length > 0 || this.#batchIsDue(now)
      const flushAt = oldest === undefined ? now : oldest.acceptedAt + this.#options.flushIntervalMs
      moments.push(Math.max(ready ? now : flushAt, this.#gate.closedUntil))
    }
    if (this.#buffer.nextDue !== Number.POSITIVE_INFINITY) moments.push(this.#buffer.nextDue)
    return moments.length === 0 ? undefined : Math.min(...moments)
  }

  #wakeAt(due: number): void {
    if (due >= this.#timerDue) return
    this.#cancelTimer?.()
    this.#timerDue = due
    // Whole milliseconds, rounded up: a timer that fires a fraction early would find nothing due and spin.
    const delayMs = Math.max(0, Math.ceil(due - this.#clock.monotonic()))
    this.#cancelTimer = this.#clock.schedule(() => {
      this.#timerDue = Number.POSITIVE_INFINITY
      this.#cancelTimer = undefined
      this.#pump()
    }, delayMs)
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
    const { rejected, unsent, ...givenUp } = this.#ledger.dropped
    let dropped = 0
    for (const count of Object.values(givenUp)) dropped += count
    return { delivered: this.#ledger.delivered, dropped, failed: rejected + unsent }
  }

  /** Counts everything still held as unsent and hands it over. */
  #abandon(): void {
    this.#cancelTimer?.()
    const requests = [...this.#inFlight]
    this.#inFlight.clear()
    const unsent = [
      ...requests.flatMap((request) => request.entries),
      ...this.#suspects.splice(0).flat(),
      ...this.#buffer.drain(),
    ].sort((a, b) => a.sequence - b.sequence)
    for (const request of requests) request.abort(new ShutdownError())
    for (const entry of unsent) this.#giveUpEntry(entry, 'unsent')
    if (unsent.length > 0) this.#reporter.unsent(unsent.map((entry) => entry.item))
    this.#reporter.loss(this.#ledger.takeLossReport())
  }

  #withinDrain(delay: number, now: number): number {
    if (this.#drainDeadline === undefined) return delay
    return Math.min(delay, Math.max(0, this.#drainDeadline - now) / DRAIN_BACKOFF_DIVISOR)
  }

  // Accounting

  #lose(reason: DropReason, priority: number): undefined {
    this.#ledger.drop(reason, priority, this.#clock.now())
    return undefined
  }

  #giveUpEntry(entry: Entry<T>, reason: DropReason): void {
    this.#ledger.drop(reason, entry.priority, this.#clock.now())
    this.#settle(entry, 'dropped')
  }

  #settle(entry: Entry<T>, outcome: 'delivered' | 'dropped'): void {
    this.#heldCount -= 1
    this.#heldBytes -= entry.bytes
    this.#waiters.settle(entry, outcome)
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

function sumBytes(entries: readonly Entry<unknown>[]): number {
  let bytes = 0
  for (const entry of entries) bytes += entry.bytes
  return bytes
}
