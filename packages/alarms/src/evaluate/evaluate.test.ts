import { describe, expect, it } from 'vitest'
import { alarm } from '../../test/fixtures/alarm.js'
import type { ComparisonOperator } from '../definition/alarm-definition.js'
import { evaluate } from './evaluate.js'
import type { Observation } from './observation.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const at = (minutes: number): number => NOON + minutes * 60_000
const values = (first: number, ...list: readonly (number | undefined)[]): readonly Observation[] =>
  list.flatMap((value, index) => (value === undefined ? [] : [{ timestamp: at(first + index), value, count: 1 }]))

describe('evaluate', () => {
  it('says which datapoints it saw, judged and filled', () => {
    const definition = alarm({ statistic: 'Maximum', threshold: 5, treatMissingData: 'breaching' })

    const { datapoints, state } = evaluate(definition, values(0, 9, undefined, 3), {
      at: at(6),
      evaluationRange: 'measured',
    })

    expect(state).toBe('OK')
    expect(datapoints).toEqual([
      { timestamp: at(0), value: 9, breaching: true, considered: true, filled: false },
      { timestamp: at(1), breaching: undefined, considered: false, filled: false },
      { timestamp: at(2), value: 3, breaching: false, considered: true, filled: false },
      { timestamp: at(3), breaching: undefined, considered: false, filled: false },
      { timestamp: at(4), breaching: undefined, considered: false, filled: false },
      { timestamp: at(5), breaching: true, considered: false, filled: true },
    ])
  })

  it('leaves out what arrives at or after the evaluation minute', () => {
    const definition = alarm({ evaluationPeriods: 1 })

    expect(evaluate(definition, values(0, 1), { at: at(1) - 1, evaluationRange: 1 }).state).toBe('OK')
    expect(evaluate(definition, values(0, 1), { at: at(1), evaluationRange: 1 }).state).toBe('ALARM')
  })

  it.each<[ComparisonOperator, readonly [boolean, boolean, boolean]]>([
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['GreaterThanThreshold', [false, false, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ])('compares %s below, at and above the threshold', (comparisonOperator, expected) => {
    const definition = alarm({ comparisonOperator, threshold: 5 })

    const { datapoints } = evaluate(definition, values(0, 4, 5, 6), { at: at(3), evaluationRange: 3 })

    expect(datapoints.map(({ breaching }) => breaching)).toEqual(expected)
  })

  it('aggregates everything that arrived in a period', () => {
    const definition = alarm({ periodSeconds: 300, evaluationPeriods: 1, threshold: 30 })

    const { state, datapoints } = evaluate(definition, values(0, 5, 5, 5, 5, 10), { at: at(5), evaluationRange: 1 })

    expect(state).toBe('ALARM')
    expect(datapoints[0]?.value).toBe(30)
  })

  it('takes a new alarm to have insufficient data before', () => {
    expect(evaluate(alarm({ treatMissingData: 'ignore' }), [], { at: NOON }).state).toBe('INSUFFICIENT_DATA')
    expect(evaluate(alarm({ treatMissingData: 'ignore' }), [], { at: NOON, previousState: 'ALARM' }).state).toBe(
      'ALARM',
    )
  })

  it('counts a statistic set without a percentile as missing data', () => {
    const hidden: Observation = { timestamp: at(0), statistics: { sampleCount: 2, sum: 3, minimum: 1, maximum: 2 } }
    const definition = alarm({ statistic: 'p99', evaluationPeriods: 1, treatMissingData: 'missing' })

    expect(evaluate(definition, [hidden], { at: at(1) }).state).toBe('INSUFFICIENT_DATA')
  })

  it('gives the moment back, and refuses one that is not a number', () => {
    expect(evaluate(alarm(), [], { at: at(1) + 17 }).at).toBe(at(1) + 17)
    expect(() => evaluate(alarm(), [], { at: Number.NaN })).toThrow('`at` must be a moment')
  })

  it('reads its default range from measurements', () => {
    expect(evaluate(alarm({ evaluationPeriods: 1 }), [], { at: NOON }).datapoints).toHaveLength(6)
  })
})

describe('evaluate with too few samples for a percentile', () => {
  const slow = (samples: number): readonly Observation[] => [{ timestamp: at(0), value: 900, count: samples }]
  const definition = (rule: 'ignore' | 'evaluate', statistic: 'p95' | 'p100' = 'p95') =>
    alarm({
      statistic,
      threshold: 500,
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
      evaluateLowSampleCountPercentile: rule,
    })

  it('keeps the state up to one sample below significance, and judges from there on', () => {
    const options = { at: at(1), previousState: 'OK' } as const

    expect(evaluate(definition('ignore'), slow(199), options)).toMatchObject({
      state: 'OK',
      decidedBy: 'low-sample-count',
      reason: expect.stringMatching(/^Unchanged: .*too few samples/),
    })
    expect(evaluate(definition('ignore'), slow(200), options).state).toBe('ALARM')
  })

  it('judges any number of samples when told to evaluate, and always for p100', () => {
    expect(evaluate(definition('evaluate'), slow(1), { at: at(1) }).state).toBe('ALARM')
    expect(evaluate(definition('ignore', 'p100'), slow(1), { at: at(1) }).state).toBe('ALARM')
  })

  it('counts the samples of the N newest periods only', () => {
    const spread = [...slow(150), { timestamp: at(1), value: 900, count: 50 }]

    expect(evaluate(definition('ignore'), spread, { at: at(2), previousState: 'OK' }).state).toBe('ALARM')
    expect(evaluate(definition('ignore'), spread, { at: at(3), previousState: 'OK' }).decidedBy).toBe(
      'low-sample-count',
    )
  })

  it('leaves silence to the treatment of missing data, so that an alarm recovers when traffic ends', () => {
    expect(evaluate(definition('ignore'), slow(5), { at: at(30), previousState: 'ALARM' }).state).toBe('OK')
  })
})
