import { createEvents, type Events } from '@org/events'
import { createHealth, type Health } from '@org/express-health'
import { createLogger, type Logger } from '@org/logger'
import { createMetrics, type Metrics } from '@org/metrics'
import type { Configuration } from './configuration.js'
import { telemetry } from './telemetry.js'

type Definitions = NonNullable<typeof telemetry.metrics>['definitions']
type Types = NonNullable<typeof telemetry.events>['types']

/** The version that dimensions and records carry when nobody gave one. */
const UNVERSIONED = 'unversioned'

/** Everything that helloworld is watched with. */
export interface Monitoring {
  readonly logger: Logger
  readonly metrics: Metrics<Definitions>
  readonly events: Events<Types>
  readonly health: Health
  readonly version: string
  /** Delivers what is held, logs last, and says what became of it. */
  shutdown(timeoutMs: number): Promise<void>
}

export function createMonitoring(configuration: Configuration): Monitoring {
  const { version = UNVERSIONED, flushIntervalMs, spillDirectory } = configuration
  const interval = flushIntervalMs === undefined ? {} : { flushIntervalMs }
  const spill = spillDirectory === undefined ? {} : { spill: { directory: spillDirectory } }
  const logger = createLogger({
    service: telemetry.service,
    version,
    ...(telemetry.logs === undefined ? {} : { firehose: { ...telemetry.logs, ...interval, ...spill } }),
  })
  const metrics = createMetrics({
    telemetry,
    ...interval,
    onDiagnostic: ({ level, message, ...diagnostic }) => logger.log(level, message, { diagnostic }),
  })
  const events = createEvents({
    telemetry,
    ...interval,
    identity: { version },
    onDiagnostic: ({ level, message, ...diagnostic }) => logger.log(level, message, { diagnostic }),
  })
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
      // The stream is closed now; this one is for the console.
      logger.info('logs delivered', { logs })
    },
  }
}
