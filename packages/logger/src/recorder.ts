import type { Clock } from '@org/core'
import { currentContext, type IdentitySource } from '@org/core/context'
import { type DeliveryResult, type DropReason, type LossReport, NOTHING_HELD, type Timeout } from '@org/core/delivery'
import type { Redaction } from '@org/core/redaction'
import type { Report } from '@org/core/reporting'
import { type SenderStats, writeUnsent } from '@org/core/sender'
import { createLogSender, firehoseLine, type LogSender, priorityOf } from './firehose/log-sender.js'
import type { HeldRecord } from './http/held-records.js'
import { RequestHolds } from './http/request-holds.js'
import { createShowValue, type ShowValue } from './json/value-text.js'
import type { ResolvedLoggerOptions } from './options.js'
import { EMPTY_LAYER, type Layer } from './record/layer.js'
import type { LogCall } from './record/log-call.js'
import { RecordRenderer } from './record/record-renderer.js'
import { nameRuntimeFields } from './record/runtime-fields.js'
import { type ConsoleSink, createConsoleSink } from './sinks/console-sink.js'
import type { StdoutStats } from './sinks/stdout-writer.js'
import type { LevelMap } from './winston/levels.js'

/** A look at a logger. */
export interface LoggerStats {
  /** Values that were redacted, because of their name or their shape. */
  readonly redacted: number
  /** Lines on their way to stdout; undefined where the console is off or a stream of the application. */
  readonly console: StdoutStats | undefined
  /** Lines on their way to Firehose; undefined without a stream. */
  readonly delivery: SenderStats | undefined
}

/** Records that were given up for these reasons are on stderr, each as it was. */
const ON_STDERR: ReadonlySet<string> = new Set<DropReason>(['unsent', 'closed'])

/** The part of a logger that all its children share: rendering, and what becomes of a line. */
export class Recorder {
  readonly clock: Clock
  /** The levels that count now. */
  levels: LevelMap
  /** Shows a value inside a message. */
  readonly show: ShowValue
  /** Records of requests that may be written later. */
  readonly holds = new RequestHolds((record) => this.#writeHeld(record))
  readonly #report: Report
  readonly #redaction: Redaction
  readonly #renderer: RecordRenderer
  readonly #console: ConsoleSink | undefined
  readonly #sender: LogSender | undefined
  #contextLayers = new WeakMap<object, Layer>()
  #defaults: Readonly<Record<string, unknown>> = {}
  #isEnding = false
  #lastContext: object | undefined
  #lastContextLayer: Layer = EMPTY_LAYER

  constructor(options: ResolvedLoggerOptions, report: Report) {
    const { common, redaction, fieldNames, limits, runtimeNames, firehose } = options
    const { clock, identity, exitHooks } = common
    this.#report = report
    this.#redaction = redaction
    this.clock = clock
    this.levels = options.levels
    this.show = createShowValue(redaction, limits)
    this.#renderer = new RecordRenderer(
      fieldNames,
      redaction,
      limits,
      identity.hasRuntime ? Object.values(runtimeNames) : [],
    )
    this.#identify(identity, runtimeNames)
    // Records do not wait for it: those made before the answer go without.
    identity.onChange(() => this.#identify(identity, runtimeNames))
    this.#console =
      options.console === undefined
        ? undefined
        : createConsoleSink({ ...options.console, names: fieldNames, env: options.env, clock, report, exitHooks })
    this.#sender =
      firehose === undefined
        ? undefined
        : createLogSender(firehose, {
            common,
            names: fieldNames,
            onLoss: (losses) => this.#recordLoss(losses),
            // The console has them already.
            leavesLateItems: this.#console === undefined,
          })
  }

  /** Prepares the bindings of a child. */
  bind(bindings: object, below: Layer): Layer {
    return this.#renderer.layer(bindings as Readonly<Record<string, unknown>>, below)
  }

  /** Renders a record and writes it. Never throws. */
  record(level: string, severity: number, call: LogCall, bindings: Layer): void {
    try {
      this.#write(this.#render(level, call, bindings), severity)
    } catch (error) {
      this.#reportFailure(error)
    }
  }

  /** Keeps a record for the request around the caller, if that holds its level. Never throws. */
  hold(level: string, severity: number, call: LogCall, bindings: Layer): void {
    const held = this.holds.around(severity)
    if (held === undefined) return
    if (held.settings.writesAtOnce) {
      this.record(level, severity, call, bindings)
      return
    }
    try {
      // Rendered now: the caller may change its objects before it is known whether this is written.
      const line = this.#renderer.renderOpen(level, call, this.#contextLayer(), bindings, this.clock.now())
      held.add({ line, severity })
    } catch (error) {
      this.#reportFailure(error)
    }
  }

  /** Fields of every record from now on; those of a request, a child or a record win. */
  setDefaults(fields: Readonly<Record<string, unknown>>): void {
    this.#defaults = fields
    this.#contextLayers = new WeakMap()
    this.#lastContext = undefined
  }

  /** Delivers what is held. Never rejects. */
  async flush(options?: Timeout): Promise<DeliveryResult> {
    return (await this.#sender?.flush(options)) ?? NOTHING_HELD
  }

  /** Delivers what is held, and accepts nothing any more. Never rejects. */
  async shutdown(options?: Timeout): Promise<DeliveryResult> {
    this.#isEnding = true
    return (await this.#sender?.shutdown(options)) ?? NOTHING_HELD
  }

  /** A look at everything that is counted. */
  stats(): LoggerStats {
    const { byName, inText } = this.#redaction.counts
    return { redacted: byName + inText, console: this.#console?.stats(), delivery: this.#sender?.stats() }
  }

  #render(level: string, call: LogCall, bindings: Layer): string {
    return this.#renderer.render(level, call, this.#contextLayer(), bindings, this.clock.now())
  }

  #write(line: string, severity: number): void {
    this.#console?.write(line)
    this.#sender?.enqueue(firehoseLine(line, priorityOf(severity)))
  }

  #writeHeld({ line, severity }: HeldRecord): void {
    try {
      this.#write(this.#renderer.close(line), severity)
    } catch (error) {
      this.#reportFailure(error)
    }
  }

  #reportFailure(error: unknown): void {
    this.#report({ level: 'error', code: 'MON_LOGGER_FAILED', message: 'A record could not be written.', error })
  }

  #identify({ identity, runtime }: IdentitySource, names: ResolvedLoggerOptions['runtimeNames']): void {
    this.#renderer.setIdentity(identity, nameRuntimeFields(runtime, names))
  }

  /** Written once per request, however many records it has. */
  #contextLayer(): Layer {
    const context = currentContext()
    if (context === this.#lastContext) return this.#lastContextLayer
    let layer = this.#contextLayers.get(context)
    if (layer === undefined) {
      layer = this.#renderer.contextLayer({ ...this.#defaults, ...context })
      this.#contextLayers.set(context, layer)
    }
    this.#lastContext = context
    this.#lastContextLayer = layer
    return layer
  }

  /** One record says how many of which level were lost, and why, once the stream takes records again. */
  #recordLoss(losses: LossReport): void {
    const level = Object.hasOwn(this.levels, 'warn') ? 'warn' : (Object.keys(this.levels)[0] ?? 'info')
    const byLevel: Record<string, number> = {}
    for (const [priority, lost] of Object.entries(losses.byPriority)) {
      // Levels of one importance are not told apart by delivery.
      const names = Object.keys(this.levels).filter((name) => priorityOf(this.levels[name] ?? 0) === Number(priority))
      byLevel[names.join('|')] = lost
    }
    const fields = {
      lost: { total: losses.total, byReason: losses.byReason, byLevel },
      since: new Date(losses.since).toISOString(),
      until: new Date(losses.until).toISOString(),
    }
    const call = { message: 'log records were lost', fields, error: undefined }
    if (!this.#isEnding && this.#sender?.isClosed !== true) {
      this.record(level, this.levels[level] ?? 0, call, EMPTY_LAYER)
      return
    }
    if (Object.keys(losses.byReason).every((reason) => ON_STDERR.has(reason))) return
    // The stream takes nothing any more, and this record must not count as another loss.
    const line = this.#render(level, call, EMPTY_LAYER)
    if (this.#console === undefined) writeUnsent([line])
    else this.#console.write(line)
  }
}
