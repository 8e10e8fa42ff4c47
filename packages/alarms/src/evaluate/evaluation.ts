import type { AlarmState } from './alarm-state.js'
import type { DecidingRule } from './judge-window.js'

/** One period of the evaluation range. */
export interface EvaluatedDatapoint {
  /** Start of the period, in milliseconds since the epoch. */
  readonly timestamp: number
  /** undefined when the datapoint is missing. */
  readonly value?: number | undefined
  /** Whether it counts as breaching, also when it is filled; undefined when nothing was decided about it. */
  readonly breaching: boolean | undefined
  /** Whether it is one of the real datapoints that were judged. */
  readonly considered: boolean
  /** Whether it is missing and was filled in according to `treatMissingData`. */
  readonly filled: boolean
}

/** What CloudWatch would say about an alarm at one moment. */
export interface AlarmEvaluation {
  /** The state after the evaluation. */
  readonly state: AlarmState
  /** Worded as CloudWatch words it; starts with "Unchanged:" where CloudWatch would keep its older reason. */
  readonly reason: string
  /** The moment that was asked for. */
  readonly at: number
  /** Which rule decided. */
  readonly decidedBy: DecidingRule | 'low-sample-count'
  /** The evaluation range, oldest first. */
  readonly datapoints: readonly EvaluatedDatapoint[]
}
