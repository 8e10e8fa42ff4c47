import { expectObject } from '@org/core/aws'
import { ConfigurationError, type DimensionOf, type MetricDefinition, type RollupOf } from '@org/core/catalog'

type Values = Readonly<Record<string, string>>

/** Exactly the dimensions `S` of the declared ones `D`, with a value each; nothing to give when there are none. */
type DimensionSet<S extends string, D extends string> = [S] extends [never]
  ? { readonly dimensions?: Readonly<Record<string, never>> | undefined }
  : {
      readonly dimensions: { readonly [N in S]: string } & { readonly [N in Exclude<D, S>]?: never }
    }

type RollupSet<R, D extends string> = R extends readonly (infer N extends string)[] ? DimensionSet<N, D> : never

/**
 * The sets of dimensions under which a metric is sent: all that it declares, or one of its rollups. Every dimension of
 * the set needs a value. A metric without dimensions, or with the rollup `[]`, may be watched without any.
 */
export type EmittedDimensions<M extends MetricDefinition> =
  | DimensionSet<DimensionOf<M>, DimensionOf<M>>
  | RollupSet<RollupOf<M>, DimensionOf<M>>

/**
 * Returns the values if they name a series that the metric emits.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for any other set: nobody emits it, so that the alarm would
 * stay silent for ever.
 */
export function expectEmittedDimensions(metric: string, definition: MetricDefinition, given: Values = {}): Values {
  expectObject('dimensions', given)
  const { dimensions: declared, rollups } = definition
  const names = Object.keys(given)
  const isEmitted = [declared, ...rollups].some(
    (set) => set.length === names.length && set.every((name) => Object.hasOwn(given, name)),
  )
  if (isEmitted) return given
  const missing = declared.filter((name) => !names.includes(name))
  const unknown = names.filter((name) => !declared.includes(name))
  const mistakes = [
    ...(missing.length === 0 ? [] : [`no value for ${missing.join(', ')}`]),
    ...(unknown.length === 0 ? [] : [`a value for ${unknown.join(', ')}, which it does not declare`]),
  ]
  const alternatives = rollups.length === 0 ? '' : ` or of one of its rollups ${rollups.map(setText).join(', ')},`
  throw new ConfigurationError(
    `Option \`dimensions\` must give a value for each dimension of ${metric} (${declared.join(', ') || 'none'}),${alternatives} ` +
      `since any other set names a series that nobody emits; got ${mistakes.join(' and ')}.`,
  )
}

function setText(names: readonly string[]): string {
  return `[${names.join(', ')}]`
}
