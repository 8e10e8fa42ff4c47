import type { Cancel, Clock } from '../clock.js'
import { outsideContext } from '../context/scope.js'
import { MonitoringError } from '../errors.js'
import { disown } from '../thenable.js'
import type { DropReason } from './account/drop-reason.js'
import type { DeliveryResult } from './account/result.js'
import type { Delivery, DeliveryStats, Timeout } from './delivery.js'
import { durationOf } from './duration.js'
import { Holdings } from './holdings.js'
import { DELIVERY_DEFAULTS, type ResolvedDeliveryOptions } from './options.js'
import type { Entry } from './queue/entry.js'
import { ItemBuffer } from './queue/item-buffer.js'
import { PRIORITY_COUNT } from './queue/priority-lanes.js'
import { Reporter } from './reporter.js'
import { BatchSchedule } from './sending/batch-schedule.js'
import { Sending } from './sending/sending.js'

/** Why an item was not accepted. */
interface Refusal {
  readonly reason: DropReason
  readonly priority: number
}

/** One delivery pipe: accepts items, has them sent, and sees to its end. */
export class Pipe<T> implements Delivery<T> {
  readonly #options: ResolvedDeliveryOptions<T>
  readonly #clock: Clock
  readonly #buffer = new ItemBuffer<T>()
  readonly #schedule: BatchSchedule<T>
  readonly #reporter: Reporter<T>
  readonly #holdings: Holdings<T>
  readonly #sending: Sending<T>
  /** That of the next entry. */
  #sequence = 0
  #shutdown: Promise<unknown> | undefined

  constructor(options: ResolvedDeliveryOptions<T>) {
    this.#options = options
    this.#clock = options.clock
    this.#schedule = new BatchSchedule(options, this.#buffer, () => this.#sending.pump())
    this.#reporter = new Reporter(options)
    this.#holdings = new Holdings(options.spill, this.#reporter, (item) => this.#priorityOf(item))
    this.#sending = new Sending({
      options,
      buffer: this.#buffer,
      schedule: this.#schedule,
      holdings: this.#holdings,
      reporter: this.#reporter,
    })
  }

  enqueue(item: T): boolean {
    const entry = this.#examine(item)
    if ('reason' in entry) return this.#holdings.refuse(item, entry.reason, entry.priority)
    if (!this.#makeRoom(entry)) return this.#holdings.refuse(item, 'overflow', entry.priority)
    this.#holdings.accept(entry)
    this.#buffer.push(entry)
    if (this.#schedule.isFull) this.#sending.pumpSoon()
    else this.#schedule.expect(entry)
    return true
  }

  resume(item: T): boolean {
    this.#holdings.returned()
    return this.enqueue(item)
  }

  flush(options?: Timeout): Promise<DeliveryResult> {
    return this.#flushWithin(durationOf(options, this.#options.flushTimeoutMs))
  }

  async shutdown(options?: Timeout): Promise<DeliveryResult> {
    this.#shutdown ??= this.#end(durationOf(options, DELIVERY_DEFAULTS.shutdownTimeoutMs))
    await this.#shutdown
    return this.#holdings.result
  }

  rest(): void {
    this.#sending.rest(new ShutdownError())
  }

  abandon(): DeliveryResult {
    const underWay = this.#sending.abort(new ShutdownError())
    const held = [...underWay, ...this.#buffer.drain()].sort((a, b) => a.sequence - b.sequence)
    this.#reporter.end(this.#holdings.ledger, this.#holdings.end(held))
    const { result } = this.#holdings
    this.#shutdown ??= Promise.resolve()
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): DeliveryStats {
    const { ledger, count, bytes } = this.#holdings
    const { inFlight } = this.#sending
    const oldest = this.#buffer.oldestAcceptedAt()
    return {
      queued: { items: count - inFlight.items, bytes: bytes - inFlight.bytes },
      inFlight,
      oldestAgeMs: oldest === undefined ? 0 : this.#clock.monotonic() - oldest,
      offered: ledger.offered,
      delivered: ledger.delivered,
      retried: ledger.retried,
      ambiguous: ledger.ambiguous,
      dropped: ledger.dropped,
      spilled: ledger.spilled,
      deliveredBytes: ledger.deliveredBytes,
      billedBytes: ledger.billedBytes,
      failing: this.#sending.gate.failing,
    }
  }

  /** Measures what is offered and gives it its place in the order of acceptance. */
  #examine(item: T): Entry<T> | Refusal {
    const { measure, limits, buffer } = this.#options
    let bytes: number
    let priority: number
    try {
      bytes = numberOf(measure(item))
      priority = this.#priorityOf(item)
    } catch {
      return { reason: 'invalid', priority: 0 }
    }
    if (this.#shutdown !== undefined) return { reason: 'closed', priority }
    if (!(bytes >= 0)) return { reason: 'invalid', priority }
    if (bytes > limits.maxItemBytes || bytes > buffer.maxBytes) return { reason: 'tooLarge', priority }
    return {
      item,
      bytes,
      priority,
      sequence: this.#sequence++,
      acceptedAt: this.#clock.monotonic(),
      attempts: 0,
      firstFailedAt: undefined,
      notBefore: 0,
    }
  }

  /** @throws what the function of the application throws */
  #priorityOf(item: T): number {
    return Math.min(PRIORITY_COUNT - 1, Math.max(0, Math.trunc(numberOf(this.#options.priority(item))) || 0))
  }

  #makeRoom(entry: Entry<T>): boolean {
    const { maxItems, maxBytes } = this.#options.buffer
    while (this.#holdings.count >= maxItems || this.#holdings.bytes + entry.bytes > maxBytes) {
      const evicted = this.#buffer.evict(entry.priority)
      if (evicted === undefined) return false
      this.#holdings.giveUp(evicted, 'overflow')
    }
    return true
  }

  #flushWithin(timeoutMs: number): Promise<DeliveryResult> {
    return new Promise((resolve) => {
      const release = this.#clock.keepAlive()
      let cancelTimeout: Cancel = () => {}
      const finishEarly = this.#holdings.whenSettled(this.#sequence - 1, (result) => {
        cancelTimeout()
        release()
        resolve(result)
      })
      if (this.#holdings.count === 0) return
      // It is known that nothing would be taken, and when that is looked at again.
      if (this.#sending.isInVain) {
        finishEarly()
        return
      }
      cancelTimeout = outsideContext(() => this.#clock.schedule(finishEarly, timeoutMs))
      this.#sending.pumpSoon()
    })
  }

  async #end(timeoutMs: number): Promise<DeliveryResult> {
    this.#sending.beginDrain(timeoutMs)
    await this.#flushWithin(timeoutMs)
    return this.abandon()
  }
}

/** What is no number counts as none; the promise of a function that should not be async is nobody's. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value
  disown(value)
  return Number.NaN
}

/** The reason given to requests that a shutdown cuts off. */
class ShutdownError extends MonitoringError {
  constructor() {
    super('The time for shutdown was up.', { code: 'MON_DELIVERY_SHUTDOWN' })
  }
}
