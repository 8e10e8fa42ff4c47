import type { Clock } from '@org/core'
import { isDimensionValue } from '@org/core/aws'
import { createAggregator } from '../aggregate/create-aggregator.js'
import type { MetricBook } from '../refusals.js'
import type { WireDimension } from '../sinks/wire.js'
import { MISSING_VALUE, OTHER_VALUE, sanitizeDimensionValue } from './dimension-value.js'
import { type NamedMetric, Series } from './series.js'

/** Dimension values as they come from the application, which may not be typed. */
export type GivenDimensions = Readonly<Record<string, unknown>>

/** One level per declared dimension; lookup needs neither a joined key nor an allocation. */
interface Node {
  readonly children: Map<unknown, Node>
  series?: Series
}

const NO_DIMENSIONS: GivenDimensions = Object.freeze({})

/** What a tree is made with. */
export interface SeriesTreeOptions {
  readonly metric: NamedMetric
  readonly defaultDimensions: Readonly<Record<string, string>>
  readonly maxSeries: number
  readonly book: MetricBook
  readonly clock: Pick<Clock, 'monotonic'>
  /** Of one rollup of the metric. @defaultValue all dimensions that the metric declares, with its rollups */
  readonly names?: readonly string[] | undefined
}

/** The series of one metric, at most `maxSeries` of them; what goes beyond is folded into one. */
export class SeriesTree {
  readonly #options: SeriesTreeOptions
  readonly #names: readonly string[]
  readonly #root: Node = { children: new Map() }
  readonly #rollups: readonly SeriesTree[]
  #count = 0
  #overflow: Series | undefined

  constructor(options: SeriesTreeOptions) {
    this.#options = options
    const { dimensions, rollups } = options.metric.definition
    this.#names = options.names ?? dimensions
    this.#rollups = options.names === undefined ? rollups.map((names) => new SeriesTree({ ...options, names })) : []
  }

  /** Series that are held, the folded one and those of rollups included. */
  get count(): number {
    const rolledUp = this.#rollups.reduce((sum, tree) => sum + tree.count, 0)
    return this.#count + (this.#overflow === undefined ? 0 : 1) + rolledUp
  }

  /** The series for these dimensions; makes it when there is none. */
  find(given: GivenDimensions | undefined): Series {
    const dimensions = given ?? NO_DIMENSIONS
    let node: Node | undefined = this.#root
    for (let at = 0; at < this.#names.length && node !== undefined; at++) {
      node = node.children.get(dimensions[this.#names[at] ?? ''])
    }
    return node?.series ?? this.#admit(dimensions)
  }

  /** Forgets series that had no part in a window since `before` (monotonic ms) and are not bound. */
  release(before: number): void {
    this.#releaseBelow(this.#root, before)
    for (const tree of this.#rollups) tree.release(before)
  }

  #admit(given: GivenDimensions): Series {
    this.#noteUnknown(given)
    const values = this.#names.map((name) => this.#resolve(name, given[name]))
    const known = this.#lookUp(values)
    if (known !== undefined) return known
    if (this.#count >= this.#options.maxSeries) return this.#fold()

    let node = this.#root
    for (const value of values) {
      let child = node.children.get(value)
      if (child === undefined) {
        child = { children: new Map() }
        node.children.set(value, child)
      }
      node = child
    }
    node.series = this.#create(values)
    this.#count += 1
    return node.series
  }

  #lookUp(values: readonly string[]): Series | undefined {
    let node: Node | undefined = this.#root
    for (const value of values) node = node?.children.get(value)
    return node?.series
  }

  #resolve(name: string, given: unknown): string {
    const { metric, defaultDimensions, book } = this.#options
    if (isDimensionValue(given)) return given
    if (given === undefined && Object.hasOwn(defaultDimensions, name)) return defaultDimensions[name] ?? MISSING_VALUE
    const sanitized = sanitizeDimensionValue(given)
    book.note(sanitized === undefined ? 'dimensionMissing' : 'dimensionSanitized', metric.name, { dimension: name })
    return sanitized ?? MISSING_VALUE
  }

  #noteUnknown(given: GivenDimensions): void {
    const { metric, book } = this.#options
    const unknown = Object.keys(given).find((name) => !this.#names.includes(name))
    if (unknown === undefined) return
    book.note('dimensionUnknown', metric.name, { declared: this.#names })
  }

  #fold(): Series {
    const { book, metric, maxSeries } = this.#options
    book.note('seriesOverflow', metric.name, { maxSeries })
    this.#overflow ??= this.#create(this.#names.map(() => OTHER_VALUE))
    return this.#overflow
  }

  #create(values: readonly string[]): Series {
    const { metric, defaultDimensions, clock } = this.#options
    const dimensions: WireDimension[] = this.#names.map((Name, at) => ({ Name, Value: values[at] ?? MISSING_VALUE }))
    for (const [Name, Value] of Object.entries(defaultDimensions)) {
      if (!metric.definition.dimensions.includes(Name)) dimensions.push({ Name, Value })
    }
    const rollups = this.#rollups.map((tree) => tree.#findAmong(dimensions))
    return new Series(metric, dimensions, createAggregator(metric.definition.kind), clock.monotonic(), rollups)
  }

  /** The series that has the tree's part of these dimensions. */
  #findAmong(dimensions: readonly WireDimension[]): Series {
    const own = dimensions.filter(({ Name }) => this.#names.includes(Name))
    return this.find(Object.fromEntries(own.map(({ Name, Value }) => [Name, Value])))
  }

  #releaseBelow(node: Node, before: number): boolean {
    for (const [value, child] of node.children) {
      if (this.#releaseBelow(child, before)) node.children.delete(value)
    }
    const { series } = node
    if (series !== undefined && !series.active && !series.bound && series.lastActiveAt < before) {
      delete node.series
      this.#count -= 1
    }
    return node.series === undefined && node.children.size === 0
  }
}
