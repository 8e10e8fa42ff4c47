import { expectObject } from '@org/core'
import type { Telemetry } from '@org/core/catalog'
import type { DeliveryResult, Timeout } from '@org/core/delivery'
import { CRASH_TIMEOUT_MS } from '@org/core/lifecycle'
import type { RedactionOptions } from '@org/core/redaction'
import { createReport, type Report } from '@org/core/reporting'
import { type CommonOptions, resolveCommonOptions, type SenderStats } from '@org/core/sender'
import { config } from 'winston'
import TransportStream, { type TransportStreamOptions } from 'winston-transport'
import { type FirehoseOptions, resolveFirehoseOptions } from '../firehose/firehose-options.js'
import { createLogSender, firehoseLine, type LogSender, priorityOf } from '../firehose/log-sender.js'
import { resolveRedaction } from '../options.js'
import { createLineCleaner, type LineCleaner } from '../record/line-cleaner.js'
import { isCrashReport } from './crash-report.js'
import type { LevelMap } from './levels.js'
import { LEVEL, MESSAGE } from './triple-beam.js'

/** Options of {@link FirehoseTransport}. */
export interface FirehoseTransportOptions
  extends Omit<FirehoseOptions, 'region'>,
    CommonOptions,
    TransportStreamOptions {
  /** The catalog: its log stream, what is secret, and who speaks in diagnostics. @defaultValue none */
  readonly telemetry?: Telemetry | undefined
  /**
   * How secrets are kept out, besides what the catalog says: of lines of JSON by the names of fields too, of other text
   * by their shape. `false` sends lines exactly as the logger's format made them. @defaultValue on
   */
  readonly redact?: RedactionOptions | false | undefined
}

type FormattedRecord = object & { readonly [LEVEL]?: string; readonly [MESSAGE]?: unknown }

/** A logger that writes into the transport. */
interface Source {
  readonly level?: string | undefined
  readonly levels?: LevelMap | undefined
}

type Callback = (error?: Error | null) => void

/** Loggers that may share a transport before Node warns of a leak. */
const MAX_LOGGERS = 30

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
  readonly #sender: LogSender
  readonly #clean: LineCleaner
  readonly #report: Report
  /** winston's own bookkeeping knows one logger, and forgets its level with the first that goes. */
  readonly #sources = new Set<Source>()
  #isEnded = false

  constructor(options: FirehoseTransportOptions) {
    expectObject('options', options)
    const {
      level,
      silent,
      format,
      handleExceptions,
      handleRejections,
      log: _log,
      logv: _logv,
      close: _close,
      telemetry,
      redact,
      service,
      version,
      environment,
      hostname,
      versionFile,
      runtimeMetadata,
      exitHooks,
      onDiagnostic,
      clock,
      random,
      ...firehose
    } = options
    const identity = { service, version, environment, hostname, versionFile, runtimeMetadata, region: firehose.region }
    const common = resolveCommonOptions({ ...identity, exitHooks, onDiagnostic, clock, random }, telemetry)
    const resolved = resolveFirehoseOptions(firehose, telemetry?.logs)
    super({
      ...(level === undefined ? {} : { level }),
      ...(silent === undefined ? {} : { silent }),
      ...(format === undefined ? {} : { format }),
      ...(handleExceptions === undefined ? {} : { handleExceptions }),
      ...(handleRejections === undefined ? {} : { handleRejections }),
    })
    // As winston's own transports: each logger that writes into it listens.
    this.setMaxListeners(MAX_LOGGERS)
    this.on('pipe', (source: Source) => this.#sources.add(source))
    this.on('unpipe', (source: Source) => {
      this.#sources.delete(source)
      void this.flush()
    })
    this.#report = createReport({
      source: `firehose:${resolved.deliveryStreamName}`,
      clock: common.clock,
      onDiagnostic,
      identity: () => common.identity.identity,
      redaction: common.redaction,
    })
    this.#clean = createLineCleaner(resolveRedaction(redact, telemetry), redact === false)
    this.#sender = createLogSender(resolved, { common })
  }

  /** Accepts a record from winston. Calls back at once: winston stops every transport while one does not. */
  override log(info: FormattedRecord, callback?: () => void): void {
    const line = this.#clean(info)
    this.#sender.enqueue(firehoseLine(line, this.#priority(info)))
    callback?.()
    this.emit('logged', info)
    if (this.handleExceptions === true && isCrashReport(info)) void this.#finishEarly()
  }

  override _write(info: FormattedRecord, _encoding: string, callback: Callback): void {
    this.#accept(info)
    callback()
  }

  override _writev(chunks: { readonly chunk: FormattedRecord }[], callback: Callback): void {
    for (const { chunk } of chunks) this.#accept(chunk)
    callback()
  }

  /** A record that comes after the end is counted as `closed`; a stream would emit `error`. */
  override write(info: object, ...rest: unknown[]): boolean {
    if (!this.#isEnded) return super.write(info, ...(rest as []))
    this.#accept(info)
    const callback = rest.at(-1)
    if (typeof callback === 'function') queueMicrotask(callback as () => void)
    return true
  }

  override end(...args: unknown[]): this {
    super.end(...(args as []))
    this.#isEnded = true
    return this
  }

  /**
   * Resolves when everything logged before the call is delivered or accounted for, when Firehose is known to take
   * nothing, or after `timeoutMs` (default 5,000). Never rejects.
   */
  flush(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.flush(options)
  }

  /** Delivers what is held for at most `timeoutMs` (default 5,000) and leaves the rest to the spill store, or on stderr. Idempotent; never rejects. */
  shutdown(options?: Timeout): Promise<DeliveryResult> {
    return this.#sender.shutdown(options)
  }

  /** A look at the delivery: what waits, what was delivered, and what was lost, by reason. */
  stats(): SenderStats {
    return this.#sender.stats()
  }

  /** Same as `shutdown()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  /** winston calls this when the logger removes the transport or closes; what is held is still delivered. */
  override close(): void {
    void this.flush()
  }

  /** Makes `logger.end()` wait for the delivery. */
  override _final(callback: Callback): void {
    void this.shutdown().then(() => callback())
  }

  /**
   * After an uncaught exception winston waits for `finish`, which nobody else would emit, or 3 seconds.
   */
  async #finishEarly(): Promise<void> {
    await this.#sender.flush({ timeoutMs: CRASH_TIMEOUT_MS })
    this.emit('finish')
  }

  /** What winston's transports do with a record, except that nothing a format throws gets out. */
  #accept(info: FormattedRecord): void {
    try {
      if (this.silent === true || !this.#isWanted(info)) return
      const formatted =
        this.format === undefined ? info : this.format.transform({ ...info } as never, this.format.options)
      if (typeof formatted === 'object') this.log(formatted)
    } catch (error) {
      this.#report({
        level: 'error',
        code: 'MON_LOGGER_FORMAT_FAILED',
        message: 'The format of the transport threw; its record is lost.',
        error,
      })
    }
  }

  #isWanted(info: FormattedRecord): boolean {
    // Only a report of winston's own is for those alone who asked; a field may be called `exception`.
    if (this.handleExceptions !== true && isCrashReport(info)) return false
    const level = this.level ?? this.#source?.level
    const levels = this.#levels
    if (level === undefined || !Object.hasOwn(levels, level)) return true
    return (levels[level] ?? 0) >= severityOf(info, levels)
  }

  get #source(): Source | undefined {
    const [source] = this.#sources
    return source
  }

  get #levels(): LevelMap {
    return this.#source?.levels ?? config.npm.levels
  }

  #priority(info: FormattedRecord): number {
    return priorityOf(severityOf(info, this.#levels))
  }
}

/** An unknown level counts as the most severe: it is a mistake, and no reason to lose a record. */
function severityOf(info: FormattedRecord, levels: LevelMap): number {
  const level = info[LEVEL] ?? (info as { readonly level?: unknown }).level
  return typeof level === 'string' && Object.hasOwn(levels, level) ? (levels[level] ?? 0) : 0
}
