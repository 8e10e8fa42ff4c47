import type { AlarmState } from '@org/alarms'
import type { AlarmStatus } from '../alarms/board.js'
import type { FaultCounts } from '../faults/injector.js'
import type { FaultSettings } from '../faults/settings.js'
import type { CallTotals } from '../store/calls.js'
import type { Ring } from '../store/ring.js'
import type { Store } from '../store/store.js'

/** How much of one kind was received and is held. */
export interface Holding {
  /** Items received since the start or the last clear. */
  readonly total: number
  /** Items in memory. */
  readonly inMemory: number
  /** Bytes in memory, as the console counts them. */
  readonly bytesInMemory: number
  /** Items evicted because memory was full: `total` without `inMemory`. */
  readonly droppedFromMemory: number
}

/** Everything at a glance. Moments are ISO 8601. */
export interface Summary {
  /** By the console's clock. */
  readonly now: string
  /** When the console was started. */
  readonly startedAt: string
  /** In lines. */
  readonly logs: Holding
  /** In events. */
  readonly events: Holding
  /** In requests to the AWS-shaped endpoint. */
  readonly calls: Holding
  /** In datums. */
  readonly metrics: Holding & {
    /** Metrics in memory, that is, distinct sets of dimensions. */
    readonly series: number
    /** Metrics forgotten because there were more than `maxSeries`. */
    readonly droppedSeries: number
  }
  /** By service: `cloudwatch`, `firehose`, `eventbridge`, `unknown`; only those that were called. */
  readonly services: Readonly<Record<string, Readonly<CallTotals>>>
  /** Number of alarms by state. */
  readonly alarms: Readonly<Record<AlarmState, number>>
  /** Faults that are injected on purpose. */
  readonly faults: {
    /** What is set. */
    readonly settings: FaultSettings
    /** How often each was injected since it was set. */
    readonly injected: FaultCounts
  }
}

export function summarize(options: {
  readonly store: Store
  readonly alarms: readonly AlarmStatus[]
  readonly faults: Summary['faults']
  readonly now: number
  readonly startedAt: number
}): Summary {
  const { store, alarms, faults, now, startedAt } = options
  return {
    now: new Date(now).toISOString(),
    startedAt: new Date(startedAt).toISOString(),
    logs: holding(store.logs.ring),
    events: holding(store.events.ring),
    calls: holding(store.calls.ring),
    metrics: {
      ...holding(store.metrics.ring),
      series: store.metrics.seriesCount,
      droppedSeries: store.metrics.droppedSeries,
    },
    services: store.calls.totals(),
    alarms: countStates(alarms),
    faults,
  }
}

function holding<T>(ring: Ring<T>): Holding {
  return {
    total: ring.total,
    inMemory: ring.size,
    bytesInMemory: ring.bytes,
    droppedFromMemory: ring.droppedFromMemory,
  }
}

function countStates(alarms: readonly AlarmStatus[]): Record<AlarmState, number> {
  const counts: Record<AlarmState, number> = { OK: 0, ALARM: 0, INSUFFICIENT_DATA: 0 }
  for (const { state } of alarms) counts[state] += 1
  return counts
}
