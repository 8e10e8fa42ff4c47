import { type AlarmDefinition, catalogAlarm } from '@org/alarms'
import { telemetry } from './telemetry.js'

const runbookUrl = 'https://example.com/runbooks/helloworld'

/** What somebody should know of helloworld, judged from its own metrics. */
export const alarms: readonly AlarmDefinition[] = [
  catalogAlarm(telemetry, {
    name: 'helloworld-errors',
    metric: 'server_errors',
    severity: 'warning',
    threshold: 5,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    evaluationPeriods: 1,
    // No errors are reported when none happen.
    treatMissingData: 'notBreaching',
    description: 'Five or more requests of a minute failed.',
    runbookUrl,
  }),
  catalogAlarm(telemetry, {
    name: 'helloworld-errors-persist',
    metric: 'server_errors',
    severity: 'critical',
    threshold: 20,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: 'notBreaching',
    description: 'Twenty or more requests a minute failed in three of five minutes.',
    runbookUrl,
  }),
  catalogAlarm(telemetry, {
    name: 'helloworld-slow',
    metric: 'request_duration',
    dimensions: { Route: '/slow', StatusClass: '2xx' },
    severity: 'warning',
    statistic: 'p99',
    threshold: 250,
    evaluationPeriods: 2,
    datapointsToAlarm: 1,
    treatMissingData: 'notBreaching',
    description: 'One in a hundred visits of /slow took longer than 250 ms.',
    runbookUrl,
  }),
]
