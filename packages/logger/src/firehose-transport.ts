import { type Clock, type DiagnosticHandler, systemClock } from '@org/core'
import type { DeliveryStats, FlushResult, ShutdownResult } from '@org/core/delivery'
import { config } from 'winston'
import TransportStream, { type TransportStreamOptions } from 'winston-transport'
import { CRASH_TIMEOUT_MS } from './exit/exit-watch.js'
import type { FirehoseOptions } from './firehose/firehose-sink.js'
import { createWatchedDelivery, type WatchedDelivery } from './firehose/watched-delivery.js'
import { type LevelMap, priorityOf } from './levels.js'
import { createLineCleaner, type LineCleaner } from './record/line-cleaner.js'
import { createRedaction, type RedactionOptions } from './redact/redaction.js'
import { LEVEL, MESSAGE } from './triple-beam.js'

/** Options of {@link FirehoseTransport}. */
export interface FirehoseTransportOptions extends FirehoseOptions, TransportStreamOptions {
  /** How secrets are kept out; `false` sends lines exactly as the logger's format made them. @defaultValue on */
  readonly redact?: RedactionOptions | false | undefined
  /** Whether the end of the process is watched while records wait. @defaultValue true */
  readonly exitHooks?: boolean | undefined
  readonly onDiagnostic?: DiagnosticHandler | undefined
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** Whether winston made the record for an uncaught exception; fields of an application do not look like that. */
function isUncaught(info: object): boolean {
  const { exception, rejection, trace, process: about } = info as Record<string, unknown>
  return (exception === true || rejection === true) && Array.isArray(trace) && typeof about === 'object'
}

type FormattedRecord = object & { readonly [LEVEL]?: string; readonly [MESSAGE]?: unknown }

/**
 * A winston transport that delivers to a Firehose stream, for any winston logger. It sends what the
 * logger's format made of a record, one newline-terminated line each.
 *
 * It never emits `error`, never throws into the logger and never keeps it waiting: trouble goes to
 * `onDiagnostic`, or as one rate-limited line to stderr. `logger.end()` waits for its delivery.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const logger = winston.createLogger({
 *   transports: [new FirehoseTransport({ deliveryStreamName: 'FirehoseLogs', destination: 's3' })],
 * })
 * ```
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export class FirehoseTransport extends TransportStream {
  /** The transport's name in winston. */
  readonly name = 'firehose'
  readonly #firehose: WatchedDelivery
  readonly #clean: LineCleaner

  constructor(options: FirehoseTransportOptions) {
    const { redact, onDiagnostic, clock = systemClock, random, exitHooks = true, ...rest } = options
    const {
      level,
      silent,
      format,
      handleExceptions,
      handleRejections,
      log: _log,
      logv: _logv,
      close: _close,
      ...firehose
    } = rest
    super({
      ...(level === undefined ? {} : { level }),
      ...(silent === undefined ? {} : { silent }),
      ...(format === undefined ? {} : { format }),
      ...(handleExceptions === undefined ? {} : { handleExceptions }),
      ...(handleRejections === undefined ? {} : { handleRejections }),
    })
    this.#clean = createLineCleaner(createRedaction(redact), redact === false)
    this.#firehose = createWatchedDelivery(firehose, { clock, random, onDiagnostic }, exitHooks)
  }

  /** Accepts a record from winston. Calls back at once: winston stops every transport while one does not. */
  override log(info: FormattedRecord, callback: () => void): void {
    const line = this.#clean(info)
    this.#firehose.enqueue({ line, bytes: Buffer.byteLength(line) + 1, priority: this.#priority(info[LEVEL]) })
    callback()
    this.emit('logged', info)
    if (isUncaught(info)) void this.#finishEarly()
  }

  /** Resolves when everything logged before the call is delivered or accounted for. Never rejects. */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    return this.#firehose.delivery.flush(options)
  }

  /** Delivers what is held for at most `timeoutMs` (default 5,000) and writes the rest to stderr. Idempotent; never rejects. */
  shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult> {
    return this.#firehose.delivery.shutdown(options)
  }

  stats(): DeliveryStats {
    return this.#firehose.delivery.stats()
  }

  /** winston calls this when the logger removes the transport or closes; what is held is still delivered. */
  override close(): void {
    void this.#firehose.delivery.flush()
  }

  /** Makes `logger.end()` wait for the delivery. */
  override _final(callback: (error?: Error | null) => void): void {
    void this.#firehose.delivery.shutdown().then(() => callback())
  }

  /**
   * After an uncaught exception winston waits for `finish`, which nobody else would emit, or 3 seconds.
   */
  async #finishEarly(): Promise<void> {
    await this.#firehose.delivery.flush({ timeoutMs: CRASH_TIMEOUT_MS })
    this.emit('finish')
  }

  #priority(level: string | undefined): number {
    // winston gives a transport the logger's levels when it is attached.
    const levels = (Reflect.get(this, 'levels') as LevelMap | undefined) ?? config.npm.levels
    return priorityOf(levels[level ?? ''] ?? 0)
  }
}
