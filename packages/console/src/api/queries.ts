/** Filters of `/api/logs`. */
export interface LogQuery {
  /** The newest so many, oldest first. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the line contains, in any case. */
  readonly q?: string | undefined
  /** One level, or several with commas. */
  readonly level?: string | undefined
  readonly service?: string | undefined
  readonly deliveryStream?: string | undefined
  /** Only lines with a higher sequence number. */
  readonly after?: number | undefined
}

/** Filters of `/api/events`. */
export interface EventQuery {
  /** The newest so many, oldest first. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the detail, the source or the detail-type contains, in any case. */
  readonly q?: string | undefined
  readonly source?: string | undefined
  readonly detailType?: string | undefined
}

/** Filters of `/api/calls`. */
export interface CallQuery {
  /** The newest so many, oldest first. @defaultValue 200 */
  readonly limit?: number | undefined
  /** Text that the operation, the error or the fault contains, in any case. */
  readonly q?: string | undefined
  /** `cloudwatch`, `firehose`, `eventbridge` or `unknown`. */
  readonly service?: string | undefined
}

/** Filters of `/api/metrics`. */
export interface MetricQuery {
  readonly namespace?: string | undefined
  readonly name?: string | undefined
  /** Text that the name or a dimension contains, in any case. */
  readonly q?: string | undefined
  /** With it, every series carries the datapoints of this statistic. */
  readonly statistic?: string | undefined
  /** Seconds. @defaultValue 60 */
  readonly period?: number | undefined
  /** Milliseconds since the epoch. @defaultValue three hours before the end */
  readonly start?: number | undefined
  /** Milliseconds since the epoch. @defaultValue now, the present minute included */
  readonly end?: number | undefined
}

/** Items that a page of JSON holds when the request does not say. */
export const DEFAULT_LIMIT = 200
