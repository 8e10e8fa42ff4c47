import { createReport, expectObject } from '@org/core'
import { expectDeliveryStreamName } from '@org/core/catalog'
import {
  DELIVERY_DEFAULTS,
  type Delivery,
  type DeliveryStats,
  type FlushResult,
  type ShutdownResult,
} from '@org/core/delivery'
import { type ExitParticipant, exitWatch } from '../exit/exit-watch.js'
import { writeUnsent } from '../sinks/unsent.js'
import { Journal } from '../spill/journal.js'
import { Replay } from '../spill/replay.js'
import { resolveSpillOptions } from '../spill/spill-options.js'
import type { RetrievalLimits, SpillStats, SpillStore } from '../spill/spill-store.js'
import {
  createFirehoseDelivery,
  type FirehoseLine,
  type FirehoseOptions,
  type FirehoseSinkHooks,
} from './firehose-sink.js'

/** A look at the pipe to Firehose. */
export interface FirehoseStats extends DeliveryStats {
  /** What the spill store has, if there is one. */
  readonly spill?: SpillStats | undefined
}

type Timeout = { readonly timeoutMs?: number | undefined }

/** A part of the buffer is kept free for new records while spilled ones are sent. */
const REPLAY_SHARE_OF_BUFFER = 0.5

/**
 * A pipe to Firehose that sees the process to its end. What is unsent then goes to the spill store, and
 * without one to stderr. With `exitHooks`, the end includes every way in which a process ends.
 */
export class WatchedDelivery {
  readonly #delivery: Delivery<FirehoseLine>
  readonly #exitHooks: boolean
  readonly #store: SpillStore | undefined
  readonly #journal: Journal<FirehoseLine> | undefined
  readonly #replay: Replay | undefined
  #isWatching = false
  readonly #participant: ExitParticipant = {
    flush: (timeoutMs) => this.flush({ timeoutMs }),
    abandon: () => this.#abandon(),
  }

  /** @throws {@link ConfigurationError} */
  constructor(
    firehose: FirehoseOptions,
    hooks: Omit<FirehoseSinkHooks, 'onUnsent' | 'onIdle' | 'spill'>,
    exitHooks: boolean,
  ) {
    expectObject('firehose', firehose)
    const { spill, ...options } = firehose
    const { clock, onDiagnostic } = hooks
    this.#exitHooks = exitHooks
    if (spill !== undefined) {
      const stream = expectDeliveryStreamName('firehose.deliveryStreamName', options.deliveryStreamName)
      const report = createReport({ source: `firehose:${stream}`, clock, onDiagnostic })
      const { store, writeWithinMs } = resolveSpillOptions(spill, { stream, clock, report })
      this.#store = store
      this.#journal = new Journal({ store, writeWithinMs, clock, onUnwritten: writeUnsent })
      this.#replay = new Replay({
        store,
        clock,
        room: () => this.#roomForReplay(options.buffer),
        enqueue: ({ line, priority, receipt }) =>
          this.enqueue({ line, bytes: Buffer.byteLength(line) + 1, priority, receipt }),
      })
    }
    this.#delivery = createFirehoseDelivery(options, {
      ...hooks,
      spill: this.#journal,
      onUnsent: (lines) => writeUnsent(lines.map(({ line }) => line)),
      onIdle: () => void this.#unwatch(),
    })
    this.#replay?.start()
  }

  /** Accepts a line, and watches the end of the process while there is one to lose. */
  enqueue(line: FirehoseLine): void {
    if (!this.#delivery.enqueue(line)) return
    this.#journal?.accepted(line)
    if (this.#isWatching || !this.#exitHooks) return
    this.#isWatching = true
    exitWatch().add(this.#participant)
  }

  flush(options?: Timeout): Promise<FlushResult> {
    return this.#delivery.flush(options)
  }

  shutdown(options?: Timeout): Promise<ShutdownResult> {
    this.#replay?.stop()
    return this.#delivery.shutdown(options)
  }

  stats(): FirehoseStats {
    const stats = this.#delivery.stats()
    return this.#store === undefined ? stats : { ...stats, spill: this.#store.stats() }
  }

  #abandon(): void {
    this.#replay?.stop()
    this.#delivery.abandon()
  }

  /** The store may still have to write what the pipe has handed over, or that it was delivered. */
  async #unwatch(): Promise<void> {
    if (this.#store !== undefined && !(await this.#store.written())) return
    const { queued, inFlight } = this.#delivery.stats()
    if (!this.#isWatching || queued.items + inFlight.items > 0) return
    exitWatch().remove(this.#participant)
    this.#isWatching = false
  }

  #roomForReplay(buffer: FirehoseOptions['buffer']): RetrievalLimits | undefined {
    const { bufferMaxItems, bufferMaxBytes } = DELIVERY_DEFAULTS
    const { queued, inFlight, failing } = this.#delivery.stats()
    const maxLines = (buffer?.maxItems ?? bufferMaxItems) * REPLAY_SHARE_OF_BUFFER - queued.items - inFlight.items
    const maxBytes = (buffer?.maxBytes ?? bufferMaxBytes) * REPLAY_SHARE_OF_BUFFER - queued.bytes - inFlight.bytes
    return failing || maxLines <= 0 || maxBytes <= 0 ? undefined : { maxLines, maxBytes }
  }
}
