import { MAX_DIMENSIONS, STANDARD_RESOLUTION_SECONDS, STORAGE_RESOLUTIONS } from '../aws/limits/cloudwatch-limits.js'
import { expectDimensionName } from '../aws/names.js'
import { METRIC_UNITS, type MetricUnit } from '../aws/units.js'
import { ConfigurationError } from '../errors.js'
import { expectInteger, expectKnownKeys, expectObject, expectOneOf, expectString } from '../expect.js'

/** What a metric measures over time. */
export const METRIC_KINDS = ['counter', 'gauge', 'histogram'] as const
/** What a metric measures over time: one of {@link METRIC_KINDS}. */
export type MetricKind = (typeof METRIC_KINDS)[number]

/** Granularity at which CloudWatch keeps the metric, in seconds. */
export type StorageResolution = (typeof STORAGE_RESOLUTIONS)[number]

/** One metric as plain data. Make it with {@link counter}, {@link gauge} or {@link histogram}. */
export interface MetricDefinition<
  K extends MetricKind = MetricKind,
  D extends string = string,
  R extends readonly string[] = readonly D[],
> {
  /** What the metric measures over time. */
  readonly kind: K
  /** The unit that CloudWatch shows. */
  readonly unit: MetricUnit
  /** Names of the dimensions; a recording must give a value for each. */
  readonly dimensions: readonly D[]
  /** Further sets of these dimensions under which the same values are sent as well. */
  readonly rollups: readonly R[]
  /** What the metric says, for whoever reads the catalog. */
  readonly description?: string | undefined
  /** @defaultValue 60 */
  readonly storageResolution: StorageResolution
}

/** The metrics of a service by name. */
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>

/** The dimension names of a definition. */
export type DimensionOf<M extends MetricDefinition> = M['dimensions'][number]

/** The further sets of dimensions of a definition, each as the tuple of its names; `never` without any. */
export type RollupOf<M extends MetricDefinition> = M['rollups'][number]

/** Options of {@link counter}, {@link gauge} and {@link histogram}. */
export interface MetricDefinitionOptions<
  D extends readonly string[],
  R extends readonly (readonly D[number][])[] = readonly (readonly D[number][])[],
> {
  /** The unit CloudWatch shows. Values are never converted. @defaultValue 'Count' for counters, 'None' otherwise */
  readonly unit?: MetricUnit | undefined
  /** At most 30 names of 1 to 255 ASCII characters. Every distinct set of values is a metric of its own, and billed as one. @defaultValue [] */
  readonly dimensions?: D | undefined
  /**
   * Subsets of `dimensions` under which the metric is sent as well, each as a metric of its own, and billed as one:
   * `[[], ['Route']]` is the total, and the total of each route. An alarm on a set without `Version` outlives a
   * deployment. The order of names does not matter. @defaultValue []
   */
  readonly rollups?: R | undefined
  /** What the metric says, for whoever reads the catalog. @defaultValue none */
  readonly description?: string | undefined
  /** Seconds: 60, or 1 for a high-resolution metric. @defaultValue 60 */
  readonly storageResolution?: StorageResolution | undefined
}

/** Whether a value has the shape that {@link counter}, {@link gauge} and {@link histogram} make. */
export function isMetricDefinition(value: unknown): value is MetricDefinition {
  if (typeof value !== 'object' || value === null) return false
  const { kind, unit, dimensions, rollups, storageResolution } = value as Partial<
    Record<keyof MetricDefinition, unknown>
  >
  return (
    METRIC_KINDS.some((known) => known === kind) &&
    METRIC_UNITS.some((known) => known === unit) &&
    Array.isArray(dimensions) &&
    Array.isArray(rollups) &&
    STORAGE_RESOLUTIONS.some((known) => known === storageResolution)
  )
}

const OPTION_NAMES = ['unit', 'dimensions', 'rollups', 'description', 'storageResolution']

function define<K extends MetricKind, D extends readonly string[], R extends readonly (readonly D[number][])[]>(
  kind: K,
  defaultUnit: MetricUnit,
  options: MetricDefinitionOptions<D, R>,
): MetricDefinition<K, D[number], R[number]> {
  expectObject(kind, options)
  expectKnownKeys(kind, options, OPTION_NAMES)
  const dimensions = options.dimensions ?? []
  if (!Array.isArray(dimensions)) throw new ConfigurationError(`${kind}: \`dimensions\` must be an array of names.`)
  for (const dimension of dimensions) expectDimensionName(`${kind}.dimensions`, dimension)
  expectInteger(`${kind}.dimensions.length`, dimensions.length, { min: 0, max: MAX_DIMENSIONS })
  if (new Set(dimensions).size !== dimensions.length) {
    throw new ConfigurationError(`${kind}: \`dimensions\` names one twice: ${dimensions.join(', ')}.`)
  }
  if (options.description !== undefined) expectString(`${kind}.description`, options.description)
  return Object.freeze({
    kind,
    unit: expectOneOf(`${kind}.unit`, options.unit ?? defaultUnit, METRIC_UNITS),
    dimensions: Object.freeze([...dimensions]) as readonly D[number][],
    rollups: expectRollups<R[number]>(kind, options.rollups ?? [], dimensions),
    storageResolution: expectOneOf(
      `${kind}.storageResolution`,
      options.storageResolution ?? STANDARD_RESOLUTION_SECONDS,
      STORAGE_RESOLUTIONS,
    ),
    ...(options.description === undefined ? {} : { description: options.description }),
  })
}

/** Each a true subset of the dimensions, and none twice: a series that is sent twice would count double. */
function expectRollups<R extends readonly string[]>(
  kind: MetricKind,
  rollups: readonly R[],
  dimensions: readonly string[],
): readonly R[] {
  if (!Array.isArray(rollups) || !rollups.every((rollup) => Array.isArray(rollup))) {
    throw new ConfigurationError(
      `Option \`${kind}.rollups\` must be an array of arrays of dimensions, such as [[], ["Route"]].`,
    )
  }
  const known = new Set([setKey(dimensions)])
  for (const rollup of rollups as readonly (readonly string[])[]) {
    for (const name of rollup) expectOneOf(`${kind}.rollups`, name, dimensions)
    const key = setKey(rollup)
    if (new Set(rollup).size !== rollup.length || known.has(key)) {
      throw new ConfigurationError(
        `Option \`${kind}.rollups\` must name each set of dimensions once, and not the whole set again; got [${rollup.join(', ')}] twice.`,
      )
    }
    known.add(key)
  }
  return Object.freeze(rollups.map((rollup) => Object.freeze([...rollup]) as readonly string[] as R))
}

function setKey(names: readonly string[]): string {
  return JSON.stringify([...names].sort())
}

/**
 * Declares a metric that only goes up: requests, errors, bytes sent. CloudWatch shows its Sum.
 * Not for a level that can fall: use {@link gauge}.
 *
 * @example
 * ```ts
 * counter({ unit: 'Count', dimensions: ['Version'], rollups: [[]] })
 * ```
 */
export function counter<
  const D extends readonly string[] = readonly [],
  const R extends readonly (readonly D[number][])[] = readonly [],
>(options: MetricDefinitionOptions<D, R> = {}): MetricDefinition<'counter', D[number], R[number]> {
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
export function gauge<
  const D extends readonly string[] = readonly [],
  const R extends readonly (readonly D[number][])[] = readonly [],
>(options: MetricDefinitionOptions<D, R> = {}): MetricDefinition<'gauge', D[number], R[number]> {
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
export function histogram<
  const D extends readonly string[] = readonly [],
  const R extends readonly (readonly D[number][])[] = readonly [],
>(options: MetricDefinitionOptions<D, R> = {}): MetricDefinition<'histogram', D[number], R[number]> {
  return define('histogram', 'None', options)
}
