import { MAX_EMF_VALUES } from '@org/core/aws'
import type { WireDatum } from './wire.js'

/** A metric of the embedded metric format: a number, numbers, or numbers with how often each was observed. */
export type EmfValue = number | readonly number[] | EmfDistribution

/** What AWS's own exporters write for a histogram. */
export interface EmfDistribution {
  readonly Values: readonly number[]
  readonly Counts: readonly number[]
  readonly Min: number
  readonly Max: number
  readonly Sum: number
  readonly Count: number
}

/** The member that says which of the others are metrics and dimensions. */
export const EMF_METADATA = '_aws'

/**
 * A datum as documents in the embedded metric format, of which CloudWatch Logs makes the same metric: several where
 * it has more values than one document may have. Undefined where the format has no way to say it, since a metric and
 * its dimensions are members of one object: a name that is there twice, or that is the format's own.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfDocuments(
  datum: WireDatum,
  namespace: string,
): readonly Readonly<Record<string, unknown>>[] | undefined {
  const { MetricName, Dimensions = [], Timestamp, Unit, StorageResolution } = datum
  const names = [MetricName, ...Dimensions.map(({ Name }) => Name)]
  if (new Set(names).size < names.length || names.includes(EMF_METADATA)) return undefined
  const metadata = {
    Timestamp: Timestamp.getTime(),
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: [names.slice(1)],
        Metrics: [{ Name: MetricName, Unit, StorageResolution }],
      },
    ],
  }
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))
  return valuesOf(datum).map((value) => ({ ...dimensions, [MetricName]: value, [EMF_METADATA]: metadata }))
}

function valuesOf({ Value, Values = [], Counts = [] }: WireDatum): readonly EmfValue[] {
  if (Value !== undefined) return [Value]
  const values: EmfValue[] = []
  for (let from = 0; from < Values.length; from += MAX_EMF_VALUES) {
    values.push(distribution(Values.slice(from, from + MAX_EMF_VALUES), Counts.slice(from, from + MAX_EMF_VALUES)))
  }
  return values
}

/** A plain list is the documented form; one with counts is written only where a value was observed more than once. */
function distribution(values: readonly number[], counts: readonly number[]): EmfValue {
  if (counts.every((count) => count === 1)) return values
  let sum = 0
  let count = 0
  for (const [at, value] of values.entries()) {
    sum += value * (counts[at] ?? 1)
    count += counts[at] ?? 1
  }
  return { Values: values, Counts: counts, Min: Math.min(...values), Max: Math.max(...values), Sum: sum, Count: count }
}
