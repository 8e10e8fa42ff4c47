import { ConfigurationError, expectInteger, expectKnownKeys, expectNumber, expectOneOf } from '@org/core'
import type winston from 'winston'
import { type LevelMap, leastSevere } from '../winston/levels.js'
import { type AccessRecord, SERVER_ERROR } from './access-record.js'
import { type HoldingLogger, OPEN_HOLD, type RequestHold } from './request-holds.js'
import { isTraceSampled } from './trace-sampling.js'

/** Which records of a request are held, and when they are written. */
export interface DebugOnErrorOptions {
  /**
   * The least severe level that is held: one of the logger's, others are refused.
   * @defaultValue 'debug', or the least severe level of a logger without one
   */
  readonly level?: string | undefined
  /** A request that lasts this long, in ms, has its records written, too. From 0, which writes them always. @defaultValue 1_000 */
  readonly slowMs?: number | undefined
  /** Records held per request, from 1; of more, the oldest go first, and are counted in the access record. @defaultValue 100 */
  readonly maxRecords?: number | undefined
  /**
   * Bytes held per request, from 1, in UTF-8 and without `eventId` and `sequence`; of more, the oldest records go first.
   * @defaultValue 65_536
   */
  readonly maxBytes?: number | undefined
  /**
   * The share of traces, from 0 to 1, whose records are not held but written at once, however the
   * request ends; see {@link isTraceSampled}. Who may send trace ids may choose sampled ones. @defaultValue 0
   */
  readonly sampleRate?: number | undefined
}

/** The options of `debugOnError` that are numbers. */
export const DEBUG_ON_ERROR_DEFAULTS = {
  slowMs: 1_000,
  maxRecords: 100,
  maxBytes: 65_536,
  sampleRate: 0,
} as const

/** What of an access record decides. */
type Outcome = Pick<AccessRecord, 'statusCode' | 'durationMs' | 'aborted'>

/** The hold of debug records, as one `requestLogger` does it. */
export interface DebugOnError {
  /** Opens the hold of a request, unless another `requestLogger` around the caller has done so. */
  open(request: object, traceId: string): RequestHold | undefined
  /** Whether a request ended so that its records are worth writing. */
  isWorthWriting(outcome: Outcome): boolean
}

const NAME = 'requestLogger.debugOnError'
const DEBUG_LEVEL = 'debug'
const UNBOUNDED = Number.MAX_SAFE_INTEGER

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong. */
export function resolveDebugOnError(
  logger: winston.Logger,
  option: boolean | DebugOnErrorOptions | undefined,
): DebugOnError | undefined {
  if (option === undefined || option === false) return undefined
  const options = option === true ? {} : option
  expectKnownKeys(NAME, options, ['level', ...Object.keys(DEBUG_ON_ERROR_DEFAULTS)])
  const holding = expectHolding(logger)
  const { slowMs, sampleRate, ...bounds } = resolveNumbers(options)
  const level = resolveLevel(options.level, logger.levels)

  return {
    open(request, traceId) {
      // Looked up per request, as `configure` may have changed the levels.
      const severity = logger.levels[level]
      if (severity === undefined) return undefined
      const writesAtOnce = sampleRate > 0 && isTraceSampled(traceId, sampleRate)
      return holding[OPEN_HOLD]({ ...bounds, severity, writesAtOnce }, request)
    },
    isWorthWriting: ({ statusCode, durationMs, aborted }) =>
      statusCode >= SERVER_ERROR || aborted === true || durationMs >= slowMs,
  }
}

type Numbers = typeof DEBUG_ON_ERROR_DEFAULTS

function resolveNumbers({
  slowMs = DEBUG_ON_ERROR_DEFAULTS.slowMs,
  maxRecords = DEBUG_ON_ERROR_DEFAULTS.maxRecords,
  maxBytes = DEBUG_ON_ERROR_DEFAULTS.maxBytes,
  sampleRate = DEBUG_ON_ERROR_DEFAULTS.sampleRate,
}: DebugOnErrorOptions): { readonly [K in keyof Numbers]: number } {
  return {
    slowMs: expectNumber(`${NAME}.slowMs`, slowMs, { min: 0, max: UNBOUNDED, unit: 'ms' }),
    maxRecords: expectInteger(`${NAME}.maxRecords`, maxRecords, { min: 1, max: UNBOUNDED }),
    maxBytes: expectInteger(`${NAME}.maxBytes`, maxBytes, { min: 1, max: UNBOUNDED, unit: 'bytes' }),
    sampleRate: expectNumber(`${NAME}.sampleRate`, sampleRate, { min: 0, max: 1 }),
  }
}

function resolveLevel(option: string | undefined, levels: LevelMap): string {
  if (option !== undefined) return expectOneOf(`${NAME}.level`, option, Object.keys(levels))
  return Object.hasOwn(levels, DEBUG_LEVEL) ? DEBUG_LEVEL : leastSevere(levels)
}

/** A logger that winston alone made writes or drops a record at once. */
function expectHolding(logger: object): HoldingLogger {
  if (OPEN_HOLD in logger) return logger as HoldingLogger
  throw new ConfigurationError(
    `Option \`${NAME}\` needs a logger made by createLogger of @org/logger; got another winston logger.`,
  )
}
