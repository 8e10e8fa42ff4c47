import { type Diagnostic, expectObject } from '@org/core'
import type { MetricDefinitions } from '@org/core/catalog'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { createMetrics, type DefaultNames, type Metrics } from '../metrics.js'
import type { DefaultDimensions, MetricsOptions } from '../options.js'
import { createInMemoryCloudWatch, type InMemoryCloudWatch } from './in-memory-cloudwatch.js'

/** Metrics with everything around them that a test looks at. */
export interface TestMetrics<M extends MetricDefinitions, Defaults extends string> {
  /** What is tested. */
  readonly metrics: Metrics<M, Defaults>
  /** Where they are sent. */
  readonly cloudWatch: InMemoryCloudWatch
  /** Their time, which moves when it is told to. */
  readonly clock: ManualClock
  /** What the metrics said about themselves, in order. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Makes metrics that end in memory and whose time stands still until told otherwise: a window ends, and what failed
 * is sent again, when `clock` is advanced. The end of the process is not watched.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) when an option is wrong.
 *
 * @example
 * ```ts
 * const { metrics, cloudWatch } = createTestMetrics({ telemetry })
 * metrics.counter('page_viewed').add(1, { Version: '1' })
 * await metrics.flush()
 * cloudWatch.statistics('page_viewed', { Version: '1' })?.sum // 1
 * ```
 */
export function createTestMetrics<
  const M extends MetricDefinitions,
  const Defaults extends DefaultDimensions = Readonly<Record<never, never>>,
>(
  options: Omit<MetricsOptions<M, Defaults>, 'client' | 'clock' | 'onDiagnostic'> & {
    /** Wall-clock ms at the start. @defaultValue 2026-01-01T00:00:00Z */
    readonly now?: number | undefined
  },
): TestMetrics<M, DefaultNames<Defaults>> {
  expectObject('options', options)
  const { now, ...metricsOptions } = options
  const clock = createManualClock(now === undefined ? {} : { now })
  const cloudWatch = createInMemoryCloudWatch({ clock })
  const diagnostics: Diagnostic[] = []
  const metrics = createMetrics<M, Defaults>({
    // A test ends as it likes, and has no runtime.
    exitHooks: false,
    runtimeMetadata: false,
    // Without a phase, everything is sent at the end of its window.
    random: () => 0,
    ...metricsOptions,
    client: cloudWatch,
    clock,
    onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
  })
  return { metrics, cloudWatch, clock, diagnostics }
}
