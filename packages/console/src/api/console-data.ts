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
  logs(query?: LogQuery): Page<LogView>
  metrics(query?: MetricQuery): MetricsView
  events(query?: EventQuery): Page<EventView>
  calls(query?: CallQuery): Page<CallView>
  /** Evaluates the alarms now and returns them. */
  alarms(): readonly AlarmView[]
  summary(): Summary
  faults(): Summary['faults']
  /** Replaces the faults; what is left out is no fault. @throws ConsoleError `MON_CONFIG_INVALID` */
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
