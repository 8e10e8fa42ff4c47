import { type AlarmDefinition, type AlarmEvaluation, type AlarmState, evaluate } from '@org/alarms'
import type { Metrics } from '../store/metrics.js'
import { Ring } from '../store/ring.js'

/** One change of state. */
export interface AlarmTransition {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly from: AlarmState
  readonly to: AlarmState
  readonly reason: string
}

/** One alarm as it stands. */
export interface AlarmStatus {
  readonly definition: AlarmDefinition
  readonly state: AlarmState
  readonly reason: string
  /** Since when the state holds; undefined until the first evaluation. Milliseconds since the epoch. */
  readonly stateSince: number | undefined
  readonly evaluatedAt: number | undefined
  readonly datapoints: AlarmEvaluation['datapoints']
  /** Oldest first, bounded. */
  readonly history: readonly AlarmTransition[]
}

interface Entry {
  readonly definition: AlarmDefinition
  readonly history: Ring<AlarmTransition>
  state: AlarmState
  reason: string
  stateSince: number | undefined
  evaluation: AlarmEvaluation | undefined
}

/** Options of {@link AlarmBoard}. */
export interface AlarmBoardOptions {
  readonly definitions: readonly AlarmDefinition[]
  readonly metrics: Metrics
  readonly maxHistory: number
  readonly now: () => number
}

const INITIAL_REASON = 'Unchecked: Initial alarm creation'

/** Periods beyond twice N that are handed to the evaluation, which itself looks back by fewer; only for speed. */
const SPARE_PERIODS = 20

/** Judges the alarms from the stored observations and remembers how their states changed. */
export class AlarmBoard {
  readonly #options: AlarmBoardOptions
  #entries: Entry[]

  constructor(options: AlarmBoardOptions) {
    this.#options = options
    this.#entries = this.#initialEntries()
  }

  /** Judges every alarm at the present moment. */
  evaluate(): void {
    const at = this.#options.now()
    for (const entry of this.#entries) this.#judge(entry, at)
  }

  list(): readonly AlarmStatus[] {
    return this.#entries.map(({ definition, state, reason, stateSince, evaluation, history }) => ({
      definition,
      state,
      reason,
      stateSince,
      evaluatedAt: evaluation?.at,
      datapoints: evaluation?.datapoints ?? [],
      history: [...history],
    }))
  }

  /** Every alarm is as new. */
  reset(): void {
    this.#entries = this.#initialEntries()
  }

  #judge(entry: Entry, at: number): void {
    const { definition, state } = entry
    const from = at - (2 * definition.evaluationPeriods + SPARE_PERIODS) * definition.periodSeconds * 1000
    const series = this.#options.metrics.find(definition.metric)
    const observations = series?.observations(definition.statistic, { from }) ?? []
    const evaluation = evaluate(definition, observations, { at, previousState: state })
    entry.evaluation = evaluation
    entry.stateSince ??= at
    if (evaluation.state !== state) {
      entry.history.push({ at, from: state, to: evaluation.state, reason: evaluation.reason })
      entry.stateSince = at
    }
    entry.state = evaluation.state
    entry.reason = evaluation.reason
  }

  #initialEntries(): Entry[] {
    const { definitions, maxHistory } = this.#options
    return definitions.map((definition) => ({
      definition,
      history: new Ring<AlarmTransition>({ maxItems: maxHistory, maxBytes: Number.MAX_SAFE_INTEGER }, () => 0),
      state: 'INSUFFICIENT_DATA',
      reason: INITIAL_REASON,
      stateSince: undefined,
      evaluation: undefined,
    }))
  }
}
