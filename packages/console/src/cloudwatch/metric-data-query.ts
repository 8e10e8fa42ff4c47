import { isMetricStatistic, type MetricIdentity, type MetricStatistic } from '@org/alarms'
import { MAX_METRIC_NAME_LENGTH, MAX_NAMESPACE_LENGTH, METRIC_UNITS } from '@org/core/aws'
import { SUB_MINUTE_PERIODS } from '../limits.js'
import {
  optionalBoolean,
  optionalNumber,
  optionalString,
  optionalStructure,
  type Structure,
  structure,
} from '../protocol/members.js'
import { validationError } from './errors.js'
import { readDimensions, requiredText } from './names.js'

/** One query of GetMetricData, checked. */
export interface MetricDataQuery {
  readonly id: string
  readonly label: string
  readonly returnData: boolean
  readonly metric: MetricIdentity
  readonly statistic: MetricStatistic
  readonly periodSeconds: number
  readonly unit: string | undefined
}

/** Begins with a lower-case letter; letters, digits and underscores. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const ID_PATTERN = /^[a-z][a-zA-Z0-9_]{0,254}$/

export function readQuery(value: unknown, path: string): MetricDataQuery {
  const query = structure(value, path)
  const id = optionalString(query['Id'], `${path}.Id`) ?? ''
  if (!ID_PATTERN.test(id)) {
    throw validationError(`The value for parameter ${path}.Id must match ^[a-z][a-zA-Z0-9_]*$, up to 255 characters.`)
  }
  const stat = optionalStructure(query['MetricStat'], `${path}.MetricStat`)
  if (optionalString(query['Expression'], `${path}.Expression`) !== undefined) {
    throw validationError(
      `${path}.Expression is not supported by the local console: it has no metric math and no Metrics Insights. Use MetricStat.`,
    )
  }
  if (stat === undefined) throw validationError(`The parameter ${path}.MetricStat is required.`)
  if (optionalString(query['AccountId'], `${path}.AccountId`) !== undefined) {
    throw validationError(`${path}.AccountId is not supported by the local console: it has one account.`)
  }
  return {
    id,
    returnData: optionalBoolean(query['ReturnData'], `${path}.ReturnData`) ?? true,
    ...readMetricStat(stat, `${path}.MetricStat`, readLabel(query['Label'], `${path}.Label`)),
  }
}

type StatPart = Omit<MetricDataQuery, 'id' | 'returnData'>

function readMetricStat(stat: Structure, path: string, label: string | undefined): StatPart {
  const metric = structure(stat['Metric'] ?? {}, `${path}.Metric`)
  const name = requiredText(metric['MetricName'], `${path}.Metric.MetricName`, { maxLength: MAX_METRIC_NAME_LENGTH })
  return {
    label: label ?? name,
    metric: {
      namespace: requiredText(metric['Namespace'], `${path}.Metric.Namespace`, { maxLength: MAX_NAMESPACE_LENGTH }),
      name,
      dimensions: readDimensions(metric['Dimensions'], `${path}.Metric.Dimensions`),
    },
    statistic: readStatistic(stat['Stat'], `${path}.Stat`),
    periodSeconds: readPeriod(stat['Period'], `${path}.Period`),
    unit: readUnit(stat['Unit'], `${path}.Unit`),
  }
}

function readStatistic(value: unknown, path: string): MetricStatistic {
  const name = optionalString(value, path)
  if (isMetricStatistic(name)) return name
  throw validationError(
    `The value for parameter ${path} must be SampleCount, Sum, Average, Minimum, Maximum or a percentile such as p99; the local console computes no other statistic.`,
  )
}

/** @throws {@link AwsError} (`ValidationException`) for a period that CloudWatch does not take */
export function readPeriod(value: unknown, path: string): number {
  const period = optionalNumber(value, path)
  if (period === undefined) throw validationError(`The parameter ${path} is required.`)
  const valid = SUB_MINUTE_PERIODS.includes(period) || (Number.isInteger(period) && period >= 60 && period % 60 === 0)
  if (!valid) {
    throw validationError(
      `The value for parameter ${path} must be ${SUB_MINUTE_PERIODS.join(', ')} or a multiple of 60 seconds.`,
    )
  }
  return period
}

function readUnit(value: unknown, path: string): string | undefined {
  const unit = optionalString(value, path)
  if (unit !== undefined && !METRIC_UNITS.some((known) => known === unit)) {
    throw validationError(`The parameter ${path} must be a value in the set [ ${METRIC_UNITS.join(', ')} ].`)
  }
  return unit
}

function readLabel(value: unknown, path: string): string | undefined {
  const label = optionalString(value, path)
  if (label?.includes('${')) throw validationError(`${path}: dynamic labels are not supported by the local console.`)
  return label
}
