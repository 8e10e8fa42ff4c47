import { entryBytes, MAX_ENTRIES_PER_REQUEST, PUT_EVENTS_BYTES_LIMIT } from '@org/core/aws'
import type { EventTypes, InputOf, Telemetry } from '@org/core/catalog'
import type { DeliveryResult, Timeout } from '@org/core/delivery'
import { Book, createReport } from '@org/core/reporting'
import { Sender, type SenderStats } from '@org/core/sender'
import { createMetadata } from './detail/metadata.js'
import { validateDetail } from './detail/validate-detail.js'
import { writeDetail } from './detail/write-detail.js'
import { decodeEntry, describeEntry, encodeEntry, type SizedEntry, unsentLine } from './entry.js'
import type { ResolvedEventType } from './event-type.js'
import { exchange } from './exchange.js'
import { type EventsOptions, type ResolvedEventsOptions, resolveEventsOptions } from './options.js'
import { type PublishOptions, readPublishOptions } from './publish-options.js'
import {
  ADJUSTMENTS,
  type EventAdjustment,
  type EventBook,
  type EventRefusal,
  EXPLANATIONS,
  REFUSALS,
} from './refusals.js'
import type { PutEventsEntry, PutEventsRequest, PutEventsResult } from './wire.js'

/** Whether an event was taken. A taken event may still be lost later, which `stats()` and diagnostics tell. */
export type PublishResult =
  | {
      /** It is delivered, kept in the spill, or counted as lost. */
      readonly accepted: true
      /** Also in `detail.metadata.id`. */
      readonly id: string
      /** There is none. */
      readonly reason?: undefined
    }
  | {
      /** It is not sent. */
      readonly accepted: false
      /** There is none. */
      readonly id?: undefined
      /** Why it was not taken. */
      readonly reason: EventRefusal
    }

/** A look at the events of a process. */
export interface EventsStats {
  /** Events that were not taken, by reason, since the start. */
  readonly refused: Readonly<Record<EventRefusal, number>>
  /** Events that were taken with a change, by reason, since the start. */
  readonly adjusted: Readonly<Record<EventAdjustment, number>>
  /** Values that were redacted, because of their name or their shape, since the start. */
  readonly redacted: number
  /** Entries on their way to EventBridge, and what became of those before. */
  readonly delivery: SenderStats
}

/** Publishes the events of a catalog. */
export interface Events<E extends EventTypes> extends AsyncDisposable {
  /**
   * Validates, redacts and accepts an event. Synchronous; never throws and never waits. What is wrong
   * is refused, counted in `stats()` and diagnosed without a value.
   */
  publish<Type extends keyof E & string>(type: Type, detail: InputOf<E[Type]>, options?: PublishOptions): PublishResult
  /**
   * Sends what is held without waiting for a full batch. Resolves when everything accepted before the call is
   * delivered or accounted for, when EventBridge is known to take nothing, or after `timeoutMs`, in ms, 0 or more, by
   * default the option `flushTimeoutMs`; what is no duration means the default. Never rejects.
   */
  flush(options?: Timeout): Promise<DeliveryResult>
  /**
   * Refuses new events, sends what is held for at most `timeoutMs`, in ms, by default 5,000, and closes the
   * connections. What is unsent then goes to the spill, else to `onUnsent` or stderr; so does what is published later,
   * but for the spill. Idempotent: a later call waits for the first; its account has what was published since, dropped
   * as `closed`. Never rejects.
   */
  shutdown(options?: Timeout): Promise<DeliveryResult>
  /** Figures of this moment. */
  stats(): EventsStats
}

/** The events of a catalog, for the signature of what takes them: `EventsOf<typeof telemetry>`. */
export type EventsOf<T extends Telemetry> = T extends Telemetry<infer _Metrics, infer E> ? Events<E> : never

/**
 * Makes the publisher of a catalog's events.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const events = createEvents({ telemetry })
 * events.publish('page requested', { path: '/' }) // { accepted: true, id: '…-1' }
 * await events.shutdown({ timeoutMs: 5_000 })
 * ```
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function createEvents<const E extends EventTypes>(options: EventsOptions<E>): Events<E> {
  return new EventBridgeEvents(resolveEventsOptions(options))
}

class EventBridgeEvents implements Events<EventTypes> {
  readonly #options: ResolvedEventsOptions
  readonly #book: EventBook
  readonly #sender: Sender<SizedEntry, PutEventsRequest, PutEventsResult>
  #sequence = 0

  constructor(options: ResolvedEventsOptions) {
    const { common, onUnsent } = options
    const { clock, onDiagnostic, identity } = common
    const name = `eventbridge:${options.eventBusName ?? 'default'}`
    const report = createReport({
      source: name,
      clock,
      onDiagnostic,
      identity: () => identity.identity,
      redaction: common.redaction,
    })
    this.#options = options
    this.#book = new Book({ report, noun: 'Event', explanations: EXPLANATIONS })
    this.#sender = new Sender<SizedEntry, PutEventsRequest, PutEventsResult>({
      ...options.outlet,
      name,
      noun: 'event',
      phase: 'telemetry',
      common,
      report,
      limits: {
        maxBatchItems: MAX_ENTRIES_PER_REQUEST,
        maxBatchBytes: PUT_EVENTS_BYTES_LIMIT - 1,
        maxItemBytes: PUT_EVENTS_BYTES_LIMIT - 1,
      },
      measure: (entry) => entry.bytes,
      priority: (entry) => entry.priority,
      describe: describeEntry,
      exchange,
      encode: encodeEntry,
      decode: decodeEntry,
      unsentLines: ({ wire }) => [unsentLine(wire, identity.identity)],
      onUnsent: onUnsent === undefined ? undefined : (entries) => onUnsent(entries.map(({ wire }) => wire)),
    })
  }

  publish(type: string, detail: unknown, options?: PublishOptions): PublishResult {
    const known = this.#options.types.get(type)
    if (known === undefined) return this.#refuse('unknownType', type)
    const validation = validateDetail(known.definition.schema, detail)
    if (validation.refusal !== undefined) return this.#refuse(validation.refusal, type, {}, validation.paths)
    return this.#accept(type, known, validation.detail, options)
  }

  flush(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.flush(options)
  }

  shutdown(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.shutdown(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): EventsStats {
    let redacted = 0
    for (const { redaction } of this.#options.types.values())
      redacted += redaction.counts.byName + redaction.counts.inText
    return {
      refused: this.#book.count(REFUSALS),
      adjusted: this.#book.count(ADJUSTMENTS),
      redacted,
      delivery: this.#sender.stats(),
    }
  }

  #accept(type: string, known: ResolvedEventType, detail: object, options: PublishOptions | undefined): PublishResult {
    const { common, publisher } = this.#options
    const metadata = createMetadata(common.identity.identity, publisher, this.#sequence + 1)
    const written = writeDetail(detail, metadata, known.replacer)
    if (written.refusal !== undefined) return this.#refuse(written.refusal, type)

    const wire = this.#createEntry(type, known, written.text, options)
    const bytes = entryBytes(wire)
    if (bytes >= PUT_EVENTS_BYTES_LIMIT) return this.#refuse('tooLarge', type, { bytes, limit: PUT_EVENTS_BYTES_LIMIT })
    // Also when the buffer is full: the gap tells consumers of the loss.
    this.#sequence += 1
    const isAccepted = this.#sender.enqueue({ wire, bytes, priority: known.definition.priority ?? 0 })
    return isAccepted
      ? { accepted: true, id: metadata.id }
      : this.#refuse(this.#sender.isClosed ? 'closed' : 'overflow', type)
  }

  #createEntry(
    type: string,
    { definition, redaction }: ResolvedEventType,
    detail: string,
    options: PublishOptions | undefined,
  ): PutEventsEntry {
    const { source, common } = this.#options
    const eventBusName = definition.eventBusName ?? this.#options.eventBusName
    const { resources, time } = readPublishOptions(options, redaction.redactText, (adjustment) =>
      this.#book.note(adjustment, type),
    )
    const kept = [...(definition.resources ?? []), ...resources]
    return {
      Time: time ?? new Date(common.clock.now()),
      Source: source,
      DetailType: type,
      Detail: detail,
      ...(kept.length === 0 ? {} : { Resources: kept }),
      ...(eventBusName === undefined ? {} : { EventBusName: eventBusName }),
    }
  }

  #refuse(
    reason: EventRefusal,
    type: string,
    details?: Readonly<Record<string, unknown>>,
    paths?: readonly string[],
  ): PublishResult {
    this.#book.note(reason, type, details, paths)
    return { accepted: false, reason }
  }
}
