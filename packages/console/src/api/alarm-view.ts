import type { AlarmDefinition, AlarmState } from '@org/alarms'
import type { AlarmStatus } from '../alarms/board.js'
import { iso } from './page.js'

/** One alarm as JSON. Moments are ISO 8601. */
export interface AlarmView {
  /** Unique among the alarms of a console. */
  readonly name: string
  /** `warning` or `critical`. */
  readonly severity: AlarmDefinition['severity']
  /** As of the last evaluation; `INSUFFICIENT_DATA` before the first. */
  readonly state: AlarmState
  /** Why the alarm is in its state, worded as CloudWatch words it. */
  readonly reason: string
  /** Since when the state holds; absent before the first evaluation. */
  readonly stateSince?: string | undefined
  /** Moment of the last evaluation; absent before the first. */
  readonly evaluatedAt?: string | undefined
  /** In the unit of the metric. */
  readonly threshold: number
  /** The definition that was given, with its defaults. */
  readonly definition: AlarmDefinition
  /** The evaluation range, oldest first. */
  readonly datapoints: readonly {
    /** Start of the period. */
    readonly timestamp: string
    /** null when the period has no data. */
    readonly value: number | null
    /** Whether it counts as breaching; absent when nothing was decided about it. */
    readonly breaching?: boolean | undefined
    /** Whether it is one of the real datapoints that were judged. */
    readonly considered: boolean
    /** Whether it is missing and was filled in as `treatMissingData` says. */
    readonly filled: boolean
  }[]
  /** Changes of state, oldest first, at most `maxAlarmHistory`. */
  readonly history: readonly {
    /** Moment of the evaluation that changed it. */
    readonly at: string
    /** The state before. */
    readonly from: AlarmState
    /** The state after. */
    readonly to: AlarmState
    /** Why, worded as CloudWatch words it. */
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
