import { describe, expect, it } from 'vitest'
import { MAX_DIMENSION_NAME_LENGTH, MAX_DIMENSIONS } from '../aws/limits/cloudwatch-limits.js'
import { METRIC_UNITS } from '../aws/units.js'
import { counter, gauge, histogram, isMetricDefinition, METRIC_KINDS, type MetricDefinitionOptions } from './metric.js'

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T

const names = (count: number): string[] => Array.from({ length: count }, (_unused, index) => `Dimension${index}`)
const configurationError = (text: string) =>
  expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) })

describe('a metric definition', () => {
  it('has the kind of its maker and the unit that suits it', () => {
    expect(counter()).toEqual({ kind: 'counter', unit: 'Count', dimensions: [], rollups: [], storageResolution: 60 })
    expect(gauge()).toEqual({ kind: 'gauge', unit: 'None', dimensions: [], rollups: [], storageResolution: 60 })
    expect(histogram()).toEqual({ kind: 'histogram', unit: 'None', dimensions: [], rollups: [], storageResolution: 60 })
  })

  it('keeps what it is given, in order', () => {
    expect(
      histogram({
        unit: 'Milliseconds',
        dimensions: ['Route', 'StatusClass'],
        rollups: [[], ['Route']],
        description: 'Time to answer.',
        storageResolution: 1,
      }),
    ).toEqual({
      kind: 'histogram',
      unit: 'Milliseconds',
      dimensions: ['Route', 'StatusClass'],
      rollups: [[], ['Route']],
      description: 'Time to answer.',
      storageResolution: 1,
    })
  })

  it('is frozen and does not follow a later change of the given names', () => {
    const dimensions = ['Route']
    const definition = counter({ dimensions })
    dimensions.push('Version')

    expect(definition.dimensions).toEqual(['Route'])
    expect(Object.isFrozen(definition)).toBe(true)
    expect(Object.isFrozen(definition.dimensions)).toBe(true)
  })

  it('takes each of the 27 units of CloudWatch and no other', () => {
    expect(METRIC_UNITS).toHaveLength(27)
    for (const unit of METRIC_UNITS) expect(gauge({ unit }).unit).toBe(unit)
    expect(() => gauge({ unit: untyped('milliseconds') })).toThrow(configurationError('`gauge.unit` must be one of'))
  })

  it('takes 30 dimensions and refuses 31', () => {
    expect(counter({ dimensions: names(MAX_DIMENSIONS) }).dimensions).toHaveLength(30)
    expect(() => counter({ dimensions: names(MAX_DIMENSIONS + 1) })).toThrow(configurationError('from 0 to 30; got 31'))
  })

  it('takes a dimension name of 255 characters and refuses 256', () => {
    const longest = 'd'.repeat(MAX_DIMENSION_NAME_LENGTH)

    expect(counter({ dimensions: [longest] }).dimensions).toEqual([longest])
    expect(() => counter({ dimensions: [`${longest}d`] })).toThrow(configurationError('at most 255 characters'))
  })

  it.each(['', ':Route', 'Röute', 'Ro\tute', 'Ro\nute', ' ', '   ', '\u007f', 'naïve'])(
    'refuses the dimension name %j',
    (name) => {
      expect(() => counter({ dimensions: [name] })).toThrow(configurationError('`counter.dimensions`'))
    },
  )

  it.each(['a', '!', '~', 'with space', 'a:b', '#1', ' leading'])('takes the dimension name %j', (name) => {
    expect(counter({ dimensions: [name] }).dimensions).toEqual([name])
  })

  it('refuses a name twice, names that are no list, and options that do not exist', () => {
    expect(() => counter({ dimensions: ['Route', 'Version', 'Route'] })).toThrow(configurationError('names one twice'))
    expect(() => counter({ dimensions: untyped('Route') })).toThrow(configurationError('must be an array'))
    expect(() => counter(untyped<MetricDefinitionOptions<[]>>({ dimension: ['Route'] }))).toThrow(
      configurationError('no option `dimension`'),
    )
    expect(() => counter(untyped<MetricDefinitionOptions<[]>>(null))).toThrow(configurationError('must be an object'))
    expect(() => counter({ storageResolution: untyped(10) })).toThrow(configurationError('one of 1, 60'))
  })
})

describe('the rollups of a metric', () => {
  const dimensions = ['Route', 'StatusClass', 'Version'] as const
  const rolledUp = (rollups: unknown) =>
    histogram({ dimensions, rollups: untyped<readonly (typeof dimensions)[number][][]>(rollups) })

  it.each([[[[]]], [[[], ['Route'], ['Route', 'StatusClass']]], [[['StatusClass', 'Route']]], [[]]])(
    'may be any true subsets of its dimensions, each once: %j',
    (rollups) => {
      expect(rolledUp(rollups).rollups).toEqual(rollups)
    },
  )

  it.each([
    ['a dimension that it does not have', [['Region']], 'must be one of "Route", "StatusClass", "Version"'],
    ['the whole set again', [['Route', 'StatusClass', 'Version']], 'not the whole set again'],
    ['the whole set in another order', [['Version', 'Route', 'StatusClass']], 'not the whole set again'],
    ['one set twice', [['Route'], ['Route']], 'name each set of dimensions once'],
    [
      'one set twice, in another order',
      [
        ['Route', 'Version'],
        ['Version', 'Route'],
      ],
      '[Version, Route] twice',
    ],
    ['no dimensions twice', [[], []], 'name each set of dimensions once'],
    ['a dimension twice', [['Route', 'Route']], 'name each set of dimensions once'],
    ['no list', 'Route', 'must be an array of arrays of dimensions'],
    ['a list of names', ['Route'], 'must be an array of arrays of dimensions'],
  ])('may not be %s', (_what, rollups, text) => {
    expect(() => rolledUp(rollups)).toThrow(configurationError(text))
  })

  it('are refused where there are no dimensions: the set without any is the metric itself', () => {
    expect(() => counter({ rollups: [[]] })).toThrow(configurationError('not the whole set again'))
  })

  it('are frozen, and do not follow a later change of what was given', () => {
    const given: 'Route'[][] = [['Route']]
    const definition = counter({ dimensions: ['Route', 'Version'], rollups: given })
    given.push([])
    given[0]?.pop()

    expect(definition.rollups).toEqual([['Route']])
    expect([definition.rollups, ...definition.rollups].every(Object.isFrozen)).toBe(true)
  })
})

describe('isMetricDefinition', () => {
  it('knows what the makers make, also after a trip through JSON', () => {
    for (const make of [counter, gauge, histogram]) {
      expect(isMetricDefinition(make({ dimensions: ['Route'] }))).toBe(true)
      expect(isMetricDefinition(JSON.parse(JSON.stringify(make())))).toBe(true)
    }
    expect(METRIC_KINDS).toEqual(['counter', 'gauge', 'histogram'])
  })

  it.each([
    null,
    undefined,
    'counter',
    {},
    { kind: 'counter' },
    { ...counter(), kind: 'timer' },
    { ...counter(), unit: 'Pages' },
    { ...counter(), dimensions: 'Route' },
    { ...counter(), storageResolution: 30 },
  ])('does not take %o for one', (value) => {
    expect(isMetricDefinition(value)).toBe(false)
  })
})
