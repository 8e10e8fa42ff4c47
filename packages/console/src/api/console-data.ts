import type { AlarmBoard } from '../alarms/board.js'
import type { FaultInjector } from '../faults/injector.js'
import type { FaultSettings } from '../faults/settings.js'
import type { Store } from '../store/store.js'
import { type AlarmView, alarmView } from './alarm-view.js'
import { type CallView, viewCalls } from './call-view.js'
import { type EventView, viewEvents } from './event-view.js'
import { type LogView, viewLogs } from './log-view.js'
import { type MetricsView, viewMetrics } from './metric-view.js'
import type { Page } from './page.js'
import type { CallQuery, EventQuery, LogQuery, MetricQuery } from './queries.js'
import { type Summary, summarize } from './summary.js'

/** What the console holds; the JSON routes answer exactly this. */
export interface ConsoleData {
  /** The newest log lines in memory that match. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
  logs(query?: LogQuery): Page<LogView>
  /** Every metric that matches, with its statistics. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
  metrics(query?: MetricQuery): MetricsView
  /** The newest events in memory that match. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
  events(query?: EventQuery): Page<EventView>
  /** The newest requests in memory that match, refused ones included. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown filter */
  calls(query?: CallQuery): Page<CallView>
  /** Evaluates the alarms now and returns them, in the order in which they were given. */
  alarms(): readonly AlarmView[]
  /** Totals, memory, calls by service, alarms by their last state, and faults. */
  summary(): Summary
  /** The faults that are set, and how often each was injected. */
  faults(): Summary['faults']
  /**
   * Replaces the faults and starts the random sequence anew; what is left out is no fault.
   *
   * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an unknown fault or operation
   */
  setFaults(settings: Partial<FaultSettings>): void
  /** Forgets everything that arrived and the state of the alarms. Faults stay. */
  clear(): void
}

export function createConsoleData(parts: {
  readonly store: Store
  readonly board: AlarmBoard
  readonly injector: FaultInjector
  readonly now: () => number
}): ConsoleData {
  const { store, board, injector, now } = parts
  const startedAt = now()
  const faults = () => ({ settings: injector.settings, injected: injector.counts })
  return {
    logs: (query) => viewLogs(store, query),
    metrics: (query) => viewMetrics(store, now(), query),
    events: (query) => viewEvents(store, query),
    calls: (query) => viewCalls(store, query),
    alarms() {
      board.evaluate()
      return board.list().map(alarmView)
    },
    summary() {
      return summarize({ store, alarms: board.list(), faults: faults(), now: now(), startedAt })
    },
    faults,
    setFaults: (settings) => injector.set(settings),
    clear() {
      store.clear()
      board.reset()
    },
  }
}
