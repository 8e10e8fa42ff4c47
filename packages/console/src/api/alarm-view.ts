import type { AlarmDefinition, AlarmState } from '@org/alarms'
import type { AlarmStatus } from '../alarms/board.js'
import { iso } from './page.js'

/** One alarm as JSON. */
export interface AlarmView {
  readonly name: string
  readonly severity: AlarmDefinition['severity']
  readonly state: AlarmState
  readonly reason: string
  readonly stateSince?: string | undefined
  readonly evaluatedAt?: string | undefined
  readonly threshold: number
  readonly definition: AlarmDefinition
  readonly datapoints: readonly {
    readonly timestamp: string
    /** null when the period has no data. */
    readonly value: number | null
    readonly breaching?: boolean | undefined
    readonly considered: boolean
    readonly filled: boolean
  }[]
  /** Changes of state, oldest first, bounded. */
  readonly history: readonly {
    readonly at: string
    readonly from: AlarmState
    readonly to: AlarmState
    readonly reason: string
  }[]
}

export function alarmView(status: AlarmStatus): AlarmView {
  const { definition, state, reason, stateSince, evaluatedAt, datapoints, history } = status
  return {
    name: definition.name,
    severity: definition.severity,
    state,
    reason,
    ...(stateSince === undefined ? {} : { stateSince: iso(stateSince) }),
    ...(evaluatedAt === undefined ? {} : { evaluatedAt: iso(evaluatedAt) }),
    threshold: definition.threshold,
    definition,
    datapoints: datapoints.map((datapoint) => ({
      ...datapoint,
      timestamp: iso(datapoint.timestamp),
      value: datapoint.value ?? null,
    })),
    history: history.map((transition) => ({ ...transition, at: iso(transition.at) })),
  }
}
