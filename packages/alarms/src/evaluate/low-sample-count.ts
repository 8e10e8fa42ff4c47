import type { AlarmDefinition } from '../definition/alarm-definition.js'
import { percentileOf } from '../definition/statistic.js'
import { LOW_SAMPLE_NUMERATOR } from '../limits.js'
import { sampleCountOf } from './observation.js'
import type { SlidingPeriod } from './sliding-periods.js'

/**
 * Samples that make a percentile statistically significant: 1,000 for p99, 200 for p95, 20 for p50,
 * 100 for p10. undefined for p0 and p100, which are the minimum and maximum and need no population.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function significantSampleCount(percentile: number): number | undefined {
  if (percentile <= 0 || percentile >= 100) return undefined
  const share = percentile >= 50 ? 100 - percentile : percentile
  // Two decimals at most, so that 100 - 99.9 becomes the whole number 10 rather than 9.9999…
  return (LOW_SAMPLE_NUMERATOR * 100 * 100) / Math.round(share * 100)
}

/**
 * Whether the alarm has to keep its state because its percentile rests on too few samples.
 *
 * The documentation counts "data points during the evaluation period": read here as all samples of
 * the N newest periods together. With no sample at all there is no percentile to distrust: the data
 * is missing, and `treatMissingData` decides; else an alarm could never recover once traffic ends.
 */
export function hasTooFewSamples(definition: AlarmDefinition, periods: readonly SlidingPeriod[]): boolean {
  if (definition.evaluateLowSampleCountPercentile !== 'ignore') return false
  const percentile = percentileOf(definition.statistic)
  const needed = percentile === undefined ? undefined : significantSampleCount(percentile)
  if (needed === undefined) return false
  const samples = periods
    .slice(-definition.evaluationPeriods)
    .flatMap((period) => period.observations)
    .reduce((sum, observation) => sum + sampleCountOf(observation), 0)
  return samples > 0 && samples < needed
}
