import { ConfigurationError } from '../errors.js'
import { expectInteger, expectKnownKeys, expectObject, expectOneOf, expectString } from '../expect.js'
import { MAX_DIMENSION_NAME_LENGTH, MAX_DIMENSIONS, MAX_METRIC_NAME_LENGTH } from './limits.js'
import { METRIC_UNITS, type MetricUnit } from './unit.js'

/** What a metric measures over time. */
export const METRIC_KINDS = ['counter', 'gauge', 'histogram'] as const
export type MetricKind = (typeof METRIC_KINDS)[number]

/** Granularity at which CloudWatch keeps the metric, in seconds. */
export type StorageResolution = 1 | 60

/** One metric as plain data. Make it with {@link counter}, {@link gauge} or {@link histogram}. */
export interface MetricDefinition<K extends MetricKind = MetricKind, D extends string = string> {
  readonly kind: K
  readonly unit: MetricUnit
  /** Names of the dimensions; a recording must give a value for each. */
  readonly dimensions: readonly D[]
  readonly description?: string | undefined
  /** @defaultValue 60 */
  readonly storageResolution: StorageResolution
}

/** The metrics of a service by name. */
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>

/** The dimension names of a definition. */
export type DimensionOf<M extends MetricDefinition> = M extends MetricDefinition<MetricKind, infer D> ? D : never

/** Options of {@link counter}, {@link gauge} and {@link histogram}. */
export interface MetricDefinitionOptions<D extends readonly string[]> {
  /** The unit CloudWatch shows. Values are never converted. @defaultValue 'Count' for counters, 'None' otherwise */
  readonly unit?: MetricUnit | undefined
  /** At most 30 names of 1 to 255 ASCII characters. Every distinct set of values is a metric of its own, and billed as one. @defaultValue [] */
  readonly dimensions?: D | undefined
  readonly description?: string | undefined
  /** Seconds: 60, or 1 for a high-resolution metric. @defaultValue 60 */
  readonly storageResolution?: StorageResolution | undefined
}

/** Whether a value has the shape that {@link counter}, {@link gauge} and {@link histogram} make. */
export function isMetricDefinition(value: unknown): value is MetricDefinition {
  if (typeof value !== 'object' || value === null) return false
  const { kind, unit, dimensions, storageResolution } = value as Partial<Record<keyof MetricDefinition, unknown>>
  return (
    METRIC_KINDS.some((known) => known === kind) &&
    METRIC_UNITS.some((known) => known === unit) &&
    Array.isArray(dimensions) &&
    (storageResolution === 1 || storageResolution === 60)
  )
}

const OPTION_NAMES = ['unit', 'dimensions', 'description', 'storageResolution']

function define<K extends MetricKind, D extends readonly string[]>(
  kind: K,
  defaultUnit: MetricUnit,
  options: MetricDefinitionOptions<D>,
): MetricDefinition<K, D[number]> {
  expectObject(kind, options)
  expectKnownKeys(kind, options, OPTION_NAMES)
  const dimensions = options.dimensions ?? []
  if (!Array.isArray(dimensions)) throw new ConfigurationError(`${kind}: \`dimensions\` must be an array of names.`)
  for (const dimension of dimensions) expectDimensionName(`${kind}.dimensions`, dimension)
  expectInteger(`${kind}.dimensions.length`, dimensions.length, { min: 0, max: MAX_DIMENSIONS })
  if (new Set(dimensions).size !== dimensions.length) {
    throw new ConfigurationError(`${kind}: \`dimensions\` names one twice: ${dimensions.join(', ')}.`)
  }
  return Object.freeze({
    kind,
    unit: expectOneOf(`${kind}.unit`, options.unit ?? defaultUnit, METRIC_UNITS),
    dimensions: Object.freeze([...dimensions]) as readonly D[number][],
    storageResolution: expectOneOf(`${kind}.storageResolution`, options.storageResolution ?? 60, [1, 60]),
    ...(options.description === undefined ? {} : { description: options.description }),
  })
}

/**
 * Declares a metric that only goes up: requests, errors, bytes sent. CloudWatch shows its Sum.
 * Not for a level that can fall: use {@link gauge}.
 *
 * @example
 * ```ts
 * counter({ unit: 'Count', dimensions: ['Version'] })
 * ```
 */
export function counter<const D extends readonly string[] = readonly []>(
  options: MetricDefinitionOptions<D> = {},
): MetricDefinition<'counter', D[number]> {
  return define('counter', 'Count', options)
}

/**
 * Declares a level that goes up and down: queue depth, memory, connections. The last value of each
 * interval counts.
 *
 * @example
 * ```ts
 * gauge({ unit: 'Bytes' })
 * ```
 */
export function gauge<const D extends readonly string[] = readonly []>(
  options: MetricDefinitionOptions<D> = {},
): MetricDefinition<'gauge', D[number]> {
  return define('gauge', 'None', options)
}

/**
 * Declares a distribution: durations, sizes. Percentiles work on it, also over many hosts.
 *
 * @example
 * ```ts
 * histogram({ unit: 'Milliseconds', dimensions: ['Route', 'StatusClass'] })
 * ```
 */
export function histogram<const D extends readonly string[] = readonly []>(
  options: MetricDefinitionOptions<D> = {},
): MetricDefinition<'histogram', D[number]> {
  return define('histogram', 'None', options)
}

/** ASCII without control characters, not starting with a colon, not blank. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
const NAME_PATTERN = /^(?!:)(?=.*[!-~])[ -~]+$/

/** @throws {@link ConfigurationError} */
export function expectDimensionName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_DIMENSION_NAME_LENGTH,
    pattern: NAME_PATTERN,
    expectation: 'ASCII without control characters that does not start with ":"',
  })
}

/** @throws {@link ConfigurationError} */
export function expectMetricName(option: string, name: unknown): string {
  return expectString(option, name, {
    maxLength: MAX_METRIC_NAME_LENGTH,
    pattern: NAME_PATTERN,
    expectation: 'ASCII without control characters that does not start with ":"',
  })
}
