import type { Report } from '@org/core'

/** Recordings that were refused: nothing was counted for them. */
export const REFUSALS = ['notFinite', 'outOfRange', 'negative', 'timerUnit', 'threw', 'closed'] as const
export type Refusal = (typeof REFUSALS)[number]

/** Recordings that were kept, but not as they came. */
export const ADJUSTMENTS = ['dimensionMissing', 'dimensionSanitized', 'dimensionUnknown', 'seriesOverflow'] as const
export type Adjustment = (typeof ADJUSTMENTS)[number]

interface Explanation {
  readonly code: string
  readonly text: string
}

const EXPLANATIONS: Readonly<Record<Refusal | Adjustment, Explanation>> = {
  notFinite: { code: 'MON_METRICS_VALUE_REFUSED', text: 'a value was not a finite number; it was refused' },
  outOfRange: { code: 'MON_METRICS_VALUE_REFUSED', text: 'a value was beyond ±2^360; it was refused' },
  negative: {
    code: 'MON_METRICS_VALUE_REFUSED',
    text: 'a counter was given a negative number, which was refused; use a gauge for a level that falls',
  },
  timerUnit: {
    code: 'MON_METRICS_VALUE_REFUSED',
    text: 'a timer was used, but the unit is not one of time; the duration was refused',
  },
  threw: { code: 'MON_METRICS_VALUE_REFUSED', text: 'reading the dimensions threw; the value was refused' },
  closed: { code: 'MON_METRICS_CLOSED', text: 'a value was recorded after shutdown; it was refused' },
  dimensionMissing: {
    code: 'MON_METRICS_DIMENSION_ADJUSTED',
    text: 'a dimension had no value; "__missing__" took its place',
  },
  dimensionSanitized: {
    code: 'MON_METRICS_DIMENSION_ADJUSTED',
    text: 'a dimension value was not 1 to 1024 printable ASCII characters; it was made so',
  },
  dimensionUnknown: {
    code: 'MON_METRICS_DIMENSION_ADJUSTED',
    text: 'a value was given for a dimension that the metric does not declare; it was ignored',
  },
  seriesOverflow: {
    code: 'MON_METRICS_SERIES_LIMIT',
    text: 'the limit of series was reached; further ones are recorded as "__other__"',
  },
}

/** Counts what is wrong with recordings, and says it once per kind and metric. */
export class Issues {
  readonly #report: Report
  readonly #counts = new Map<Refusal | Adjustment, number>()
  readonly #said = new Set<string>()

  constructor(report: Report) {
    this.#report = report
  }

  /** @param details Names and figures only, never a value that the application recorded. */
  note(kind: Refusal | Adjustment, metric: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1)
    const key = `${kind} ${metric}`
    if (this.#said.has(key)) return
    this.#said.add(key)
    const { code, text } = EXPLANATIONS[kind]
    this.#report({
      level: 'warn',
      code,
      message: `Metric ${metric}: ${text}. Further cases are counted in stats() only.`,
      details: { metric, kind, ...details },
    })
  }

  count<K extends Refusal | Adjustment>(kinds: readonly K[]): Readonly<Record<K, number>> {
    return Object.fromEntries(kinds.map((kind) => [kind, this.#counts.get(kind) ?? 0])) as Record<K, number>
  }
}
