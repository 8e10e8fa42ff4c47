import type { MetricStatistic } from '@org/alarms'

const SIMPLE: readonly string[] = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum']
/** p0 to p100 with at most two decimals. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
const PERCENTILE = /^p(?:100(?:\.0{1,2})?|\d{1,2}(?:\.\d{1,2})?)$/

/** The statistic of that name, or undefined when the console does not compute it (trimmed means, IQR and the like). */
export function parseStatistic(name: string): MetricStatistic | undefined {
  return SIMPLE.includes(name) || PERCENTILE.test(name) ? (name as MetricStatistic) : undefined
}
