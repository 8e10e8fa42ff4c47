import { mismatch } from '@org/core/aws'
import { isMetricStatistic, type MetricStatistic, percentileOf, STATISTIC_RULE } from '../definition/statistic.js'
import { type Observation, type StatisticSet, sampleCountOf, statisticSetOf } from './observation.js'
import { nearestRank, type WeightedValue } from './percentile.js'

/**
 * Computes one statistic over everything that a metric received in one period. Observations that
 * stand for no sample are ignored.
 *
 * @returns undefined when there is no sample, or when `statistic` is a percentile and a statistic set
 * hides the values: CloudWatch then has no percentile either, except for a set of one sample or of
 * equal values. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a statistic that {@link isMetricStatistic} does not know.
 *
 * @example
 * ```ts
 * aggregate([{ timestamp: 0, value: 2, count: 3 }, { timestamp: 0, value: 8, count: 1 }], 'Average') // 3.5
 * ```
 */
export function aggregate(observations: readonly Observation[], statistic: MetricStatistic): number | undefined {
  if (!isMetricStatistic(statistic)) throw mismatch('statistic', STATISTIC_RULE, statistic)
  const samples = observations.filter((observation) => sampleCountOf(observation) > 0)
  if (samples.length === 0) return undefined
  const percentile = percentileOf(statistic)
  if (percentile !== undefined) return aggregatePercentile(samples, percentile)
  const { sampleCount, sum, minimum, maximum } = samples.map(statisticSetOf).reduce(mergeStatisticSets)
  switch (statistic) {
    case 'SampleCount':
      return sampleCount
    case 'Sum':
      return sum
    case 'Average':
      return sum / sampleCount
    case 'Minimum':
      return minimum
    case 'Maximum':
      return maximum
    default:
      return undefined
  }
}

function mergeStatisticSets(a: StatisticSet, b: StatisticSet): StatisticSet {
  return {
    sampleCount: a.sampleCount + b.sampleCount,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  }
}

function aggregatePercentile(samples: readonly Observation[], percentile: number): number | undefined {
  const values: WeightedValue[] = []
  for (const sample of samples) {
    if (!('statistics' in sample)) values.push(sample)
    else if (sample.statistics.minimum === sample.statistics.maximum) {
      values.push({ value: sample.statistics.minimum, count: sample.statistics.sampleCount })
    } else return undefined
  }
  return nearestRank(values, percentile)
}
