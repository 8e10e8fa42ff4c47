import type { Diagnostic } from '@org/core'
import { counter } from '@org/core/catalog'
import { Book, createReport } from '@org/core/reporting'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { ADJUSTMENTS, EXPLANATIONS } from '../refusals.js'
import { SeriesTree } from './series-tree.js'

function createTree(options: { maxSeries?: number; defaultDimensions?: Record<string, string> } = {}) {
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const report = createReport({ source: 'test', clock, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
  const book = new Book({ report, noun: 'Metric', explanations: EXPLANATIONS })
  const tree = new SeriesTree({
    metric: { name: 'page_viewed', definition: counter({ dimensions: ['Version', 'Route'] }) },
    defaultDimensions: options.defaultDimensions ?? {},
    maxSeries: options.maxSeries ?? 1_000,
    book,
    clock,
  })
  return { tree, book, diagnostics, clock }
}

describe('a metric with rollups', () => {
  const definition = counter({ dimensions: ['Version', 'Route'], rollups: [[], ['Route']] })

  function createRollups(options: Partial<ConstructorParameters<typeof SeriesTree>[0]> = {}) {
    const { book, clock } = createTree()
    const metric = { name: 'page_viewed', definition }
    return { clock, tree: new SeriesTree({ metric, defaultDimensions: {}, maxSeries: 1_000, book, clock, ...options }) }
  }

  it('has one series for each set of values of each rollup', () => {
    const { tree } = createRollups()
    const [first, second, other] = [
      tree.find({ Version: '1', Route: '/' }),
      tree.find({ Version: '2', Route: '/' }),
      tree.find({ Version: '2', Route: '/orders' }),
    ]

    expect(first.rollups.map(({ dimensions }) => dimensions)).toEqual([[], [{ Name: 'Route', Value: '/' }]])
    expect(second.rollups).toEqual(first.rollups)
    expect(second.rollups[1]).toBe(first.rollups[1])
    expect(other.rollups[0]).toBe(first.rollups[0])
    expect(other.rollups[1]).not.toBe(first.rollups[1])
    expect(tree.count).toBe(3 + 1 + 2)
  })

  it('has a default in a rollup only if the metric does not declare it, or the rollup names it', () => {
    const { tree } = createRollups({ defaultDimensions: { Version: '9', Cluster: 'blue' } })

    expect(tree.find({ Route: '/' }).rollups.map(({ dimensions }) => dimensions.map(({ Name }) => Name))).toEqual([
      ['Cluster'],
      ['Route', 'Cluster'],
    ])
  })

  it('counts what is folded in the total as well', () => {
    const { tree } = createRollups({ maxSeries: 1 })
    const kept = tree.find({ Version: '1', Route: '/' })
    const folded = tree.find({ Version: '2', Route: '/' })

    expect(folded.rollups[0]).toBe(kept.rollups[0])
  })

  it('lets its rollups go with the series', () => {
    const { tree } = createRollups()
    tree.find({ Version: '1', Route: '/' })
    tree.release(Number.MAX_SAFE_INTEGER)

    expect(tree.count).toBe(0)
  })
})

describe('SeriesTree', () => {
  it('finds one series per set of values, in whatever order they are given', () => {
    const { tree } = createTree()
    const series = tree.find({ Version: '1', Route: '/' })

    expect(tree.find({ Route: '/', Version: '1' })).toBe(series)
    expect(tree.find({ Version: '/', Route: '1' })).not.toBe(series)
    expect(tree.find({ Version: '2', Route: '/' })).not.toBe(series)
    expect(series.dimensions).toEqual([
      { Name: 'Version', Value: '1' },
      { Name: 'Route', Value: '/' },
    ])
    expect(tree.count).toBe(3)
  })

  it('tells values apart that would be the same when joined', () => {
    const { tree } = createTree()

    expect(tree.find({ Version: 'a', Route: 'b|c' })).not.toBe(tree.find({ Version: 'a|b', Route: 'c' }))
  })

  it('appends defaults that the metric does not declare, and fills with those it does', () => {
    const { tree, book } = createTree({ defaultDimensions: { Version: '9', Cluster: 'blue' } })

    expect(tree.find({ Route: '/' }).dimensions).toEqual([
      { Name: 'Version', Value: '9' },
      { Name: 'Route', Value: '/' },
      { Name: 'Cluster', Value: 'blue' },
    ])
    expect(tree.find({ Version: '1', Route: '/' }).dimensions[0]).toEqual({ Name: 'Version', Value: '1' })
    expect(Object.values(book.count(ADJUSTMENTS))).toEqual([0, 0, 0, 0])
  })

  it('finds the same series for a default whether it is given or filled in', () => {
    const { tree } = createTree({ defaultDimensions: { Version: '9' } })

    expect(tree.find({ Route: '/' })).toBe(tree.find({ Version: '9', Route: '/' }))
  })

  it('counts every adjusted recording, and says it once without the value', () => {
    const { tree, book, diagnostics } = createTree()
    for (let time = 0; time < 3; time++) {
      tree.find({ Version: 'geheim-ü', Route: '/' })
      tree.find({ Version: '1' })
      tree.find({ Version: '1', Route: '/', Extra: 'x' })
    }
    tree.find(undefined)

    expect(book.count(ADJUSTMENTS)).toEqual({
      dimensionMissing: 5,
      dimensionSanitized: 3,
      // Unknown names are looked for when a series is first seen: that costs the usual recording nothing.
      dimensionUnknown: 1,
      seriesOverflow: 0,
    })
    expect(diagnostics.map((diagnostic) => diagnostic.details?.['kind'])).toEqual([
      'dimensionSanitized',
      'dimensionMissing',
      'dimensionUnknown',
    ])
    expect(JSON.stringify(diagnostics)).not.toContain('geheim')
    expect(tree.find({ Version: 'geheim-ü', Route: '/' }).dimensions[0]?.Value).toBe('geheim-?')
  })

  it('folds what goes beyond the limit into one series, and says so once', () => {
    const { tree, book, diagnostics } = createTree({ maxSeries: 3, defaultDimensions: { Cluster: 'blue' } })
    const found = Array.from({ length: 5 }, (_, index) => tree.find({ Version: String(index), Route: '/' }))

    expect(new Set(found).size).toBe(4)
    expect(found[4]).toBe(found[3])
    expect(found[4]?.dimensions).toEqual([
      { Name: 'Version', Value: '__other__' },
      { Name: 'Route', Value: '__other__' },
      { Name: 'Cluster', Value: 'blue' },
    ])
    expect(tree.find({ Version: '0', Route: '/' })).toBe(found[0])
    expect(tree.count).toBe(4)
    expect(book.count(ADJUSTMENTS).seriesOverflow).toBe(2)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_METRICS_SERIES_LIMIT'])
  })

  it('does not grow by values that it refuses to hold', () => {
    const { tree } = createTree({ maxSeries: 2 })
    for (let index = 0; index < 1_000; index++) tree.find({ Version: `v${index}`, Route: `é${index}` })

    expect(tree.count).toBe(3)
  })

  it('releases a series that rested, and makes room for another', async () => {
    const { tree, clock } = createTree({ maxSeries: 2 })
    const resting = tree.find({ Version: '1', Route: '/' })
    const bound = tree.find({ Version: '2', Route: '/' })
    bound.bound = true
    await clock.advance(1_000)

    tree.release(1_000)

    expect(tree.count).toBe(1)
    expect(tree.find({ Version: '2', Route: '/' })).toBe(bound)
    expect(tree.find({ Version: '1', Route: '/' })).not.toBe(resting)
    expect(tree.count).toBe(2)
  })

  it('keeps a series that holds values or was in use lately', async () => {
    const { tree, clock } = createTree()
    const active = tree.find({ Version: '1', Route: '/' })
    active.active = true
    await clock.advance(1_000)
    const recent = tree.find({ Version: '2', Route: '/' })

    tree.release(1_000)

    expect(tree.find({ Version: '1', Route: '/' })).toBe(active)
    expect(tree.find({ Version: '2', Route: '/' })).toBe(recent)
  })

  it('takes names that every object has for ordinary ones', () => {
    const { tree, book } = createTree()
    const series = tree.find({ Version: '__proto__', Route: 'constructor' })

    expect(tree.find({ Version: '__proto__', Route: 'constructor' })).toBe(series)
    expect(series.dimensions.map((dimension) => dimension.Value)).toEqual(['__proto__', 'constructor'])
    expect(book.count(ADJUSTMENTS).dimensionSanitized).toBe(0)
  })
})
