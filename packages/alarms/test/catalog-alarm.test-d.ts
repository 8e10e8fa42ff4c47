/** Checked by `tsc`, not run: what the types of `catalogAlarm` must refuse. An expected error that does not occur is an error. */
import { type AlarmDefinition, catalogAlarm, type MetricStatistic } from '../src/index.js'
import { telemetry } from './fixtures/telemetry.js'

const common = { severity: 'warning', threshold: 1, treatMissingData: 'notBreaching' } as const

export const accepted: readonly AlarmDefinition[] = [
  catalogAlarm(telemetry, { ...common, metric: 'page_viewed', dimensions: { Version: '1' } }),
  catalogAlarm(telemetry, { ...common, metric: 'request_duration', dimensions: { Route: '/', StatusClass: '2xx' } }),
  catalogAlarm(telemetry, { ...common, metric: 'queue_depth' }),
  catalogAlarm(telemetry, { ...common, metric: 'queue_depth', dimensions: {} }),
]

// @ts-expect-error -- the catalog declares no such metric
catalogAlarm(telemetry, { ...common, metric: 'page_view', dimensions: { Version: '1' } })

// @ts-expect-error -- page_viewed declares no dimension Route
catalogAlarm(telemetry, { ...common, metric: 'page_viewed', dimensions: { Version: '1', Route: '/' } })

// @ts-expect-error -- the dimensions of another metric
catalogAlarm(telemetry, { ...common, metric: 'page_viewed', dimensions: { Route: '/', StatusClass: '2xx' } })

// @ts-expect-error -- a declared dimension has no value
catalogAlarm(telemetry, { ...common, metric: 'request_duration', dimensions: { Route: '/' } })

// @ts-expect-error -- dimensions are left out although the metric has some
catalogAlarm(telemetry, { ...common, metric: 'page_viewed' })

// @ts-expect-error -- queue_depth has no dimensions
catalogAlarm(telemetry, { ...common, metric: 'queue_depth', dimensions: { Version: '1' } })

// @ts-expect-error -- what missing data means has to be said
catalogAlarm(telemetry, { severity: 'warning', threshold: 1, metric: 'queue_depth' })

// @ts-expect-error -- not a statistic
export const statistic: MetricStatistic = 'Median'
