import { createReport } from '@org/core'
import type { EventTypes, InputOf, Telemetry } from '@org/core/catalog'
import {
  createDelivery,
  type Delivery,
  type DeliveryStats,
  type FlushResult,
  type LazyClient,
  lazyClient,
  type ShutdownResult,
} from '@org/core/delivery'
import { loadEventBridgeClient } from './aws/eventbridge-client.js'
import type { EventsClient, PutEventsEntry } from './client.js'
import { entryBytes, isResource, isTime, type SizedEntry } from './entry.js'
import { ADJUSTMENTS, type Adjustment, Issues, REFUSALS, type Refusal } from './issues.js'
import { MAX_ENTRIES_PER_REQUEST, REQUEST_BYTES_LIMIT } from './limits.js'
import { createMetadata } from './metadata.js'
import { type EventsOptions, type ResolvedEventsOptions, resolveEventsOptions } from './options.js'
import { createSend } from './send.js'
import { validateDetail } from './validate-detail.js'
import { writeDetail } from './write-detail.js'

/** What may be said about an event besides its detail. */
export interface PublishOptions {
  /** ARNs or names of what the event is about, 1 to 2048 characters each. @defaultValue none */
  readonly resources?: readonly string[] | undefined
  /** When it happened. @defaultValue the time of the call */
  readonly time?: Date | undefined
}

/** Whether an event was taken. A taken event may still be lost later, which `stats()` and diagnostics tell. */
export type PublishResult =
  | {
      readonly accepted: true
      /** Also in `detail.metadata.id`. */
      readonly id: string
      readonly reason?: undefined
    }
  | { readonly accepted: false; readonly id?: undefined; readonly reason: Refusal }

/** A look at the events of a process. */
export interface EventsStats {
  /** Events that were not taken, by reason. */
  readonly refused: Readonly<Record<Refusal, number>>
  /** Events that were taken with a change, by reason. */
  readonly adjusted: Readonly<Record<Adjustment, number>>
  /** Entries on their way to EventBridge. */
  readonly delivery: DeliveryStats
}

/** Publishes the events of a catalog. */
export interface Events<E extends EventTypes> extends AsyncDisposable {
  /**
   * Validates, redacts and accepts an event. Synchronous; never throws and never waits. What is wrong
   * is refused, counted in `stats()` and diagnosed without a value.
   */
  publish<Type extends keyof E & string>(type: Type, detail: InputOf<E[Type]>, options?: PublishOptions): PublishResult
  /**
   * Sends what is held without waiting for a full batch. Resolves when everything accepted before the
   * call is delivered or accounted for, or after `timeoutMs`. Never rejects.
   */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult>
  /** Refuses new events and sends what is held for at most `timeoutMs` (default 5,000). Idempotent. Never rejects. */
  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult>
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
  readonly #issues: Issues
  readonly #client: LazyClient<EventsClient>
  readonly #delivery: Delivery<SizedEntry>
  #sequence = 0
  #shutdown: Promise<ShutdownResult> | undefined

  constructor(options: ResolvedEventsOptions) {
    const { clock, random, onDiagnostic, onUnsent } = options
    const source = `eventbridge:${options.eventBusName ?? 'default'}`
    this.#options = options
    this.#issues = new Issues(createReport({ source, clock, onDiagnostic }))
    this.#client = lazyClient(options.client, () => loadEventBridgeClient(options))
    this.#delivery = createDelivery<SizedEntry>({
      ...options.delivery,
      name: source,
      limits: {
        maxBatchItems: MAX_ENTRIES_PER_REQUEST,
        maxBatchBytes: REQUEST_BYTES_LIMIT - 1,
        maxItemBytes: REQUEST_BYTES_LIMIT - 1,
      },
      measure: (entry) => entry.bytes,
      send: createSend(this.#client),
      onUnsent: onUnsent === undefined ? undefined : (entries) => onUnsent(entries.map((entry) => entry.wire)),
      onDiagnostic,
      clock,
      random,
    })
  }

  publish(type: string, detail: unknown, options?: PublishOptions): PublishResult {
    if (this.#shutdown !== undefined) return this.#refuse('closed', type)
    const schema = Object.hasOwn(this.#options.types, type) ? this.#options.types[type] : undefined
    if (schema === undefined) return this.#refuse('unknownType', type)
    const validation = validateDetail(schema, detail)
    if (validation.refusal !== undefined) {
      return this.#refuse(validation.refusal, type, validation.paths === undefined ? {} : { paths: validation.paths })
    }
    return this.#accept(type, validation.detail, options)
  }

  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    return this.#delivery.flush(options)
  }

  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult> {
    this.#shutdown ??= this.#end(options)
    return this.#shutdown
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  stats(): EventsStats {
    return {
      refused: this.#issues.count(REFUSALS),
      adjusted: this.#issues.count(ADJUSTMENTS),
      delivery: this.#delivery.stats(),
    }
  }

  #accept(type: string, detail: object, options: PublishOptions | undefined): PublishResult {
    const metadata = createMetadata(this.#options.identity, this.#options.publisher, this.#sequence + 1)
    const written = writeDetail(detail, metadata, this.#options.replacer)
    if (written.refusal !== undefined) return this.#refuse(written.refusal, type)

    const wire = this.#createEntry(type, written.text, options ?? {})
    const bytes = entryBytes(wire)
    if (bytes >= REQUEST_BYTES_LIMIT) return this.#refuse('tooLarge', type, { bytes, limit: REQUEST_BYTES_LIMIT })
    // Also when the buffer is full: the gap tells consumers of the loss.
    this.#sequence += 1
    if (!this.#delivery.enqueue({ wire, bytes })) return this.#refuse('overflow', type)
    return { accepted: true, id: metadata.id }
  }

  #createEntry(type: string, detail: string, { resources, time }: PublishOptions): PutEventsEntry {
    const { source, eventBusName, clock } = this.#options
    const kept = this.#keepResources(type, resources)
    if (time !== undefined && !isTime(time)) this.#issues.note('timeReplaced', type)
    return {
      Time: isTime(time) ? time : new Date(clock.now()),
      Source: source,
      DetailType: type,
      Detail: detail,
      ...(kept.length === 0 ? {} : { Resources: kept }),
      ...(eventBusName === undefined ? {} : { EventBusName: eventBusName }),
    }
  }

  #keepResources(type: string, resources: readonly string[] | undefined): string[] {
    if (resources === undefined) return []
    const kept = Array.isArray(resources) ? resources.filter(isResource) : []
    if (kept.length !== resources.length) this.#issues.note('resourceLeftOut', type)
    return kept
  }

  #refuse(reason: Refusal, type: string, details?: Readonly<Record<string, unknown>>): PublishResult {
    this.#issues.note(reason, type, details)
    return { accepted: false, reason }
  }

  async #end(options: { readonly timeoutMs?: number | undefined } | undefined): Promise<ShutdownResult> {
    const result = await this.#delivery.shutdown(options)
    await this.#client.close()
    return result
  }
}
