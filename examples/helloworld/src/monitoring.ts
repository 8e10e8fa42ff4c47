import { createEvents, type EventsOf } from '@org/events'
import { createHealth, type Health } from '@org/express-health'
import { createLogger, type Logger } from '@org/logger'
import { createMetrics, type MetricsOf } from '@org/metrics'
import type { Configuration } from './configuration.js'
import { telemetry } from './telemetry.js'

/** The version that dimensions and records carry when nobody gave one. */
const UNVERSIONED = 'unversioned'

/** Everything that helloworld is watched with. */
export interface Monitoring {
  readonly logger: Logger
  readonly metrics: MetricsOf<typeof telemetry>
  readonly events: EventsOf<typeof telemetry>
  readonly health: Health
  readonly version: string
  /** Delivers what is held, logs last, and says what became of it; `timeoutMs` is for all of it together. */
  shutdown(timeoutMs: number): Promise<void>
}

export function createMonitoring(configuration: Configuration): Monitoring {
  const { version = UNVERSIONED, flushIntervalMs, spillDirectory } = configuration
  const spill = spillDirectory === undefined ? undefined : { directory: spillDirectory }
  const logger = createLogger({ telemetry, version, firehose: { flushIntervalMs, spill } })
  const common = {
    telemetry,
    version,
    flushIntervalMs,
    spill,
    onDiagnostic: ({ level, message, ...diagnostic }: { level: string; message: string }) =>
      void logger.log(level, message, { diagnostic }),
  }
  const metrics = createMetrics(common)
  const events = createEvents(common)
  const health = createHealth({
    onTransition: (transition) => logger.info('health changed', { transition }),
  })

  return {
    logger,
    metrics,
    events,
    health,
    version,
    async shutdown(timeoutMs) {
      // Logs go last, within what is left, so that they can tell how the others fared.
      const share = timeoutMs / 2
      const [metricsResult, eventsResult] = await Promise.all([
        metrics.shutdown({ timeoutMs: share }),
        events.shutdown({ timeoutMs: share }),
      ])
      logger.info('metrics and events delivered', { metrics: metricsResult, events: eventsResult })
      const logs = await logger.shutdown({ timeoutMs: share })
      // Nothing can be logged any more; this is for whoever watches the console.
      process.stdout.write(`logs delivered: ${JSON.stringify(logs)}\n`)
    },
  }
}
