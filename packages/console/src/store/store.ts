import { Calls } from './calls.js'
import { Events } from './events.js'
import type { StoreLimits } from './limits.js'
import { LogLines } from './log-lines.js'
import { Metrics } from './metrics.js'

/** Everything that arrived, in bounded memory. */
export interface Store {
  readonly logs: LogLines
  readonly metrics: Metrics
  readonly events: Events
  readonly calls: Calls
  /** Forgets everything, totals included. */
  clear(): void
}

export function createStore(limits: StoreLimits): Store {
  const logs = new LogLines({ maxItems: limits.maxLogs, maxBytes: limits.maxLogBytes })
  const metrics = new Metrics({
    maxItems: limits.maxDatums,
    maxBytes: limits.maxDatumBytes,
    maxSeries: limits.maxSeries,
  })
  const events = new Events({ maxItems: limits.maxEvents, maxBytes: limits.maxEventBytes })
  const calls = new Calls({ maxItems: limits.maxCalls, maxBytes: Number.MAX_SAFE_INTEGER })
  return {
    logs,
    metrics,
    events,
    calls,
    clear() {
      logs.clear()
      metrics.clear()
      events.clear()
      calls.clear()
    },
  }
}
