import { classifyAwsError } from '../aws/classify-error.js'
import type { AwsPort } from '../aws/port.js'
import { outsideContext } from '../context/scope.js'
import type { LossReport } from '../delivery/account/loss-tally.js'
import type { DeliveryResult } from '../delivery/account/result.js'
import { createDelivery } from '../delivery/create-delivery.js'
import type { Delivery, DeliveryStats, Timeout } from '../delivery/delivery.js'
import { durationOf } from '../delivery/duration.js'
import { DELIVERY_DEFAULTS, type DeliveryLimits, type DeliveryTuning } from '../delivery/options.js'
import type { SendOutcome } from '../delivery/sending/failure.js'
import type { Lifecycle } from '../lifecycle/lifecycle.js'
import type { Participant, Phase } from '../lifecycle/participant.js'
import { processLifecycle } from '../lifecycle/process-lifecycle.js'
import { guardedCall } from '../reporting/guarded-call.js'
import type { Report } from '../reporting/report.js'
import { articled } from '../reporting/words.js'
import { Journal, type Spillable } from '../spill/journal.js'
import { Replay } from '../spill/replay.js'
import { resolveSpillOptions, type SpillOptions } from '../spill/spill-options.js'
import type { RetrievedLine, SpilledLine, SpillStats, SpillStore } from '../spill/spill-store.js'
import { closePort } from './close-port.js'
import type { ResolvedCommonOptions } from './common-options.js'
import { writeUnsent } from './unsent.js'

/** What one package adds to the way out: how its items are measured, written and sent. */
export interface SenderOptions<T extends Spillable, Request, Answer> {
  /** Names the destination in diagnostics and on disk, for example `firehose:FirehoseLogs`. */
  readonly name: string
  /** What an item is called, in the singular. */
  readonly noun: string
  /** When at the end of the process it is flushed. */
  readonly phase: Phase
  /** What all packages share: time, chance, and whether the end of the process is watched. */
  readonly common: Pick<ResolvedCommonOptions, 'clock' | 'random' | 'exitHooks'>
  /** The voice of the package. */
  readonly report: Report
  /** The way to the service, closed at the end. */
  readonly port: Required<AwsPort<Request, Answer>>
  /** How delivery is tuned. */
  readonly tuning: DeliveryTuning
  /** Where that goes which cannot be delivered; undefined where it goes nowhere. */
  readonly spill: SpillOptions | undefined
  /** What one request may carry. */
  readonly limits: DeliveryLimits
  /** Size of an item as the service counts it, in bytes. */
  readonly measure: (item: T) => number
  /** Importance from 0 to 15; on overflow the lowest goes first. @defaultValue every item 0 */
  readonly priority?: ((item: T) => number) | undefined
  /** Names an item that the service refused, without its content. @defaultValue it is not named */
  readonly describe?: ((item: T) => string) | undefined
  /** Makes the request of a batch, and reads its answer. */
  readonly exchange: (items: readonly T[], send: (request: Request) => Promise<Answer>) => Promise<SendOutcome>
  /** Writes an item as one line of text, from which {@link decode} makes it again, in this process or another. */
  readonly encode: (item: T) => SpilledLine
  /** Undefined for what is none of ours. */
  readonly decode: (line: SpilledLine) => T | undefined
  /** The lines of an item that is left on stderr. @defaultValue that of {@link encode} */
  readonly unsentLines?: ((item: T) => readonly string[]) | undefined
  /** Whether items that come after the shutdown are left on stderr; not where they can be read elsewhere. @defaultValue true */
  readonly leavesLateItems?: boolean | undefined
  /** Takes what is unsent at the end, in place of stderr. */
  readonly onUnsent?: ((items: readonly T[]) => void) | undefined
  /** Makes items of what is still gathered. */
  readonly gather?: (() => void) | undefined
  /** Whether something is gathered that is no item yet. */
  readonly isGathering?: (() => boolean) | undefined
  /** Receives what was lost, once items are delivered again, and at shutdown. @defaultValue nobody does */
  readonly onLoss?: ((report: LossReport) => void) | undefined
}

/** A look at a sender. */
export interface SenderStats extends DeliveryStats {
  /** What the spill store has, if there is one. */
  readonly spill?: SpillStats | undefined
}

/** A part of the buffer is kept free for new items while spilled ones are sent. */
const REPLAY_SHARE_OF_BUFFER = 0.5

/**
 * The one way out of the process: items are delivered in batches, kept on disk where that is wanted, and seen to
 * the end of the process, where what is left is spilled, or written to stderr, marked.
 */
export class Sender<T extends Spillable, Request, Answer> {
  readonly #options: SenderOptions<T, Request, Answer>
  readonly #delivery: Delivery<T>
  readonly #store: SpillStore | undefined
  readonly #journal: Journal<T> | undefined
  readonly #replay: Replay | undefined
  /** Where the end of the process is watched, while it is. */
  #lifecycle: Lifecycle | undefined
  #isClosed = false
  #shutdown: Promise<void> | undefined
  readonly #participant: Participant

  /** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
  constructor(options: SenderOptions<T, Request, Answer>) {
    this.#options = options
    this.#participant = {
      phase: options.phase,
      flush: (timeoutMs) => this.flush({ timeoutMs }),
      isBusy: () => this.#delivery.stats().inFlight.requests > 0,
      rest: () => this.#delivery.rest(),
      abandon: () => this.#abandon(),
    }
    const { spill, report, name } = options
    const { clock, exitHooks } = options.common
    // It sees an empty event loop from now on: the first item may come in a listener of `beforeExit`.
    if (exitHooks) processLifecycle()
    if (spill !== undefined) {
      const { store, writeWithinMs } = resolveSpillOptions(spill, { owner: name, clock, report })
      this.#store = store
      this.#journal = new Journal<T>({
        store,
        encode: options.encode,
        decode: (line) => this.#decode(line),
        writeWithinMs,
        clock,
      })
    }
    this.#delivery = this.#createDelivery(this.#journal)
    if (this.#store !== undefined) this.#replay = this.#createReplay(this.#store)
    this.#replay?.start()
  }

  /** Nothing is accepted any more. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Accepts an item, and watches the end of the process while there is one to lose. False when it was lost. */
  enqueue(item: T): boolean {
    return this.#follow(item, this.#delivery.enqueue(item))
  }

  /** There is something to lose: from now on the end of the process is watched. */
  watch(): void {
    if (this.#lifecycle !== undefined || !this.#options.common.exitHooks) return
    this.#lifecycle = processLifecycle()
    this.#lifecycle.add(this.#participant)
  }

  /** Sends what is held and gathered. Never rejects. */
  flush(options?: Timeout): Promise<DeliveryResult> {
    if (!this.#isClosed) this.#options.gather?.()
    return this.#delivery.flush(options)
  }

  /**
   * Sends what is held and gathered, refuses what comes later, and closes the connections. Idempotent: a later call waits
   * for the first; its account has what was refused since, as `closed`. Never rejects.
   */
  async shutdown(options?: Timeout): Promise<DeliveryResult> {
    this.#shutdown ??= this.#end(durationOf(options, DELIVERY_DEFAULTS.shutdownTimeoutMs))
    await this.#shutdown
    // What came since is refused and counted.
    this.#options.gather?.()
    return this.#delivery.shutdown()
  }

  /** Figures of this moment. */
  stats(): SenderStats {
    const stats = this.#delivery.stats()
    return this.#store === undefined ? stats : { ...stats, spill: this.#store.stats() }
  }

  /** The process stays until it is done: whoever awaits it may have nothing else that keeps it. */
  async #end(timeoutMs: number): Promise<void> {
    const { port, report, common } = this.#options
    const { clock } = common
    const deadline = clock.monotonic() + timeoutMs
    const release = clock.keepAlive()
    try {
      this.#options.gather?.()
      this.#isClosed = true
      this.#replay?.stop()
      await this.#delivery.shutdown({ timeoutMs })
      await closePort(port, { report, clock, leftMs: deadline - clock.monotonic() })
    } finally {
      release()
    }
  }

  /** The process ends now. */
  #abandon(): void {
    this.#options.gather?.()
    this.#isClosed = true
    this.#replay?.stop()
    this.#delivery.abandon()
    // What is gathered from now on is left in the same way.
    this.#lifecycle = undefined
  }

  #createDelivery(journal: Journal<T> | undefined): Delivery<T> {
    const { name, noun, limits, measure, priority, describe, tuning, common, report, port, exchange, onLoss } =
      this.#options
    const { clock, random } = common
    return createDelivery<T>({
      ...tuning,
      name,
      noun,
      limits,
      measure,
      priority,
      describe,
      clock,
      random,
      report,
      onLoss,
      classify: classifyAwsError,
      send: (items, { signal }) => exchange(items, (request) => port.send(request, { signal })),
      spill: journal,
      onUnsent: (items) => this.#leave(items),
      onIdle: () => void this.#unwatch(),
    })
  }

  #createReplay(store: SpillStore): Replay {
    const { tuning, common } = this.#options
    const { bufferMaxItems, bufferMaxBytes } = DELIVERY_DEFAULTS
    const share = (max: number): number => Math.max(1, Math.floor(max * REPLAY_SHARE_OF_BUFFER))
    return new Replay({
      store,
      clock: common.clock,
      room: {
        maxLines: share(tuning.buffer?.maxItems ?? bufferMaxItems),
        maxBytes: share(tuning.buffer?.maxBytes ?? bufferMaxBytes),
      },
      pipe: () => {
        const { queued, inFlight, failing } = this.#delivery.stats()
        return { items: queued.items + inFlight.items, bytes: queued.bytes + inFlight.bytes, failing }
      },
      enqueue: (line) => this.#enqueueAgain(store, line),
    })
  }

  /** @param isAccepted Whether the pipe has it */
  #follow(item: T, isAccepted: boolean): boolean {
    if (!isAccepted) {
      // Nobody sends it any more, but it can be read.
      if (this.#isClosed && this.#options.leavesLateItems !== false) this.#leave([item])
      if (this.#isClosed) void this.#unwatch()
      return false
    }
    this.#journal?.accepted(item)
    this.watch()
    return true
  }

  #enqueueAgain(store: SpillStore, line: RetrievedLine): void {
    const item = this.#decode(line)
    if (item !== undefined) {
      item.receipt = line.receipt
      this.#follow(item, line.isInherited === true ? this.#delivery.enqueue(item) : this.#delivery.resume(item))
      return
    }
    store.forget(line.receipt)
    this.#options.report.seldom({
      level: 'warn',
      code: 'MON_SPILL_FOREIGN',
      message: `A line of the spill store cannot be read as ${articled(this.#options.noun)} of ours; it is left out.`,
    })
  }

  /** A line of another package, or that somebody changed, may be anything. */
  #decode(line: SpilledLine): T | undefined {
    return guardedCall(
      () => this.#options.decode(line),
      () => {},
    )
  }

  #leave(items: readonly T[]): void {
    const { onUnsent, unsentLines, encode, report } = this.#options
    const write = (): void => writeUnsent(items.flatMap((item) => unsentLines?.(item) ?? [encode(item).line]))
    if (onUnsent === undefined) {
      write()
      return
    }
    guardedCall(
      () => outsideContext(() => onUnsent(items)),
      (error) => {
        report.callbackFailed('onUnsent', error)
        write()
      },
    )
  }

  /** The store may still have to write what the pipe has handed over, or that it was delivered. */
  async #unwatch(): Promise<void> {
    if (this.#store !== undefined && !(await this.#store.written())) return
    const { queued, inFlight } = this.#delivery.stats()
    if (queued.items + inFlight.items > 0 || this.#options.isGathering?.() === true) return
    this.#lifecycle?.remove(this.#participant)
    this.#lifecycle = undefined
  }
}
