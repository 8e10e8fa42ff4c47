/** Checked by `tsc`, not run: what the types of `catalogAlarm` must refuse. An expected error that does not occur is an error. */
import { type AlarmDefinition, catalogAlarm, type MetricStatistic } from '../src/index.js'
import { rolledUp, telemetry } from './fixtures/telemetry.js'

const common = { severity: 'warning', threshold: 1, treatMissingData: 'notBreaching' } as const

export const accepted: readonly AlarmDefinition[] = [
  catalogAlarm(telemetry, { ...common, metric: 'page_viewed', dimensions: { Version: '1' } }),
  catalogAlarm(telemetry, { ...common, metric: 'request_duration', dimensions: { Route: '/', StatusClass: '2xx' } }),
  catalogAlarm(telemetry, { ...common, metric: 'queue_depth' }),
  catalogAlarm(telemetry, { ...common, metric: 'queue_depth', dimensions: {} }),
]

/** The whole set of dimensions, or a rollup. */
export const ofRollups: readonly AlarmDefinition[] = [
  catalogAlarm(rolledUp, { ...common, metric: 'page_viewed', dimensions: { Version: '1' } }),
  catalogAlarm(rolledUp, { ...common, metric: 'page_viewed', dimensions: {} }),
  catalogAlarm(rolledUp, { ...common, metric: 'page_viewed' }),
  catalogAlarm(rolledUp, {
    ...common,
    metric: 'request_duration',
    dimensions: { Route: '/', StatusClass: '2xx', Version: '1' },
  }),
  catalogAlarm(rolledUp, { ...common, metric: 'request_duration', dimensions: { StatusClass: '2xx', Route: '/' } }),
  catalogAlarm(rolledUp, { ...common, metric: 'request_duration', dimensions: { Route: '/' } }),
  catalogAlarm(rolledUp, { ...common, metric: 'response_size', dimensions: { Route: '/' } }),
]

// @ts-expect-error -- no rollup has StatusClass alone
catalogAlarm(rolledUp, { ...common, metric: 'request_duration', dimensions: { StatusClass: '2xx' } })

// @ts-expect-error -- no rollup has Route and Version
catalogAlarm(rolledUp, { ...common, metric: 'request_duration', dimensions: { Route: '/', Version: '1' } })

// @ts-expect-error -- response_size has no total
catalogAlarm(rolledUp, { ...common, metric: 'response_size', dimensions: {} })

// @ts-expect-error -- response_size has no total, so its dimensions cannot be left out
catalogAlarm(rolledUp, { ...common, metric: 'response_size' })

// @ts-expect-error -- a rollup with a dimension that the metric does not declare
catalogAlarm(rolledUp, { ...common, metric: 'response_size', dimensions: { Route: '/', Host: 'a' } })

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
