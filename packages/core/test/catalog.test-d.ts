/** Checked by `tsc`, not run: what the types of the catalog carry through and refuse. An expected error that does not occur is an error. */
import { z } from 'zod'
import {
  counter,
  type DimensionOf,
  defineTelemetry,
  event,
  gauge,
  histogram,
  type InputOf,
  type MetricDefinition,
  type RollupOf,
} from '../src/catalog/index.js'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Expect<T extends true> = T

const telemetry = defineTelemetry({
  service: 'shop',
  metrics: {
    namespace: 'Shop',
    definitions: {
      views: counter({ dimensions: ['Version'] }),
      duration: histogram({ unit: 'Milliseconds', dimensions: ['Route', 'StatusClass'], rollups: [[], ['Route']] }),
      depth: gauge(),
    },
  },
  events: {
    source: 'shop.app',
    types: {
      'page requested': z.object({ path: z.string(), attempt: z.number().default(1) }),
      'order placed': event(z.object({ total: z.number() }), { orderingKey: 'id' }),
    },
  },
})

type Definitions = NonNullable<typeof telemetry.metrics>['definitions']
type Types = NonNullable<typeof telemetry.events>['types']

export type Checks = [
  Expect<Equal<keyof Definitions, 'views' | 'duration' | 'depth'>>,
  Expect<Equal<Definitions['duration']['kind'], 'histogram'>>,
  Expect<Equal<DimensionOf<Definitions['views']>, 'Version'>>,
  Expect<Equal<DimensionOf<Definitions['duration']>, 'Route' | 'StatusClass'>>,
  Expect<Equal<DimensionOf<Definitions['depth']>, never>>,
  Expect<Equal<RollupOf<Definitions['duration']>, readonly [] | readonly ['Route']>>,
  Expect<Equal<RollupOf<Definitions['depth']>, never>>,
  Expect<Equal<keyof Types, 'page requested' | 'order placed'>>,
  // What a caller writes: a field with a default may be left out.
  Expect<Equal<InputOf<Types['page requested']>, { path: string; attempt?: number | undefined }>>,
  Expect<Equal<InputOf<Types['order placed']>, { total: number }>>,
]

type Dimensions<M extends MetricDefinition> = Readonly<Record<DimensionOf<M>, string>>

export const right: Dimensions<Definitions['duration']> = { Route: '/', StatusClass: '2xx' }
// @ts-expect-error -- a misspelt dimension
export const misspelt: Dimensions<Definitions['views']> = { Versoin: '1' }
// @ts-expect-error -- a dimension is missing
export const missing: Dimensions<Definitions['duration']> = { Route: '/' }
// @ts-expect-error -- the dimension of another metric
export const foreign: Dimensions<Definitions['views']> = { Version: '1', Route: '/' }
// @ts-expect-error -- a metric that the catalog does not have
export type Unknown = Definitions['page_veiwed']

export const detail: InputOf<Types['page requested']> = { path: '/' }
// @ts-expect-error -- a field of the wrong type
export const wrongField: InputOf<Types['order placed']> = { total: '12' }
// @ts-expect-error -- a field is missing
export const noField: InputOf<Types['page requested']> = { attempt: 2 }
// @ts-expect-error -- a detail-type that the catalog does not have
export type UnknownType = Types['order plaeced']

// @ts-expect-error -- a unit that CloudWatch does not have
counter({ unit: 'Pages' })
// @ts-expect-error -- a rollup of a dimension that the metric does not have
counter({ dimensions: ['Route'], rollups: [['Version']] })
// @ts-expect-error -- a resolution that CloudWatch does not have
gauge({ storageResolution: 10 })
// @ts-expect-error -- a catalog without a service
defineTelemetry({ metrics: { namespace: 'Shop', definitions: {} } })
// @ts-expect-error -- a schema that follows no standard
defineTelemetry({ service: 'shop', events: { source: 'shop', types: { seen: { parse: (value: unknown) => value } } } })
// @ts-expect-error -- a catalog is read-only
telemetry.service = 'other'
