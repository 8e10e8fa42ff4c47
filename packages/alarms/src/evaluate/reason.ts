import { counted } from '@org/core/reporting'
import type { AlarmDefinition, ComparisonOperator, MissingDataTreatment } from '../definition/alarm-definition.js'
import { formatDouble } from './double.js'
import type { EvaluatedDatapoint } from './evaluation.js'
import type { WindowVerdict } from './judge-window.js'

const OPERATOR_WORDS: Readonly<Record<ComparisonOperator, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
}

/** The first two are CloudWatch's own words; under the other two it reports no fill, so these are ours in its style. */
const TREATMENT_WORDS: Readonly<Record<MissingDataTreatment, string>> = {
  breaching: '[Breaching]',
  notBreaching: '[NonBreaching]',
  ignore: '[Ignored]',
  missing: '[Missing]',
}

/** Datapoints spelt out in a reason; a window may have 1,440 of them, and CloudWatch cuts its reasons at 1,023 characters. */
const MAX_LISTED_DATAPOINTS = 10

/**
 * Words a verdict as CloudWatch's `StateReason` does, for example "Threshold Crossed: 3 out of the
 * last 3 datapoints [32.6 (03/07/25 08:29:00), …] were greater than the threshold (31.0) (minimum 1
 * datapoint for OK -> ALARM transition)." The forms were collected from published notifications.
 */
export function formatReason(
  definition: AlarmDefinition,
  verdict: WindowVerdict,
  datapoints: readonly EvaluatedDatapoint[],
): string {
  if (verdict.state === 'INSUFFICIENT_DATA' && !verdict.retained) {
    const { evaluationPeriods } = definition
    return `Insufficient Data: ${counted(evaluationPeriods, 'datapoint')} ${was(evaluationPeriods)} unknown.`
  }
  if (verdict.retained) return `Unchanged: ${withoutSupport(definition, verdict)}.`
  const supporting = verdict.considered
    .flatMap((index) => datapoints[index] ?? [])
    .filter((datapoint) => datapoint.breaching === (verdict.state === 'ALARM'))
    .reverse()
  if (verdict.filledCount === 0) return `Threshold Crossed: ${fromRealOnly(definition, verdict, supporting)}.`
  if (supporting.length === 0) return `Threshold Crossed: ${withoutSupport(definition, verdict)}.`
  const comparison = compare(definition, verdict, supporting)
  return `Threshold Crossed: ${counted(supporting.length, 'datapoint')} ${comparison} and ${fills(definition, verdict)}.`
}

function fromRealOnly(
  definition: AlarmDefinition,
  verdict: WindowVerdict,
  supporting: readonly EvaluatedDatapoint[],
): string {
  const { datapointsToAlarm: m, evaluationPeriods: n } = definition
  const minimum = verdict.state === 'ALARM' ? m : n - m + 1
  const transition = verdict.state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK'
  return (
    `${supporting.length} out of the last ${n} datapoints ${compare(definition, verdict, supporting)} ` +
    `(minimum ${counted(minimum, 'datapoint')} for ${transition} transition)`
  )
}

function compare(
  { comparisonOperator, threshold }: AlarmDefinition,
  { state }: WindowVerdict,
  supporting: readonly EvaluatedDatapoint[],
): string {
  const listed = supporting.slice(0, MAX_LISTED_DATAPOINTS).map(formatDatapoint)
  if (supporting.length > listed.length) listed.push('...')
  const not = state === 'ALARM' ? '' : 'not '
  const operator = `${not}${OPERATOR_WORDS[comparisonOperator]} the threshold (${formatDouble(threshold)})`
  return `[${listed.join(', ')}] ${was(supporting.length)} ${operator}`
}

function withoutSupport(definition: AlarmDefinition, verdict: WindowVerdict): string {
  const received = verdict.considered.length
  const { evaluationPeriods } = definition
  const what = received === 0 ? 'no datapoints were' : `${counted(received, 'datapoint')} ${was(received)}`
  return `${what} received for ${counted(evaluationPeriods, 'period')} and ${fills(definition, verdict)}`
}

function fills({ treatMissingData }: AlarmDefinition, { filledCount }: WindowVerdict): string {
  return `${counted(filledCount, 'missing datapoint')} ${was(filledCount)} treated as ${TREATMENT_WORDS[treatMissingData]}`
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were'
}

function formatDatapoint({ value = 0, timestamp }: EvaluatedDatapoint): string {
  return `${formatDouble(value)} (${formatTimestamp(timestamp)})`
}

function formatTimestamp(timestamp: number): string {
  const [date = '', time = ''] = new Date(timestamp).toISOString().split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  return `${day}/${month}/${year.slice(-2)} ${time.slice(0, 8)}`
}
