import type { Book, Explanation } from '@org/core/reporting'

export const REFUSALS = ['notFinite', 'outOfRange', 'negative', 'timerUnit', 'threw', 'closed'] as const

/**
 * Why a recording was refused; nothing was counted for it.
 *
 * - `notFinite`: the value is no number, NaN or infinite. - `outOfRange`: it is beyond ±2^360. - `negative`: a counter
 * was given a negative number. - `timerUnit`: a duration, where the unit of the metric is not one of time.
 * - `threw`: reading the dimensions threw. - `closed`: it came after `shutdown`. It is not sent; as a part of a datum it
 * is counted as dropped, and can be read on stderr.
 */
export type MetricRefusal = (typeof REFUSALS)[number]

export const ADJUSTMENTS = ['dimensionMissing', 'dimensionSanitized', 'dimensionUnknown', 'seriesOverflow'] as const

/**
 * What was changed about a recording that was kept.
 *
 * - `dimensionMissing`: no value for a dimension; `__missing__` stands for it. - `dimensionSanitized`: characters that
 * CloudWatch does not take, each replaced by `?`, or more than 1,024. - `dimensionUnknown`: a dimension that the
 * metric does not declare; it was ignored. - `seriesOverflow`: more series than `maxSeriesPerMetric`; recorded as
 * `__other__`.
 */
export type MetricAdjustment = (typeof ADJUSTMENTS)[number]

/** Counts what is wrong with recordings, and tells it once for each kind and metric. */
export type MetricBook = Book<MetricRefusal | MetricAdjustment>

/** How each is told. */
export const EXPLANATIONS: Readonly<Record<MetricRefusal | MetricAdjustment, Explanation>> = {
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
  closed: { code: 'MON_METRICS_CLOSED', text: 'a value was recorded after shutdown; it is not sent' },
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
