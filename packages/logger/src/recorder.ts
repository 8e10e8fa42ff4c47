import type { Clock, Report } from '@org/core'
import {
  currentContext,
  detectIdentity,
  detectRuntime,
  type RuntimeDetection,
  type RuntimeIdentity,
} from '@org/core/context'
import type { FlushResult, LossReport, ShutdownResult } from '@org/core/delivery'
import { type FirehoseStats, WatchedDelivery } from './firehose/watched-delivery.js'
import type { HeldRecord } from './http/held-records.js'
import { RequestHolds } from './http/request-holds.js'
import { type LevelMap, priorityOf } from './levels.js'
import type { ResolvedLoggerOptions } from './options.js'
import { EMPTY_LAYER, type Layer } from './record/layer.js'
import type { LogCall } from './record/log-call.js'
import { RecordRenderer } from './record/record-renderer.js'
import { nameRuntimeFields } from './record/runtime-fields.js'
import { createShowValue, type ShowValue } from './record/value-text.js'
import { createConsoleSink, type LineSink } from './sinks/console-sink.js'
import { writeUnsent } from './sinks/unsent.js'

/** What a logger without a Firehose stream says of its delivery. */
const NOTHING_SHIPPED: ShutdownResult = { delivered: 0, dropped: 0, failed: 0 }

/** Not in AWS, or nobody wants to know. */
const NOWHERE: RuntimeDetection = { known: {}, asked: undefined }

/** The part of a logger that all its children share: the level gate, the renderer and our sinks. */
export class Recorder {
  readonly clock: Clock
  /** The levels that count now. */
  levels: LevelMap
  /** Shows a value inside a message. */
  readonly show: ShowValue
  /** Records of requests that may be written later. */
  readonly holds = new RequestHolds((record) => this.#recordHeld(record))
  readonly #report: Report
  readonly #renderer: RecordRenderer
  readonly #console: LineSink | undefined
  readonly #firehose: WatchedDelivery | undefined
  #contextLayers = new WeakMap<object, Layer>()
  #defaults: Readonly<Record<string, unknown>> = {}
  #isEnding = false
  #lastContext: object | undefined
  #lastContextLayer: Layer = EMPTY_LAYER

  constructor(options: ResolvedLoggerOptions, report: Report) {
    this.#report = report
    this.show = createShowValue(options.redaction, options.limits)
    this.clock = options.clock
    this.levels = options.levels
    const runtime = options.runtimeMetadata ? detectRuntime() : NOWHERE
    const isSomewhere = runtime.asked !== undefined || Object.keys(runtime.known).length > 0
    const reserved = isSomewhere ? Object.values(options.runtimeNames) : []
    this.#renderer = new RecordRenderer(options.fieldNames, options.redaction, options.limits, reserved)
    this.#identify(options, runtime.known)
    // Records do not wait for it: those made before the answer go without.
    void runtime.asked?.then((asked) => this.#identify(options, asked))
    this.#console =
      options.console === undefined
        ? undefined
        : createConsoleSink(options.console.stream, options.console.format, options.fieldNames, options.env)
    this.#firehose =
      options.firehose === undefined
        ? undefined
        : new WatchedDelivery(
            options.firehose,
            {
              clock: options.clock,
              random: options.random,
              onDiagnostic: options.onDiagnostic,
              onLoss: (report) => this.#recordLoss(report),
            },
            options.exitHooks,
          )
  }

  /** Prepares the bindings of a child. */
  bind(bindings: object, below: Layer): Layer {
    return this.#renderer.layer(bindings as Readonly<Record<string, unknown>>, below)
  }

  /** Renders a record and hands it to our sinks. Never throws. */
  record(level: string, severity: number, call: LogCall, bindings: Layer): void {
    try {
      this.#ship(this.#render(level, call, bindings), severity)
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

  #recordHeld({ line, severity }: HeldRecord): void {
    try {
      const closed = this.#renderer.close(line)
      this.#console?.(closed)
      this.#ship(closed, severity)
    } catch (error) {
      this.#reportFailure(error)
    }
  }

  #ship(line: string, severity: number): void {
    this.#firehose?.enqueue({ line, bytes: Buffer.byteLength(line) + 1, priority: priorityOf(severity) })
  }

  #reportFailure(error: unknown): void {
    this.#report({ level: 'error', code: 'MON_LOGGER_FAILED', message: 'A record could not be written.', error })
  }

  #render(level: string, call: LogCall, bindings: Layer): string {
    const line = this.#renderer.render(level, call, this.#contextLayer(), bindings, this.clock.now())
    this.#console?.(line)
    return line
  }

  /** Fields of every record from now on; those of a request, a child or a record win. */
  setDefaults(fields: Readonly<Record<string, unknown>>): void {
    this.#defaults = fields
    this.#contextLayers = new WeakMap()
    this.#lastContext = undefined
  }

  async flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    return (await this.#firehose?.flush(options)) ?? { delivered: 0, dropped: 0, pending: 0 }
  }

  async shutdown(options?: { readonly timeoutMs?: number | undefined }): Promise<ShutdownResult> {
    this.#isEnding = true
    return (await this.#firehose?.shutdown(options)) ?? NOTHING_SHIPPED
  }

  stats(): FirehoseStats | undefined {
    return this.#firehose?.stats()
  }

  #identify({ identity, runtimeNames }: ResolvedLoggerOptions, runtime: RuntimeIdentity): void {
    const known = detectIdentity(identity)
    const { region: runtimeRegion, ...facts } = runtime
    const { region = runtimeRegion, version = runtime.imageTag } = known
    this.#renderer.setIdentity(
      { ...known, ...(region === undefined ? {} : { region }), ...(version === undefined ? {} : { version }) },
      nameRuntimeFields(facts, runtimeNames),
    )
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

  /** One record says how many of which level were lost, and why, once the pipe takes records again. */
  #recordLoss(report: LossReport): void {
    const level = Object.hasOwn(this.levels, 'warn') ? 'warn' : (Object.keys(this.levels)[0] ?? 'info')
    const byLevel: Record<string, number> = {}
    for (const [priority, lost] of Object.entries(report.byPriority)) {
      // Levels of one importance are not told apart by delivery.
      const names = Object.keys(this.levels).filter((name) => priorityOf(this.levels[name] ?? 0) === Number(priority))
      byLevel[names.join('|')] = lost
    }
    const fields = {
      lost: { total: report.total, byReason: report.byReason, byLevel },
      since: new Date(report.since).toISOString(),
      until: new Date(report.until).toISOString(),
    }
    const call = { message: 'log records were lost', fields, error: undefined }
    if (!this.#isEnding) this.record(level, this.levels[level] ?? 0, call, EMPTY_LAYER)
    // The stream takes nothing any more, and this record must not count as another loss.
    else if (this.#console === undefined) writeUnsent([this.#render(level, call, EMPTY_LAYER)])
    else this.#render(level, call, EMPTY_LAYER)
  }
}
