import type { Clock } from '../clock.js'
import {
  expectFunction,
  expectInteger,
  expectKnownKeys,
  expectMethods,
  expectNumber,
  expectObject,
  expectString,
} from '../expect.js'
import { expectClock } from '../expect-clock.js'
import type { RequestFailure } from '../failure.js'
import type { DiagnosticHandler } from '../reporting/diagnostic.js'
import { guardedRandom } from '../reporting/guarded-random.js'
import type { Report } from '../reporting/report.js'
import type { LossReport } from './account/loss-tally.js'
import { classifyAsTransient } from './sending/classify-rejection.js'
import type { SendOutcome } from './sending/failure.js'
import type { RetryOptions } from './sending/pace.js'
import type { Spill } from './spill.js'

/** What one request may carry. */
export interface DeliveryLimits {
  /** Items that one request may hold. */
  readonly maxBatchItems: number
  /** Sum of the items' measured bytes in one request. */
  readonly maxBatchBytes: number
  /** A larger item is not accepted. */
  readonly maxItemBytes: number
}

/** How a caller tunes delivery; the same in every package. */
export interface DeliveryTuning {
  /** A batch that is not full goes this long after its first item was accepted, in ms. @defaultValue 1_000 */
  readonly flushIntervalMs?: number | undefined
  /** Bounds of everything accepted and not settled, in flight included. */
  readonly buffer?:
    | {
        /** @defaultValue 50_000 */
        readonly maxItems?: number | undefined
        /** @defaultValue 16_777_216 (16 MiB) */
        readonly maxBytes?: number | undefined
      }
    | undefined
  /** How failed items are sent again. @defaultValue each option's own */
  readonly retry?: RetryOptions | undefined
  /** Requests at once: starts at `initial`, halves on throttling, grows back up to `max`. */
  readonly concurrency?:
    | {
        /** @defaultValue 2 */
        readonly initial?: number | undefined
        /** @defaultValue 4 */
        readonly max?: number | undefined
      }
    | undefined
  /** A request without an answer is given up and sent again after this, in ms. @defaultValue 5_000 */
  readonly requestTimeoutMs?: number | undefined
  /** `flush()` waits so long when the call says nothing else, in ms. @defaultValue 5_000 */
  readonly flushTimeoutMs?: number | undefined
}

/** What the transport of one request sees. */
export interface SendContext {
  /** Aborted at the request timeout and at the deadline of a shutdown. */
  readonly signal: AbortSignal
}

/** Options of {@link createDelivery}. */
export interface DeliveryOptions<T> extends DeliveryTuning {
  /** Names the pipe in diagnostics, for example `firehose:FirehoseLogs`. */
  readonly name: string
  /** What an item is called in diagnostics, in the singular; an `s` makes the plural. @defaultValue 'record' */
  readonly noun?: string | undefined
  /** What the service takes. */
  readonly limits: DeliveryLimits
  /** Size of an item as the service counts it, in bytes. */
  readonly measure: (item: T) => number
  /** Importance from 0 to 15; on overflow the lowest goes first. @defaultValue every item 0 */
  readonly priority?: ((item: T) => number) | undefined
  /**
   * Sends one request. Resolves with the items that were refused, or rejects when the request as a
   * whole failed.
   */
  readonly send: (items: readonly T[], context: SendContext) => Promise<SendOutcome>
  /** Names an item that the service refused, without its content. @defaultValue it is not named */
  readonly describe?: ((item: T) => string) | undefined
  /** Decides what a rejection of `send` means. @defaultValue everything is a fault that passes */
  readonly classify?: ((error: unknown) => RequestFailure) | undefined
  /** Keeps what would be lost to overflow, age or the end of the pipe. @defaultValue it is lost, and counted */
  readonly spill?: Spill<T> | undefined
  /** Receives what is still unsent when the time of a shutdown is up. */
  readonly onUnsent?: ((items: readonly T[]) => void) | undefined
  /** Called each time when the last item held is settled: nothing is left to lose. */
  readonly onIdle?: (() => void) | undefined
  /** Receives what was lost, once items are delivered again, and at shutdown. */
  readonly onLoss?: ((report: LossReport) => void) | undefined
  /** Receives what the pipe has to say about itself. @defaultValue limited lines on stderr */
  readonly onDiagnostic?: DiagnosticHandler | undefined
  /** The voice of whoever owns the pipe, in place of one of its own. */
  readonly report?: Report | undefined
  /** Time. @defaultValue the system's */
  readonly clock?: Clock | undefined
  /** Uniform in [0, 1). @defaultValue Math.random */
  readonly random?: (() => number) | undefined
}

/** The defaults, quoted in the documentation of the options. */
export const DELIVERY_DEFAULTS = {
  flushIntervalMs: 1_000,
  bufferMaxItems: 50_000,
  bufferMaxBytes: 16 * 1024 * 1024,
  retryBaseDelayMs: 100,
  retryMaxDelayMs: 10_000,
  retryMaxAgeMs: 300_000,
  retryProbeIntervalMs: 30_000,
  concurrencyInitial: 2,
  concurrencyMax: 4,
  requestTimeoutMs: 5_000,
  flushTimeoutMs: 5_000,
  shutdownTimeoutMs: 5_000,
} as const

/** The names of the tuning options. */
export const TUNING_NAMES = [
  'flushIntervalMs',
  'buffer',
  'retry',
  'concurrency',
  'requestTimeoutMs',
  'flushTimeoutMs',
] as const
const OPTION_NAMES = [
  ...TUNING_NAMES,
  'name',
  'noun',
  'describe',
  'report',
  'limits',
  'measure',
  'priority',
  'send',
  'classify',
  'spill',
  'onUnsent',
  'onIdle',
  'onLoss',
  'onDiagnostic',
  'clock',
  'random',
]

const UNBOUNDED = Number.MAX_SAFE_INTEGER

/** Every option with its value. */
export interface ResolvedDeliveryOptions<T> {
  readonly name: string
  readonly limits: DeliveryLimits
  readonly flushIntervalMs: number
  readonly buffer: { readonly maxItems: number; readonly maxBytes: number }
  readonly retry: {
    readonly baseDelayMs: number
    readonly maxDelayMs: number
    readonly maxAgeMs: number
    readonly probeIntervalMs: number
  }
  readonly concurrency: { readonly initial: number; readonly max: number }
  readonly requestTimeoutMs: number
  readonly flushTimeoutMs: number
  readonly noun: string
  readonly describe: ((item: T) => string) | undefined
  readonly report: Report | undefined
  readonly measure: (item: T) => number
  readonly priority: (item: T) => number
  readonly send: (items: readonly T[], context: SendContext) => Promise<SendOutcome>
  readonly classify: (error: unknown) => RequestFailure
  readonly spill: Spill<T> | undefined
  readonly onUnsent: ((items: readonly T[]) => void) | undefined
  readonly onIdle: (() => void) | undefined
  readonly onLoss: ((report: LossReport) => void) | undefined
  readonly onDiagnostic: DiagnosticHandler | undefined
  readonly clock: Clock
  readonly random: () => number
}

/** Checks the options and fills in the defaults. @throws {@link ConfigurationError} */
export function resolveDeliveryOptions<T>(options: DeliveryOptions<T>): ResolvedDeliveryOptions<T> {
  expectObject('options', options)
  expectKnownKeys('createDelivery', options, OPTION_NAMES)
  const { limits } = options
  expectObject('limits', limits)
  expectKnownKeys('limits', limits, ['maxBatchItems', 'maxBatchBytes', 'maxItemBytes'])
  const maxBatchBytes = expectInteger('limits.maxBatchBytes', limits.maxBatchBytes, {
    min: 1,
    max: UNBOUNDED,
    unit: 'bytes',
  })
  return {
    name: expectString('name', options.name),
    limits: {
      maxBatchItems: expectInteger('limits.maxBatchItems', limits.maxBatchItems, {
        min: 1,
        max: UNBOUNDED,
        unit: 'items',
      }),
      maxBatchBytes,
      maxItemBytes: expectInteger('limits.maxItemBytes', limits.maxItemBytes, {
        min: 1,
        max: maxBatchBytes,
        unit: 'bytes',
      }),
    },
    ...resolveTuning(options),
    measure: expectFunction('measure', options.measure),
    priority: options.priority === undefined ? () => 0 : expectFunction('priority', options.priority),
    send: expectFunction('send', options.send),
    noun: expectString('noun', options.noun ?? 'record'),
    describe: optional('describe', options.describe),
    report: options.report === undefined ? undefined : expectReport(options.report),
    classify: expectFunction('classify', options.classify ?? classifyAsTransient),
    spill: options.spill === undefined ? undefined : expectSpill(options.spill),
    onUnsent: optional('onUnsent', options.onUnsent),
    onIdle: optional('onIdle', options.onIdle),
    onLoss: optional('onLoss', options.onLoss),
    onDiagnostic: optional('onDiagnostic', options.onDiagnostic),
    clock: expectClock(options.clock),
    random: guardedRandom(expectFunction('random', options.random ?? Math.random)),
  }
}

function optional<F extends (...args: never[]) => unknown>(option: string, value: F | undefined): F | undefined {
  return value === undefined ? undefined : expectFunction(option, value)
}

function expectReport(report: Report): Report {
  expectFunction('report', report)
  for (const method of ['seldom', 'forget', 'callbackFailed'] as const)
    expectFunction(`report.${method}`, report[method])
  return report
}

function expectSpill<T>(spill: Spill<T>): Spill<T> {
  expectMethods('spill', spill, ['take', 'takeAll', 'settled'])
  return spill
}

type ResolvedTuning = Pick<ResolvedDeliveryOptions<unknown>, (typeof TUNING_NAMES)[number]>

function resolveTuning(tuning: DeliveryTuning): ResolvedTuning {
  const { buffer = {}, retry = {}, concurrency = {} } = tuning
  expectKnownKeys('buffer', buffer, ['maxItems', 'maxBytes'])
  expectKnownKeys('retry', retry, ['baseDelayMs', 'maxDelayMs', 'maxAgeMs', 'probeIntervalMs'])
  expectKnownKeys('concurrency', concurrency, ['initial', 'max'])
  const defaults = DELIVERY_DEFAULTS
  const milliseconds = (min: number) => ({ min, max: UNBOUNDED, unit: 'ms' })
  const maxConcurrency = expectInteger('concurrency.max', concurrency.max ?? defaults.concurrencyMax, {
    min: 1,
    max: 64,
  })
  const baseDelayMs = expectNumber('retry.baseDelayMs', retry.baseDelayMs ?? defaults.retryBaseDelayMs, milliseconds(1))
  return {
    flushIntervalMs: expectInteger(
      'flushIntervalMs',
      tuning.flushIntervalMs ?? defaults.flushIntervalMs,
      milliseconds(1),
    ),
    buffer: {
      maxItems: expectInteger('buffer.maxItems', buffer.maxItems ?? defaults.bufferMaxItems, {
        min: 1,
        max: UNBOUNDED,
        unit: 'items',
      }),
      maxBytes: expectInteger('buffer.maxBytes', buffer.maxBytes ?? defaults.bufferMaxBytes, {
        min: 1,
        max: UNBOUNDED,
        unit: 'bytes',
      }),
    },
    retry: {
      baseDelayMs,
      maxDelayMs: expectNumber(
        'retry.maxDelayMs',
        retry.maxDelayMs ?? Math.max(defaults.retryMaxDelayMs, baseDelayMs),
        milliseconds(baseDelayMs),
      ),
      maxAgeMs: expectNumber('retry.maxAgeMs', retry.maxAgeMs ?? defaults.retryMaxAgeMs, milliseconds(1)),
      probeIntervalMs: expectNumber(
        'retry.probeIntervalMs',
        retry.probeIntervalMs ?? defaults.retryProbeIntervalMs,
        milliseconds(1),
      ),
    },
    concurrency: {
      initial: expectInteger(
        'concurrency.initial',
        concurrency.initial ?? Math.min(defaults.concurrencyInitial, maxConcurrency),
        { min: 1, max: maxConcurrency },
      ),
      max: maxConcurrency,
    },
    requestTimeoutMs: expectInteger(
      'requestTimeoutMs',
      tuning.requestTimeoutMs ?? defaults.requestTimeoutMs,
      milliseconds(1),
    ),
    flushTimeoutMs: expectInteger('flushTimeoutMs', tuning.flushTimeoutMs ?? defaults.flushTimeoutMs, milliseconds(0)),
  }
}
