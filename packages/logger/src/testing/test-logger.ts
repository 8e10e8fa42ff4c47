import { type Diagnostic, expectObject } from '@org/core'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { createLogger } from '../create-logger.js'
import type { LoggerOptions } from '../options.js'
import type { Logger } from '../winston/logger.js'
import { createInMemoryFirehose, type InMemoryFirehose } from './in-memory-firehose.js'

/** A logger with everything around it that a test looks at. */
export interface TestLogger {
  /** As `createLogger` makes it. */
  readonly logger: Logger
  /** What was logged, in order, parsed; without waiting for a delivery. */
  records(): readonly Readonly<Record<string, unknown>>[]
  /** What arrived, where the logger has a stream. */
  readonly firehose: InMemoryFirehose
  /** The time of the logger, which moves when it is advanced. */
  readonly clock: ManualClock
  /** What the logger said about itself. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Options of {@link createTestLogger}: those of `createLogger` that a test may set. */
export type TestLoggerOptions = Omit<LoggerOptions, 'levels' | 'console' | 'clock' | 'onDiagnostic'> & {
  /** Wall-clock ms at the start. @defaultValue 2026-01-01T00:00:00Z */
  readonly now?: number | undefined
}

/**
 * Makes a logger that ends in memory and whose time stands still until told otherwise: a batch goes, and what failed is
 * sent again, when `clock` is advanced. The end of the process is not watched.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const { logger, records } = createTestLogger({ telemetry })
 * logger.info('order created', { orderId: 'o-17' })
 * records()[0]?.['orderId'] // 'o-17'
 * ```
 */
export function createTestLogger(options: TestLoggerOptions = {}): TestLogger {
  expectObject('options', options)
  const { now, firehose: firehoseOptions, ...loggerOptions } = options
  const clock = createManualClock(now === undefined ? {} : { now })
  const firehose = createInMemoryFirehose()
  const diagnostics: Diagnostic[] = []
  const lines: string[] = []
  const hasStream = firehoseOptions !== undefined || loggerOptions.telemetry?.logs !== undefined
  const logger = createLogger({
    // A test ends as it likes, and has no runtime.
    exitHooks: false,
    runtimeMetadata: false,
    // No backoff: what failed is sent again with the next step of the clock.
    random: () => 0,
    ...loggerOptions,
    ...(hasStream && firehoseOptions !== false ? { firehose: { client: firehose, ...firehoseOptions } } : {}),
    ...(firehoseOptions === false ? { firehose: false as const } : {}),
    console: { format: 'json', stream: { write: (line: string) => lines.push(line) } },
    clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  })
  return {
    logger,
    records: () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    firehose,
    clock,
    diagnostics,
  }
}
